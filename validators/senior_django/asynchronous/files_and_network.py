"""Places that wait for files, the network, a process or the clock."""

import ast

from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..layers.clients import asks_service
from ..semantics.orm import assigned, parameter_type
from .regions import imported, is_awaited, origin

_HTTP = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
_NAMES: dict[str, frozenset[str]] = {
    "time": frozenset({"sleep"}),
    "requests": _HTTP,
    "requests.api": _HTTP,
    "httpx": _HTTP | {"stream"},
    "urllib.request": frozenset({"urlopen", "urlretrieve"}),
    "urllib3": frozenset({"request"}),
    "socket": frozenset({"create_connection", "gethostbyname", "getaddrinfo"}),
    "subprocess": frozenset(
        {"run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput"}
    ),
    "os": frozenset(
        {"system", "popen", "remove", "unlink", "rename", "renames", "replace", "mkdir", "makedirs"}
        | {"rmdir", "removedirs", "listdir", "scandir", "walk", "truncate"}
    ),
    "shutil": frozenset(
        {"copy", "copy2", "copyfile", "copyfileobj", "copytree", "move", "rmtree"}
        | {"make_archive", "unpack_archive"}
    ),
    "io": frozenset({"open"}),
    "codecs": frozenset({"open"}),
    "gzip": frozenset({"open"}),
    "tarfile": frozenset({"open"}),
    "zipfile": frozenset({"ZipFile"}),
    "django.core.mail": frozenset({"send_mail", "send_mass_mail", "mail_admins", "mail_managers"}),
}
_REDIS = frozenset(
    {"get", "set", "setex", "mget", "mset", "delete", "exists", "expire", "ttl", "incr", "decr"}
    | {"keys", "scan_iter", "publish", "lpush", "rpush", "lpop", "rpop", "lrange", "sadd", "srem"}
    | {"hget", "hset", "hgetall", "hdel", "zadd", "zrange", "ping", "execute_command"}
)
_STORAGE = frozenset({"open", "save", "delete", "listdir"})
# Methods of paths alone: settings hold paths under names of all kinds.
_OF_PATHS = frozenset({"read_text", "read_bytes", "write_text", "write_bytes"})
# What is called on a value of these makes it wait.
_OBJECTS: dict[str, frozenset[str]] = {
    "requests.Session": _HTTP | {"send"},
    "requests.session": _HTTP | {"send"},
    "httpx.Client": _HTTP | {"send", "stream"},
    "urllib3.PoolManager": frozenset({"request", "urlopen"}),
    "http.client.HTTPConnection": frozenset({"request", "getresponse", "connect"}),
    "http.client.HTTPSConnection": frozenset({"request", "getresponse", "connect"}),
    "smtplib.SMTP": frozenset({"login", "sendmail", "send_message", "starttls", "connect"}),
    "smtplib.SMTP_SSL": frozenset({"login", "sendmail", "send_message", "connect"}),
    "redis.Redis": _REDIS,
    "redis.StrictRedis": _REDIS,
    "redis.from_url": _REDIS,
    "redis.Redis.from_url": _REDIS,
    "django.core.files.storage.default_storage": _STORAGE,
    "django.core.mail.EmailMessage": frozenset({"send"}),
    "django.core.mail.EmailMultiAlternatives": frozenset({"send"}),
    "pathlib.Path": frozenset(
        {"read_text", "read_bytes", "write_text", "write_bytes", "open", "unlink", "mkdir", "rmdir"}
        | {"rename", "replace", "touch", "iterdir", "glob", "rglob"}
    ),
}


def io_block(node: ast.AST, source: Source, subject: Subject) -> str | None:  # noqa: ARG001
    """How a node waits for something outside, in words that follow a comma; None where it does not."""
    if not isinstance(node, ast.Call) or is_awaited(node, source):
        return None
    name = imported(node.func, source)
    module, _, last = (name or "").rpartition(".")
    if last in _NAMES.get(module, ()) or (asks_service(name) and not last.endswith("_async")):
        return f"`{name}` blocks"
    if _is_builtin_open(node.func, source):
        return "`open` blocks"
    if isinstance(node.func, ast.Attribute):
        made = origin(node.func.value, source) or ""
        if made.startswith("django.conf.settings.") and node.func.attr in _OF_PATHS:
            return f"`{node.func.attr}` blocks"
        if node.func.attr in _OBJECTS.get(made, ()):
            return f"`{made.rsplit('.', 1)[-1]}.{node.func.attr}` blocks"
    return None


def _is_builtin_open(function: ast.expr, source: Source) -> bool:
    if not (isinstance(function, ast.Name) and function.id == "open"):
        return False
    shadowed = (
        "open" in source.imports.names
        or parameter_type(function, source) is not None
        or any(assigned(function, source))
        or any(
            node.name == "open"
            for node in source.of_type(ast.FunctionDef)
            if not _in_class(node, source)
        )
    )
    return not shadowed


def _in_class(node: ast.FunctionDef, source: Source) -> bool:
    return isinstance(source.parent(node), ast.ClassDef)
