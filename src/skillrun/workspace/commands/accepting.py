"""Which options the usual tools may be given by an answer.

Most options of a tool only say how it works. Some make it write, read or run what they name
(`ruff -o FILE`, `ruff @FILE`, `manage.py --pythonpath`, `git add --edit`, `uv --python PROGRAM`),
some may be shortened. So what is known to be harmless is listed, and the rest is left to the person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

_WORD = re.compile(r"[\w.][\w.,:+-]*", re.ASCII)
_TEXT = re.compile(r"[^\x00-\x1f]*")
_VERSION = re.compile(r"(c?python@?)?[<>=~!]{0,2}\d+(\.(\d+|\*))*", re.ASCII)

Positional = Literal["none", "word", "path", "requirement", "project"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What one command of a tool may be given.

    Attributes:
        head: The leading words that make the command.
        flags: Options with no value.
        values: Options with a value, and what it has to look like.
        paths: Options whose value is a file of the workspace.
        positional: What the other arguments are.
    """

    head: tuple[str, ...]
    flags: frozenset[str] = frozenset()
    values: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()
    positional: Positional = "none"


def accepted(argv: tuple[str, ...]) -> Accepted | None:
    """Find what a command may be given.

    Args:
        argv: The command.

    Returns:
        The entry with the longest head that fits; None for a tool that is not known.
    """
    fitting = (entry for entry in _TOOLS if argv[: len(entry.head)] == entry.head)
    return max(fitting, key=lambda entry: len(entry.head), default=None)


def _flags(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _words(text: str) -> dict[str, re.Pattern[str]]:
    return dict.fromkeys(text.split(), _WORD)


_PYTHON = {"--python": _VERSION, "-p": _VERSION}
_MANAGE = ("uv", "run", "python", "manage.py")
_DJANGO_FLAGS = "--no-color --force-color --traceback --skip-checks"
_DJANGO_VALUES = "-v --verbosity"


def _manage(
    name: str, flags: str = "", values: str = "", positional: Positional = "word"
) -> Accepted:
    return Accepted(
        (*_MANAGE, name),
        _flags(f"{_DJANGO_FLAGS} {flags}"),
        _words(f"{_DJANGO_VALUES} {values}"),
        positional=positional,
    )


_RUFF_FLAGS = """
    --fix --no-fix --fix-only --unsafe-fixes --no-unsafe-fixes --show-fixes --diff --check
    --preview --no-preview --exit-zero --exit-non-zero-on-fix --statistics --no-cache -n
    --force-exclude --respect-gitignore -q --quiet -s --silent -v --verbose
"""
_RUFF_VALUES = """
    --select --ignore --extend-select --extend-ignore --fixable --unfixable --target-version
    --line-length --output-format
"""

_TOOLS = (
    Accepted(
        ("uv", "init"),
        _flags(
            """
            --app --bare --lib --no-description --no-package --no-pin-python --no-readme
            --no-workspace --package -q --quiet
            """
        ),
        _words("--author-from --build-backend --name --vcs") | {"--description": _TEXT} | _PYTHON,
        positional="project",
    ),
    Accepted(
        ("uv", "add"),
        _flags("--dev --no-sync --raw -q --quiet -U --upgrade"),
        _words("--bounds --extra --group --optional --prerelease --resolution --upgrade-package -P")
        | {"--marker": _TEXT, "-m": _TEXT}
        | _PYTHON,
        positional="requirement",
    ),
    Accepted(
        ("uv", "sync"),
        _flags(
            """
            --all-extras --all-groups --dev --no-dev --frozen --locked --upgrade -U --inexact
            --exact --no-install-project --no-progress -q --quiet -v --verbose
            """
        ),
        _words("--group --only-group --no-group --extra --no-extra --upgrade-package -P") | _PYTHON,
    ),
    Accepted(
        ("uv", "lock"),
        _flags("--upgrade -U --check --locked --dry-run --no-progress -q --quiet -v --verbose"),
        _words("--upgrade-package -P") | _PYTHON,
    ),
    Accepted(
        ("uv", "run", "django-admin", "startproject"),
        _flags(_DJANGO_FLAGS),
        _words(_DJANGO_VALUES),
        positional="path",
    ),
    _manage("startapp", positional="path"),
    _manage(
        "makemigrations",
        "--dry-run --merge --empty --noinput --no-input --check --update --no-header",
        "-n --name",
    ),
    _manage(
        "migrate",
        "--noinput --no-input --fake --fake-initial --plan --run-syncdb --check --prune",
        "--database",
    ),
    _manage("collectstatic", "--noinput --no-input -n --dry-run --no-post-process"),
    _manage("check", "--deploy --list-tags", "-t --tag --fail-level --database"),
    Accepted(
        (*_MANAGE, "spectacular"),
        _flags(f"{_DJANGO_FLAGS} --validate --fail-on-warn --color"),
        _words(f"{_DJANGO_VALUES} --format --lang --api-version"),
        frozenset({"--file"}),
    ),
    Accepted(
        ("uv", "run", "ruff", "check"),
        _flags(_RUFF_FLAGS),
        _words(_RUFF_VALUES),
        positional="path",
    ),
    Accepted(
        ("uv", "run", "ruff", "format"),
        _flags(_RUFF_FLAGS),
        _words(_RUFF_VALUES),
        positional="path",
    ),
    # Another command of Ruff writes, serves or waits.
    Accepted(("uv", "run", "ruff"), _flags("--version -V --help -h")),
    Accepted(
        ("uv", "run", "pytest"),
        _flags(
            """
            -q -qq -v -vv -x -s -l --quiet --verbose --exitfirst --lf --last-failed --ff --sw
            --no-header --no-summary --cov --no-cov --cov-branch --durations-min
            --reuse-db --create-db --no-migrations --nomigrations --strict-markers
            """
        ),
        _words("--cov-report --cov-fail-under --maxfail --tb --durations -n --numprocesses -r")
        | {"-k": _TEXT, "-m": _TEXT},
        frozenset({"--cov"}),
        positional="path",
    ),
    Accepted(
        ("git", "add"),
        _flags(
            """
            -f --force -A --all -u --update -v --verbose -n --dry-run -N --intent-to-add -fv -vf
            --ignore-errors --no-all --
            """
        ),
        positional="path",
    ),
)
