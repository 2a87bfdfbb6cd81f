"""Secrets that a call takes by position: what they are shows in the function alone."""

import ast
from collections.abc import Iterator

from skillrun.rules.source import Source

_HASH = "django.contrib.auth.hashers.make_password"
# The place of the secret among the arguments, and its keyword.
_KEYS = {
    "jwt.encode": (1, "key"),
    "jwt.decode": (1, "key"),
    "jose.jwt.encode": (1, "key"),
    "jose.jwt.decode": (1, "key"),
    "hmac.new": (0, "key"),
    "hmac.digest": (0, "key"),
    "cryptography.fernet.Fernet": (0, "key"),
    "itsdangerous.URLSafeSerializer": (0, "secret_key"),
    "itsdangerous.URLSafeTimedSerializer": (0, "secret_key"),
    _HASH: (0, "password"),
    "requests.auth.HTTPBasicAuth": (1, "password"),
    "httpx.BasicAuth": (1, "password"),
}
_CLIENTS = ("requests.", "httpx.", "aiohttp.")
_USERS = frozenset({"create_user", "create_superuser", "acreate_user", "acreate_superuser"})
_WORDS = (
    "jwt",
    "hmac",
    "Fernet",
    "itsdangerous",
    "_password",
    "Auth",
    "auth=",
    "create_user",
    "create_superuser",
)


def in_calls(source: Source) -> Iterator[tuple[str, ast.expr]]:
    """Yield each argument that is a secret by its place, and what it is."""
    if not any(word in source.text for word in _WORDS):
        return
    for call in source.of_type(ast.Call):
        value = _of_known(call, source)
        if value is None and isinstance(call.func, ast.Attribute):
            value = _of_user(call, call.func.attr)
        if value is not None:
            function = ast.unparse(call.func).rsplit(".", 1)[-1]
            yield f"The secret that `{function}` is given", value


def _of_known(call: ast.Call, source: Source) -> ast.expr | None:
    name = source.qualified(call.func) or ""
    if name == _HASH and isinstance(source.parent(call), ast.Expr):
        return None  # nothing comes of it but the time that it takes
    if name in _KEYS:
        place, keyword = _KEYS[name]
        if len(call.args) > place:
            return call.args[place]
        return next((k.value for k in call.keywords if k.arg == keyword), None)
    if name.startswith(_CLIENTS):
        for given in call.keywords:
            if given.arg == "auth" and isinstance(given.value, ast.Tuple):
                return given.value.elts[1] if len(given.value.elts) == 2 else None
    return None


def _of_user(call: ast.Call, name: str) -> ast.expr | None:
    """The password of a user that is made or changed; a manager takes it after the address."""
    if name == "set_password":
        return call.args[0] if len(call.args) == 1 else None
    if name not in _USERS:
        return None
    addresses = [i for i, argument in enumerate(call.args) if _is_address(argument)]
    after = addresses[-1] + 1 if addresses else 2
    return call.args[after] if after == len(call.args) - 1 else None


def _is_address(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and "@" in node.value
