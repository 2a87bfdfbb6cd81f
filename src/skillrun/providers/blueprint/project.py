"""The workspace as a conversation shows it, and what the blueprint needs of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skillrun.errors import ModelError, UsageError
from skillrun.project.fencing import Fenced, unfence
from skillrun.providers.base import Message

SETTINGS = "config/settings.py"
URLS = "config/urls.py"
# What a generated app imports, beside the files that it is wired into.
_CANONICAL = (
    *("manage.py", SETTINGS, URLS, "apps/core/errors.py", "apps/core/permissions.py"),
    *("apps/core/services.py", "apps/users/models.py", "apps/users/tests/factories.py"),
)
_NOT_CANONICAL = "The blueprint adds to projects that share what its own projects share. For this one name a model: --model anthropic:NAME."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the workspace it is about.

    Attributes:
        request: The request.
        name: The workspace's folder name; may be empty.
        listing: All paths of the workspace.
        files: Contents of the files shown, by path.
        part: 1-based number of the part that is to come.
    """

    request: str
    name: str
    listing: frozenset[str]
    files: Mapping[str, str]
    part: int


def read_conversation(messages: Sequence[Message]) -> Asked:
    """Find the last request of a conversation and the part that is to come.

    Args:
        messages: The conversation; the last message is the user's.

    Raises:
        ModelError: If the last message asks for a repair, or there is no request.
    """
    fenced = [unfence(message.content) if message.role == "user" else () for message in messages]
    starts = [i for i, texts in enumerate(fenced) if _text(texts, "listing") is not None]
    start = starts[-1] if starts else -1
    if any(fenced[start + 1 :]):
        message = "The blueprint can't repair an answer: it has no language model, and its templates stay as they are."
        raise ModelError(
            message,
            advice="Name a model that can: --model anthropic:NAME, openai:NAME or ollama:NAME.",
        )
    if not starts:
        raise ModelError(
            "The conversation holds no request that the blueprint can read.",
            advice="Ask with `skillrun ask`.",
        )
    texts = fenced[start]
    listing = next(text for text in texts if text.kind == "listing")
    return Asked(
        request=_text(texts, "request") or "",
        name=listing.name,
        listing=frozenset(filter(None, listing.text.splitlines())),
        files={text.name: text.text for text in texts if text.kind == "file"},
        part=1 + sum(message.role == "assistant" for message in messages[start:]),
    )


def _text(texts: Sequence[Fenced], kind: str) -> str | None:
    return next((text.text for text in texts if text.kind == kind), None)


def has_project(asked: Asked) -> bool:
    """Whether the workspace holds a Django project already."""
    return bool(asked.listing & {"manage.py", SETTINGS, "config/settings/__init__.py"})


def require_project(asked: Asked) -> None:
    """Refuse to change models where there are none.

    Raises:
        UsageError: If the workspace holds no project, or one of another layout.
    """
    if not has_project(asked):
        raise UsageError(
            "The workspace holds no Django project whose models could get a field.",
            advice="Name the folder with --workspace DIR, or make a project first: create project shop.",
        )
    missing = [path for path in _CANONICAL if path not in asked.listing]
    if missing:
        raise UsageError(
            f"The project in the workspace lacks {', '.join(missing)}.", advice=_NOT_CANONICAL
        )


def require_named(asked: Asked, project: str | None) -> None:
    """Refuse to add to a project that is not the one the request names.

    Args:
        asked: The request and the workspace.
        project: The name that the request gives; None where it gives none.

    Raises:
        UsageError: If the workspace's project and its folder are called otherwise.
    """
    found = re.search(r'(?m)^name = "([^"]+)"', asked.files.get("pyproject.toml", ""))
    if not project or not found:
        return
    there = {_plain(name) for name in (found[1], asked.name)}
    if _plain(project) not in there:
        raise UsageError(
            f'The workspace holds the project "{found[1]}", and the request names "{project}".',
            advice="Name the folder of that project with --workspace DIR, or leave its name out.",
        )


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.lower())


def require_canonical(asked: Asked, app: str) -> None:
    """Refuse a project that an app can't be added to.

    Args:
        asked: The request and the workspace.
        app: The app's name.

    Raises:
        UsageError: If a file of the layout is missing or not shown, or the app is there already.
    """
    missing = [path for path in _CANONICAL if path not in asked.listing]
    if missing:
        raise UsageError(
            f"The project in the workspace lacks {', '.join(missing)}.", advice=_NOT_CANONICAL
        )
    if any(path.startswith(f"apps/{app}/") for path in asked.listing):
        raise UsageError(
            f'The workspace has an app "{app}" already: apps/{app}/.',
            advice=f"Add to it: add model Tag(name: str) to {app} app, or add field note: text? to MODEL. Or choose another name.",
        )
    unseen = [path for path in (SETTINGS, URLS) if path not in asked.files]
    if unseen:
        flags = " ".join(f"--file {path}" for path in unseen)
        raise UsageError(
            f"The blueprint was not shown {' and '.join(unseen)}.", advice=f"Add {flags}."
        )


def require_room(asked: Asked, files: Mapping[str, str]) -> None:
    """Refuse to write a new project over what is there.

    Raises:
        UsageError: If the workspace holds a project, or files of the same names.
    """
    if has_project(asked):
        raise UsageError(
            "The workspace holds a Django project already.",
            advice="Choose an empty folder with --workspace DIR, or add an app: add payments app.",
        )
    taken = sorted(asked.listing & files.keys())
    if taken:
        raise UsageError(
            f"The workspace holds files that a new project would overwrite: {', '.join(taken)}.",
            advice="Choose an empty folder with --workspace DIR, or move these files away.",
        )
