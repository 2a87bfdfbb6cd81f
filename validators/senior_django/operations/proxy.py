"""OPS011 nginx-config."""

import re
from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

from .configuration import Directive, read_nginx, walk
from .place import is_at_top

_APP = "app"
_HEADER = "x-forwarded-proto"
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_DEEPEST = 3
# What these hold is no directive of a proxied request.
_DATA_FILES = ("mime.types", "/types")
_GOOD = (
    "events {}\nhttp {\n    server {\n        location / {\n"
    "            proxy_pass http://app:8000;\n"
    "            proxy_set_header X-Forwarded-Proto $scheme;\n        }\n    }\n}\n"
)


class NginxConfig(SourceRule):
    """The reverse proxy of the project."""

    code = "OPS011"
    name = "nginx-config"
    directive = (
        "The file `nginx/nginx.conf` parses, proxies to the service `app`, and sends `X-Forwarded-Proto` with "
        "every request that it passes on."
    )
    decisions = (
        "The configuration in the project's `nginx/` folder is judged, if it holds a server; its "
        "files are read together, so that the proxy may stand in an included one. Upstreams and variables "
        "set in the file are followed. Nginx takes headers from an outer block only where the inner "
        "one sets none: so does this rule. A block that includes a file that is not at hand is "
        "believed to get the header there."
    )
    bad = Example(_GOOD.replace("X-Forwarded-Proto", "X-Forwarded-For"), "nginx/nginx.conf")
    good = Example(_GOOD, "nginx/nginx.conf")
    languages = frozenset({"nginx"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield what does not parse, a proxy that is missing and a header that is not sent."""
        if not _is_project_nginx(source.path, subject):
            return
        problem = source.syntax_error
        if problem is not None:
            message = f"The configuration does not parse: {problem.message}."
            yield Finding(message, problem.line, problem.column)
            return
        root = read_nginx(source.text)
        servers = (path[-1] for path in walk(root) if path[-1].name == "server" and path[-1].block)
        server = next(servers, None)
        if server is None:
            return
        proxied = _proxied(root)
        if not proxied and not any(_proxied(other) for other in _beside(source, subject)):
            message = (
                f"Nothing is passed on to the service `{_APP}`: `proxy_pass http://{_APP}:8000;`."
            )
            yield Finding(message, server.line)
        known: dict[int, bool | None] = {}
        for path in proxied:
            if not _sends_header(path, known):
                advice = "`proxy_set_header X-Forwarded-Proto $scheme;`."
                message = f"Django is not told that the request came by https: {advice}"
                yield Finding(message, path[-1].line)


def _is_project_nginx(path: str, subject: Subject) -> bool:
    folders = path.split("/")[:-1]
    if "nginx" not in folders:
        return False
    return is_at_top("/".join(folders[: folders.index("nginx") + 1]), subject)


def _beside(source: Source, subject: Subject) -> Iterator[Directive]:
    """The other configuration files of the same folder and below."""
    folder = source.path.rpartition("/")[0] + "/"
    for path in sorted(subject.paths):
        if path.startswith(folder) and path != source.path:
            other = subject.source(path)
            if other is not None and other.language == "nginx" and other.syntax_error is None:
                yield read_nginx(other.text)


def _proxied(root: Directive) -> list[tuple[Directive, ...]]:
    """The `proxy_pass`es to the app, each with the blocks that hold it."""
    paths = list(walk(root))
    upstreams = {
        path[-1].words[0]: [server.words[0] for server in path[-1].inside("server") if server.words]
        for path in paths
        if path[-1].name == "upstream" and path[-1].words
    }
    variables = {
        path[-1].words[0]: path[-1].words[1]
        for path in paths
        if path[-1].name == "set" and len(path[-1].words) > 1
    }
    return [
        path
        for path in paths
        if path[-1].name == "proxy_pass"
        and path[-1].words
        and _reaches_app(path[-1].words[0], upstreams, variables)
    ]


def _reaches_app(target: str, upstreams: dict[str, list[str]], variables: dict[str, str]) -> bool:
    for _ in range(_DEEPEST if "$" in target else 0):
        target = _VARIABLE.sub(lambda found: variables.get("$" + found[1], found[0]), target)
    host = _host(target)
    return host == _APP or any(_host(server) == _APP for server in upstreams.get(host, ()))


def _host(address: str) -> str:
    return re.split(r"[:/]", re.sub(r"^\w+://", "", address), maxsplit=1)[0]


def _sends_header(path: tuple[Directive, ...], known: dict[int, bool | None]) -> bool:
    """Whether the innermost block that sets headers sets this one."""
    for holder in reversed(path[:-1]):
        if id(holder) not in known:
            known[id(holder)] = _sends_itself(holder)
        sends = known[id(holder)]
        if sends is not None:
            return sends
    return False


def _sends_itself(holder: Directive) -> bool | None:
    """Whether a block sends the header; None where it leaves that to the blocks around it."""
    headers = list(holder.inside("proxy_set_header"))
    if any(h.words[:1] and h.words[0].lower() == _HEADER and _value(h) for h in headers):
        return True
    includes = [word for i in holder.inside("include") for word in i.words]
    if any(not word.endswith(_DATA_FILES) for word in includes):
        return True
    return False if headers else None


def _value(header: Directive) -> str:
    return "".join(header.words[1:])
