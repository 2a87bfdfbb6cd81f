"""Which names hold secrets, and which values are secrets."""

import re
from functools import lru_cache

# The last words of a name that holds a secret, most telling first.
_PASSWORDS = frozenset({"password", "passwd", "pwd", "passphrase", "pass"})
# What ends in one of these is of that kind too: `PGPASSWORD`, `clientsecret`.
_JOINED = (
    (("password", "passwd", "passphrase", "requirepass", "masterauth"), "password"),
    (("secret", "apikey", "secretkey", "authtoken", "accesstoken", "accesskey"), "key"),
)
_TOKENS = {
    ("secret",),
    ("token",),
    ("credential",),
    ("credentials",),
    ("apikey",),
    ("api", "key"),
    ("secret", "key"),
    ("access", "key"),
    ("private", "key"),
    ("signing", "key"),
    ("encryption", "key"),
    ("fernet", "key"),
    ("auth", "key"),
    ("account", "key"),
    ("license", "key"),
    ("encrypt", "key"),
    ("crypto", "key"),
    ("master", "key"),
    ("server", "key"),
    ("stripe", "key"),
    ("hmac", "key"),
    ("jwt", "key"),
    ("aes", "key"),
    ("secret", "access", "key"),
    ("access", "key", "id"),
    ("client", "secret"),
    ("webhook", "secret"),
    ("hash", "salt"),
}
# A name that begins with one of these is of an action on a secret: `reset_password`.
_ACTIONS = frozenset(
    {
        "change",
        "reset",
        "forgot",
        "forgotten",
        "lost",
        "recover",
        "set",
        "update",
        "confirm",
        "request",
    }
    | {
        "check",
        "validate",
        "hash",
        "has",
        "is",
        "get",
        "require",
        "required",
        "show",
        "hide",
        "revoke",
    }
)
# A server passes requests on: `UWSGI_PASS`, `proxy_pass`.
_PASSES_ON: tuple[list[str], ...] = ([], ["uwsgi"], ["proxy"], ["fastcgi"], ["grpc"], ["scgi"])
_ENVIRONMENTS = frozenset({"default", "fallback", "dev", "test", "prod", "production", "staging"})
# Values with these shapes are secrets whatever they are called.
_SHAPES = (
    ("a private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    ("an AWS access key", r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,})"),
    ("a GitLab token", r"\bglpat-[\w-]{20,}"),
    ("a Stripe key", r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}"),
    ("an API key", r"\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}"),
    ("a Google API key", r"\bAIza[\w-]{35}\b"),
    ("a Slack token", r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    ("a JSON web token", r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    ("a Sentry address", r"https://[0-9a-f]{32}(?::[0-9a-f]{32})?@[\w.-]+/\d+"),
    (
        "an address with credentials",
        r"\b[a-z][a-z0-9+.-]{1,30}://[^\s:/@'\"<>{}$%*]*:(?P<password>[^\s/@'\"<>{}$%*]+)@[\w.\[-]+",
    ),
)
_SHAPE = re.compile("|".join(f"(?P<s{i}>{shape})" for i, (_, shape) in enumerate(_SHAPES)))
# How an address is written: `postgres://user:password@host:port/name`.
_FORMAT = re.compile(r"@host(?:name)?\Z|\A(?:driver|dialect|scheme)://", re.IGNORECASE)
_SIGNS = (
    "://",
    "-----BEGIN",
    "AKIA",
    "ASIA",
    "gh",
    "glpat-",
    "sk_",
    "rk_",
    "sk-",
    "AIza",
    "xox",
    "eyJ",
)
# Shown in place of a secret, or a reference to where it is kept.
_STANDS_FOR_ONE = re.compile(
    r"""^[\W_]*$ | [{}<>$%]|\.\.\. | ^(?:https?|file|env|vault|arn|op):| ^/ |^\./
    | ^(?:x{3,}|\*+|none|null|nil|true|false|undefined|redacted|hidden|masked|required|optional)$""",
    re.VERBOSE | re.IGNORECASE,
)
# Made up on the spot where a secret belongs: `my-secret-key`, `supersecret`, `change-me`.
_MADE_UP = re.compile(
    r"(?:super|my|dev|insecure|unsafe|dummy|default|local|very|top|random|some)[\w-]*(?:secret|key|pass)[\w-]*\Z"
    r"|change[_-]?(?:me|it|this)\b",
    re.IGNORECASE,
)
# What follows the scheme in a header that proves who calls.
_CREDENTIALS = re.compile(
    r"(?:Bearer|Token|Basic|Api-?Key)\s+(?P<value>[^\s{}<>$%]{8,})\Z", re.IGNORECASE
)
_SHORTEST_KEY = 8
# A name that ends so may hold a kind of token, or the name of one.
_LOOSE = frozenset({"token", "credential", "credentials"})
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENVIRONMENT_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z")
_NAME_LIKE = re.compile(r"_*[A-Za-z]+(?:[_ .:-][A-Za-z]+)*[_-]*\Z")
_REFERENCE = re.compile(r"\{\{.*\}\}\Z|\\?[\"']?\$|<.*>\Z|\W*\Z")


def words_of(name: str) -> list[str]:
    """The words of an identifier, lower case: `dbPassword` and `DB_PASSWORD` alike."""
    return [word.lower() for word in _WORDS.findall(name)]


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str | None:
    """What a name holds.

    Returns:
        `password`, `header` for one that proves who calls, `django` for Django's own key, `key` for
        other secrets; None for no secret.
    """
    words = words_of(name)
    while words and (words[-1] in _ENVIRONMENTS or words[-1].isdigit()):
        words.pop()
    if not words or (words[0] in _ACTIONS and len(words) > 1):
        return None
    if "".join(words) in {"secretkey", "secretkeyfallbacks"} and name.isupper():
        return "django"
    if words[-1] == "pass" and words[-2:-1] in _PASSES_ON:
        return None
    if words[-1] in _PASSWORDS:
        return "password"
    return _kind_of_ending(words)


def _kind_of_ending(words: list[str]) -> str | None:
    if words[-1] == "authorization":
        return "header"
    for endings, kind in _JOINED:
        if words[-1].endswith(endings):
            return kind
    return "key" if any(tuple(words[-n:]) in _TOKENS for n in (1, 2, 3)) else None


def is_secret(name: str, kind: str, value: str) -> bool:
    """Whether a literal is a secret rather than a label, a name or a stand-in.

    Args:
        name: What it is assigned to.
        kind: What `kind_of` says of the name; `build` for a key that nothing is signed with.
        value: The literal.
    """
    text = value.strip()
    if kind == "django":
        return not _REFERENCE.match(text)
    if kind == "header":
        given = _CREDENTIALS.match(text)
        return given is not None and not _NAME_LIKE.match(given["value"])
    if not text or _STANDS_FOR_ONE.search(text) or not _is_one_word(text):
        return False
    if kind == "password":
        return _is_password(name, text)
    return _is_key(name, text, may_be_word=kind == "build")


def _is_password(name: str, text: str) -> bool:
    if text.isalpha() and name.isupper() and len(words_of(name)) > 1:
        # `DB_PASSWORD: password` is what the server takes; `PASSWORD = "password"` is a label.
        return len(text) > 2
    is_label = set(words_of(text)) & _PASSWORDS and _NAME_LIKE.match(text)
    return len(text) > 2 and not is_label and not _repeats(name, text)


def _is_key(name: str, text: str, *, may_be_word: bool) -> bool:
    if len(text) < _SHORTEST_KEY or _repeats(name, text):
        return False
    if words_of(name)[-1] in _LOOSE:
        return not _NAME_LIKE.match(text) and any(map(str.isdigit, text))
    made_up = not may_be_word and _MADE_UP.match(text)
    return bool(made_up) or not _NAME_LIKE.match(text)


def _repeats(name: str, text: str) -> bool:
    """Whether a text says what the name says: `CLIENT_SECRET = "client_secret"`."""
    own = words_of(name)
    return "".join(words_of(text)) in {"".join(own), *own}


def _is_one_word(text: str) -> bool:
    """Whether a text has no blanks and is no name of something: `rest_framework.x`, `DB_PASSWORD`."""
    if any(character.isspace() for character in text) or not text.isascii():
        return False
    return not (_DOTTED.match(text) or _ENVIRONMENT_NAME.match(text))


def may_have_shape(text: str) -> bool:
    """Whether a text holds a sign of any of the shapes: cheap, for the many that hold none."""
    return any(sign in text for sign in _SIGNS)


def shape_of(value: str) -> tuple[str, int, int] | None:
    """A secret that is known by its shape.

    Returns:
        What it is, and where in the text it stands.
    """
    if len(value) < 12 or not may_have_shape(value):
        return None
    match = _SHAPE.search(value)
    if match is None or "EXAMPLE" in match[0] or _FORMAT.search(match[0]):
        return None
    index = next(i for i in range(len(_SHAPES)) if match[f"s{i}"] is not None)
    return _SHAPES[index][0], match.start(), match.end()
