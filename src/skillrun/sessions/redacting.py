"""Keys and passwords taken out of what is kept and shown.

Two ways find them: by value, for what this process knows to be secret (variables whose names say
so, passwords inside of addresses), and by shape, for keys that came from elsewhere.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

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
_LONG_LINE = 16
_PLACE = re.compile(r"/|[A-Za-z]:\\|\.{1,2}/")

# One whose end is missing goes as far as its own letters do, and not into what follows.
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?P<kind>(?:[A-Z0-9]+ ){0,3})PRIVATE KEY(?: BLOCK)?-----"
    r"(?:.{0,20000}?-----END (?P=kind)PRIVATE KEY(?: BLOCK)?-----|[\w+/=\s\\]*(?:-{1,5}[A-Z ]*)?)",
    re.DOTALL,
)
# What keys of each vendor begin with, and what follows.
_SHAPES = {
    "sk-": r"[\w-]{16,}",  # Anthropic, OpenAI, OpenRouter
    **dict.fromkeys(("gsk_", "xai-", "hf_", "npm_", "dop_v1_", "shpat_", "pypi-"), r"[\w-]{20,}"),
    **dict.fromkeys(("AKIA", "ASIA"), r"[0-9A-Z]{16}"),
    **dict.fromkeys(("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"[0-9A-Za-z]{20,}"),
    "github_pat_": r"\w{20,}",
    "glpat-": r"[\w-]{16,}",
    "xox": r"[a-z]-[0-9A-Za-z-]{10,}",
    "xapp-": r"[0-9A-Za-z-]{10,}",
    **dict.fromkeys(("sk_live_", "sk_test_", "rk_live_", "rk_test_"), r"[0-9A-Za-z]{16,}"),
    "whsec_": r"[0-9A-Za-z+/]{16,}",
    "AIza": r"[\w-]{35}",
    "SG.": r"[\w-]{16,}\.[\w-]{16,}",
    "eyJ": r"[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}",  # a signed token (JWT)
    "django-insecure-": r"[\w!@#$%^&*(=+)-]{20,}",
}
_IN_NO_START = bytes(set(range(256)).difference("".join(_SHAPES).encode()))
_ADDRESS = re.compile(r"(?P<front>://(?P<user>[^\s/:@'\"]*):)(?P<password>[^\s/@'\"]+)@")
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


def secrets_of_file(root: Path) -> tuple[str, ...]:
    """Collect what a workspace's `.env` says is secret: it is read for this alone.

    Args:
        root: The workspace.
    """
    try:
        lines = (root / ".env").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    pairs = (line.removeprefix("export ").partition("=") for line in lines)
    return known_secrets({name.strip(): value.strip().strip("\"'") for name, _, value in pairs})


def passwords(text: str) -> tuple[str, ...]:
    """Find the passwords inside of addresses: `https://user:password@host`."""
    if "://" not in text:
        return ()
    return tuple(m["password"] for m in _ADDRESS.finditer(text) if _is_secret(m))


def found_in(text: str, secrets: Iterable[str] = ()) -> tuple[str, ...]:
    """List the secrets that a text holds; one of several lines also by each of its long lines.

    A text is often shown line by line, where the whole of a private key is not seen.

    Args:
        text: Any text.
        secrets: Known values, from `known_secrets`.
    """
    found: list[str] = []

    def note(secret: str) -> str:
        found.append(secret)
        return REDACTED

    redact(text, secrets, stand_in=note)
    return tuple(dict.fromkeys(part for secret in found for part in lines_of(secret)))


def lines_of(secret: str) -> tuple[str, ...]:
    """A secret, and each of its lines that is long enough to be known again."""
    lines = [line.strip() for line in secret.splitlines() if not line.startswith("-----")]
    return (secret, *(line for line in lines if len(line) >= _LONG_LINE))


def redact(
    text: str,
    secrets: Iterable[str] = (),
    *,
    stand_in: Callable[[str], str] = lambda _secret: REDACTED,
    shapes: bool = True,
) -> str:
    """Replace every secret in a text.

    Args:
        text: Any text.
        secrets: Known values, from `known_secrets`.
        stand_in: What to write in place of a secret; `[redacted]` unless given.
        shapes: Also look for what has the shape of a key, and for passwords inside of addresses.
    """
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, stand_in(secret))
    return _without_shapes(text, stand_in) if shapes else text


def _without_shapes(text: str, stand_in: Callable[[str], str]) -> str:
    def hide(found: re.Match[str]) -> str:
        return stand_in(found[0])

    def hide_password(found: re.Match[str]) -> str:
        if not _is_secret(found):
            return found[0]
        return f"{found['front']}{stand_in(found['password'])}@"

    # Each is looked for by plain text first: most texts hold none of it.
    if "PRIVATE KEY" in text:
        text = _PRIVATE_KEY.sub(hide, text)
    if "://" in text:
        text = _ADDRESS.sub(hide_password, text)
    # A report of megabytes passes here: bytes are searched in half the time of other than Latin
    # text, and without what is in no beginning of a key they are half as many.
    raw = text.encode("utf-8", "surrogatepass").translate(None, _IN_NO_START)
    for start in _SHAPES:
        if start.encode() in raw:
            text = _shape(start).sub(hide, text)
    return text


@cache
def _shape(start: str) -> re.Pattern[str]:
    """Make the pattern of a kind of key, where one may be there at all."""
    # The beginning stands in front of its own condition, so that a search goes from one to the next.
    begin = re.escape(start)
    return re.compile(rf"{begin}(?<![\w-]{begin}){_SHAPES[start]}")


def _is_secret(address: re.Match[str]) -> bool:
    password = address["password"]
    is_example = password.casefold() in _EXAMPLES or password == address["user"]
    return not (is_example or password == REDACTED or _BLANK.match(password))


def _worth_hiding(values: Iterable[str]) -> tuple[str, ...]:
    """Leave out what is too short or too common: "1" or "postgres" would blank ordinary words."""
    found = {v for v in values if len(v) >= _SHORTEST and v.casefold() not in _EXAMPLES}
    # Where a key lies is no key: `SSH_KEY_FILE`, or a folder of secrets that paths begin with.
    found = {v for v in found if not (_PLACE.match(v) and os.path.exists(v))}  # noqa: PTH110
    return tuple(sorted(found, key=lambda value: (-len(value), value)))
