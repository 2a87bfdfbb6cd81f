"""SEC001 hardcoded-secret."""

import re
from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

from .secret_code import in_code
from .secret_texts import in_configuration

_INSTEAD = {
    "python": "read it from the environment through the settings class.",
    "yaml": "keep it in `.env` and refer to it, as in `${POSTGRES_PASSWORD:?}`.",
    "dockerfile": "give it to the container when it runs, never to the image.",
}
_EXEMPT_FOLDERS = frozenset(
    {".github", ".gitlab", "locale", "node_modules", "fixtures", "cassettes"}
)
_EXEMPT_SETTINGS = frozenset({"test", "tests", "testing", "ci", "test_settings", "settings_test"})
_EXEMPT_NAMES = frozenset(
    {"pytest.ini", "tox.ini", ".env.test", ".env.ci", "test.env", "noxfile.py"}
)
_OF_TESTS = frozenset({"test", "tests", "pytest", "testing", "ci"})
_TEMPLATES = frozenset({"example", "sample", "template", "dist", "tmpl"})


class HardcodedSecret(SourceRule):
    """A secret written into a file."""

    code = "SEC001"
    name = "hardcoded-secret"
    early = True
    directive = (
        "Read every secret from the environment through the settings class: never write a password, "
        "token, key or a connection address with credentials into a file, not even as a default."
    )
    decisions = (
        "A literal counts when its name says that it is a secret and it could be one, or when its own "
        "shape does (private keys, access keys, addresses with `user:password@`, `Authorization` headers), and "
        'when a call takes a secret in its place (`jwt.encode(…, "…")`, `set_password("…")`). A word made '
        "up on the spot (`changeme`, `supersecretkey`) is one too. Names of secrets, "
        "labels, messages, paths, references (`${PASSWORD}`) and examples of an API schema are none. Tests, their "
        "settings, continuous integration and `.env.example` are exempt. Django's SECRET_KEY may have "
        "no literal value at all."
    )
    bad = Example('SECRET_KEY = "django-insecure-8x!k2"\n', "config/settings.py")
    good = Example(
        "import pydantic\nfrom pydantic_settings import BaseSettings\n\n\nclass Environment(BaseSettings):\n"
        '    """Configuration."""\n\n    secret_key: pydantic.SecretStr\n    redis_password: str = ""\n',
        "config/settings.py",
    )

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each secret, one a place."""
        if _is_exempt(source):
            return
        found = in_code(source) if source.language == "python" else in_configuration(source)
        instead = _INSTEAD.get(source.language, "take it from the environment.")
        seen: set[tuple[int, int]] = set()
        for what, finding in found:
            if (finding.line, finding.column) not in seen:
                seen.add((finding.line, finding.column))
                yield Finding(
                    f"{what} is written into the file: {instead}",
                    finding.line,
                    finding.column,
                    finding.end_line,
                    finding.end_column,
                )


def _is_exempt(source: Source) -> bool:
    folders = source.path.split("/")[:-1]
    stem = source.name.removesuffix(".py")
    if source.language != "python" and _OF_TESTS.intersection(re.split(r"[._-]", source.name)):
        return True
    return (
        source.is_test
        or ("docs" in folders and source.name == "conf.py")
        or bool(_EXEMPT_FOLDERS.intersection(folders))
        or stem in _EXEMPT_SETTINGS
        or source.name in _EXEMPT_NAMES
        or (source.language != "python" and bool(_TEMPLATES & set(source.name.split("."))))
    )
