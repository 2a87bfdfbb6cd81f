"""The names of apps and projects, as requests spell them and as folders can be called."""

import re

from skillrun.providers.blueprint import names, words
from skillrun.providers.blueprint.domains import app_by_alias, models_of
from skillrun.providers.blueprint.latin import is_cyrillic, latin
from skillrun.providers.blueprint.scanner import Cursor, Token, fail


def is_known_app(text: str) -> bool:
    """Whether the blueprint knows models for an app of this name."""
    return bool(app_by_alias(text) or models_of(text.lower()))


def app_name(cursor: Cursor, token: Token) -> str:
    """The name of an app.

    Args:
        cursor: The request.
        token: The name as it is written.

    Raises:
        UsageError: If no app can be called so.
    """
    if known := app_by_alias(token.text):
        return known
    plain = latin(token.text) if is_cyrillic(token.text) else names.snake(token.text)
    name = re.sub(r"[\s-]+", "_", plain).lower()
    if problem := names.app_name_problem(name):
        free = next((n for n in _others(name) if not names.app_name_problem(n)), "")
        advice = f"Choose another name for the app{f', such as {free}' if free else ''}."
        fail(cursor.request, token.at, problem, advice=advice)
    if name != token.text:
        cursor.note(
            f"`{token.text}` → `apps.{name}`: имена приложений пишутся строчными латинскими буквами."
        )
    return name


def _others(name: str) -> tuple[str, ...]:
    plain = re.sub(r"[^a-z0-9]+", "_", name).strip("_")
    return (names.plural(plain), f"{plain}_app") if plain[:1].isalpha() else ()


def project_name(cursor: Cursor, token: Token) -> str:
    """The name of a project.

    Args:
        cursor: The request.
        token: The name as it is written.

    Raises:
        UsageError: If no project can be called so.
    """
    plain = latin(token.text).replace("_", "-") if is_cyrillic(token.text) else token.text
    name = re.sub(r"\s+", "-", plain)
    if problem := names.project_name_problem(name):
        fail(cursor.request, token.at, problem, advice="Choose another name for the project.")
    if name != token.text:
        cursor.note(f"Проект «{token.text}» назван `{name}`.")
    return name


def app_purpose(cursor: Cursor) -> Token:
    """`for blog posts`: the app's name from what it is for, of as many words as that takes.

    Args:
        cursor: Stands at the first of these words.
    """
    first = cursor.take()
    spoken = [first.text]
    stops = words.WITH | words.AND | words.APP | words.INTO | words.COURTESY | words.MODEL
    while cursor.now.kind == "word" and cursor.now.text.islower() and cursor.now.low not in stops:
        if cursor.now.first or (is_known_app(first.text) and not first.text.isascii()):
            break
        spoken.append(cursor.take().text)
    return Token(first.kind, "_".join(spoken), first.at)


def purpose(cursor: Cursor) -> str | None:
    """`for a pet clinic`: the project's name from what it is for; None where that makes none.

    Args:
        cursor: Stands at `for`.
    """
    cursor.take()
    spoken = []
    stops = words.WITH | words.AND | words.APP | words.INTO | words.COURTESY
    while cursor.now.kind == "word" and cursor.now.low not in stops and not cursor.now.first:
        token = cursor.take()
        if token.low not in words.PURPOSES:
            spoken.append(token.low)
    name = "-".join(spoken)
    if is_cyrillic(name) or names.project_name_problem(name):
        return None
    cursor.note(f"Имя проекта в запросе не названо, взято `{name}`: то, для чего он нужен.")
    return name
