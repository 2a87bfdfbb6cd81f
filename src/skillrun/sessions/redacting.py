"""Keys and passwords taken out of what is kept and shown.

Two ways find them: by value, for what this process knows to be secret (variables whose names say
so, passwords inside of addresses), and by shape, for keys that came from elsewhere.
"""

import re
from collections.abc import Iterable, Mapping

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|_DSN$|_PAT$", re.IGNORECASE)
# Words that stand for a password in every example; blanking them would blank ordinary text.
_EXAMPLES = frozenset(
    {
        *("changeme", "change-me", "example", "password", "passwd", "pass", "secret", "test"),
        *("testing", "user", "username", "admin", "root", "guest", "postgres", "postgresql"),
        *("django", "redis", "app", "disabled", "enabled", "required"),
    }
)
_SHORTEST = 8

_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?P<kind>(?:[A-Z0-9]+ ){0,3})PRIVATE KEY(?: BLOCK)?-----"
    r".*?(?:-----END (?P=kind)PRIVATE KEY(?: BLOCK)?-----|\Z)",
    re.DOTALL,
)
_KEY = re.compile(
    r"(?<![\w-])(?:"
    r"sk-[\w-]{16,}"  # Anthropic, OpenAI, OpenRouter
    r"|(?:gsk|xai|hf|npm|dop_v1|shpat|pypi)[-_][\w-]{20,}"
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}"
    r"|gh[pousr]_[0-9A-Za-z]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
    r"|xox[a-z]-[0-9A-Za-z-]{10,}|xapp-[0-9A-Za-z-]{10,}"
    r"|(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{16,}|whsec_[0-9A-Za-z+/]{16,}"
    r"|AIza[\w-]{35}"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"  # a signed token (JWT)
    r")"
)
_ADDRESS = re.compile(
    r"(?P<front>\b[a-zA-Z][\w+.-]*://(?P<user>[^\s/:@'\"]*):)(?P<password>[^\s/@'\"]+)@"
)
# A password that is filled in later is none: `${DB_PASSWORD}`, `{password}`, `%s`, `<password>`.
_BLANK = re.compile(r"[$%{<*\[]")


def known_secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Collect what the environment says is secret.

    Args:
        environ: The environment.

    Returns:
        Values of variables whose names say so, and passwords inside of addresses; the longest
        first, so that one that holds another goes whole.
    """
    named = (value.strip() for name, value in environ.items() if _SECRET_NAME.search(name))
    inside = (password for value in environ.values() for password in passwords(value))
    return _worth_hiding((*named, *inside))


def passwords(text: str) -> tuple[str, ...]:
    """Find the passwords inside of addresses: `https://user:password@host`."""
    if "://" not in text:
        return ()
    return tuple(m["password"] for m in _ADDRESS.finditer(text) if _is_secret(m))


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Replace every secret in a text by `[redacted]`.

    Args:
        text: Any text.
        secrets: Known values, from `known_secrets`.
    """
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    if "PRIVATE KEY" in text:
        text = _PRIVATE_KEY.sub(REDACTED, text)
    if "://" in text:
        text = _ADDRESS.sub(lambda m: f"{m['front']}{REDACTED}@" if _is_secret(m) else m[0], text)
    return _KEY.sub(REDACTED, text)


def _is_secret(address: re.Match[str]) -> bool:
    password = address["password"]
    is_example = password.casefold() in _EXAMPLES or password == address["user"]
    return not (is_example or password == REDACTED or _BLANK.match(password))


def _worth_hiding(values: Iterable[str]) -> tuple[str, ...]:
    """Leave out what is too short or too common: "1" or "postgres" would blank ordinary words."""
    found = {v for v in values if len(v) >= _SHORTEST and v.casefold() not in _EXAMPLES}
    return tuple(sorted(found, key=lambda value: (-len(value), value)))
