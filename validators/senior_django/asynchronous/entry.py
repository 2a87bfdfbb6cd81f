"""ASY004 asgi-entry."""

import ast
import re
from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.production import is_development_module
from ..semantics.project import is_whole_project
from ..semantics.settings import Settings, settings_of
from .gunicorn import is_gunicorn_config
from .servers import Server, Word, finding_at, servers_in

_WSGI = re.compile(r"(?:[\w.]*\.)?\w*wsgi\w*(?::\w+(?:\(\))?)?")
_WSGI_ONLY = frozenset({"uwsgi", "waitress-serve", "mod_wsgi-express"})
_MAIN = ("INSTALLED_APPS", "ROOT_URLCONF")


class AsgiEntry(TreeRule):
    """The way in by ASGI."""

    code = "ASY004"
    name = "asgi-entry"
    directive = (
        'The entry point is `config/asgi.py`: `ASGI_APPLICATION = "config.asgi.application"` is set, and '
        "every command that starts the server runs `config.asgi:application`; `wsgi.py` is only a "
        "fallback."
    )
    decisions = (
        "Commands are read from Dockerfiles, compose files, Procfiles, scripts, supervisor and "
        "systemd units, and `wsgi_app` of Gunicorn's configuration. Programs that speak WSGI alone "
        "(`uwsgi`, `waitress-serve`) are flagged whatever they run. That the setting is missing is "
        "said of a whole project alone."
    )
    bad = Example("web: gunicorn config.wsgi:application\n", "Procfile")
    good = Example("web: gunicorn config.asgi:application -c config/gunicorn.conf.py\n", "Procfile")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield a setting that is missing or wrong, and servers that run WSGI."""
        yield from _setting(subject.once(settings_of), subject)
        for source in subject.files.values():
            for server in servers_in(source, subject):
                word = _wsgi(server)
                if word is not None:
                    advice = "run `config.asgi:application` with Uvicorn's workers."
                    yield finding_at(word, source, f"The server runs WSGI: {advice}")
            if is_gunicorn_config(source):
                yield from _wsgi_app(source)


def _setting(settings: Settings, subject: Subject) -> Iterator[Finding]:
    for setting in settings.get("ASGI_APPLICATION"):
        value = setting.value.value if isinstance(setting.value, ast.Constant) else ""
        module = str(value).rpartition(".")[0]
        if setting.source.path in subject.files and (value is None or _WSGI.fullmatch(module)):
            message = 'ASGI_APPLICATION is no ASGI application: write "config.asgi.application".'
            yield Finding(message, setting.node.lineno, path=setting.source.path)
    if settings.get("ASGI_APPLICATION") or not is_whole_project(subject):
        return
    modules = [m for m in settings.modules if m.path in subject.files]
    main = {s.source.path for name in _MAIN for s in settings.get(name)}
    homes = [m for m in modules if m.path in main and not is_development_module(m.path)]
    if homes:
        message = 'ASGI_APPLICATION is not set: add `ASGI_APPLICATION = "config.asgi.application"`.'
        yield Finding(message, 1, path=homes[0].path)


def _wsgi(server: Server) -> Word | None:
    """The word by which a server runs WSGI."""
    if server.program in _WSGI_ONLY:
        return Word(server.program, server.line)
    interface = server.option("--interface")
    if server.program == "uvicorn" and interface is not None and interface.text == "wsgi":
        return interface
    if server.program != "gunicorn":
        return None
    return next((word for word in server.words if _WSGI.fullmatch(word.text)), None)


def _wsgi_app(source: Source) -> Iterator[Finding]:
    for node in source.of_type(ast.Assign):
        named = any(
            isinstance(target, ast.Name) and target.id == "wsgi_app" for target in node.targets
        )
        value = node.value.value if isinstance(node.value, ast.Constant) else ""
        if named and _WSGI.fullmatch(str(value)):
            message = "Gunicorn is told to run WSGI: name `config.asgi:application`."
            yield Finding(message, node.lineno, path=source.path)
