"""DEP001 edited-dependency-list."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from skillrun.protocol.answer import Answer
from skillrun.rules.model import AnswerRule, Example, Finding, Subject

from ..semantics.commands import commands_of
from ..semantics.dependency_lists import RequirementList, uv_lists
from ..semantics.requirements import Added, added_names, adds_unknown, name_of, removed_names
from ..semantics.toml import get, line_of, line_of_text, read

_PYPROJECT = "pyproject.toml"
_KEPT = (
    ("tool", "uv", "constraint-dependencies"),
    ("tool", "uv", "override-dependencies"),
    ("tool", "uv", "index"),
    ("tool", "uv", "sources"),
)
_ASKED = re.compile(r"[\w.-]+\s*(?:\[[^\]]*\])?")
_EXAMPLE = """## Цепочка мыслей

### Операции файловой системы

```bash
uv add stripe
```

## Файлы

`pyproject.toml`
```toml
[project]
name = "shop"
dependencies = [
    "django>=6.1.3",
    "{name}>=11.0.0",
]
```
"""
_DISK = {
    _PYPROJECT: '[project]\nname = "shop"\ndependencies = [\n    "django>=6.1.3",\n]\n',
    "manage.py": "\n",
}


@dataclass(frozen=True, slots=True)
class _Expected:
    """What one list is to hold.

    Attributes:
        kept: Requirements on disk that nothing takes out, by name.
        added: What commands add, by name.
        open: A command brings what its words do not name.
    """

    kept: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    open: bool = False


class EditedDependencyList(AnswerRule):
    """Dependencies that were written by hand."""

    code = "DEP001"
    name = "edited-dependency-list"
    directive = (
        "Never edit the dependency lists of `pyproject.toml` by hand: list `uv add <package>` (with `--dev` "
        "for development), and keep in the file what uv has written there."
    )
    decisions = (
        "Each list of the answer's file is compared, as data, with the list on disk, what `uv remove` takes "
        "out, and what `uv add` brings. What `uv add` brings may still be absent, for uv writes it; a list that "
        "holds some of it holds all of it. A requirement that a command adds stands as uv writes it: with a "
        "lower bound, or as the command spells it. Order does not count. `[tool.uv]`'s sources, indexes, "
        "constraints and overrides stay as they are on disk."
    )
    bad = Example(_EXAMPLE.format(name="paypal"), _PYPROJECT, _DISK)
    good = Example(_EXAMPLE.format(name="stripe"), _PYPROJECT, _DISK)

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each requirement that is there, gone or other without a command."""
        source = subject.files.get(_PYPROJECT)
        data = read(source.text) if source else None
        if source is None or data is None:
            return
        disk = read(subject.on_disk(_PYPROJECT) or "") or {}
        held = _by_table(data)
        wanted = _expected(subject, disk)
        for table in sorted(held.keys() | wanted.keys()):
            entries = held.get(table, RequirementList(table, _path_of(table), ()))
            for line_text, message in _differences(entries, wanted.get(table, _Expected())):
                start = line_of(source.text, entries.path)
                line = line_of_text(source.text, line_text, start) if line_text else start
                yield Finding(message, line, path=_PYPROJECT)
        if not any(_brings_source(command.argv) for command in subject.once(commands_of)):
            yield from _other_tables(source.text, data, disk)


def _expected(subject: Subject, disk: object) -> dict[str, _Expected]:
    commands = subject.once(commands_of)
    added = [name for command in commands for name in added_names(command.argv)]
    removed = [name for command in commands for name in removed_names(command.argv)]
    is_open = any(adds_unknown(command.argv) for command in commands)
    kept = {table: entries.requirements for table, entries in _by_table(disk).items()}
    tables = kept.keys() | {name.table for name in added}
    return {
        table: _Expected(
            {
                name_of(text): text
                for text in kept.get(table, ())
                if name_of(text) not in _named(removed, table)
            },
            _named(added, table),
            is_open,
        )
        for table in tables
    }


def _by_table(data: object) -> dict[str, RequirementList]:
    """The lists by their names; uv's old list for development counts with the group of that name."""
    found: dict[str, RequirementList] = {}
    for entries in uv_lists(data):
        known = found.get(entries.table, replace(entries, requirements=()))
        together = known.requirements + entries.requirements
        found[entries.table] = replace(known, requirements=together)
    return found


def _named(names: Sequence[Added], table: str) -> dict[str, str]:
    return {name_of(n.requirement): n.requirement for n in names if n.table == table}


def _differences(entries: RequirementList, wanted: _Expected) -> Iterator[tuple[str, str]]:
    """Yield the text to point at, empty for the list itself, and what is wrong."""
    held = {name_of(text): text for text in entries.requirements}
    flag = _flag(entries.table)
    for name, text in held.items():
        if name in wanted.added:
            if not _as_uv_writes(text, wanted.added[name], wanted.kept.get(name)):
                command = f"uv add{flag} {wanted.added[name]}"
                yield text, f"`{text}` is not what `{command}` writes: let uv write the bound."
        elif name in wanted.kept:
            if not _same(text, wanted.kept[name]):
                yield (
                    text,
                    f"`{text}` was edited by hand: keep `{wanted.kept[name]}`, or list `uv add{flag}`.",
                )
        elif not wanted.open:
            asked = _without_bounds(text)
            yield (
                text,
                f"`{text}` was added by hand: list `uv add{flag} {asked}` in the operations.",
            )
    for name in wanted.kept.keys() - held.keys():
        yield (
            "",
            f"`{wanted.kept[name]}` was taken out by hand: keep it, or list `uv remove{flag} {name}`.",
        )
    new = wanted.added.keys() - wanted.kept.keys()
    missing = new - held.keys()
    if missing and missing != new:
        names = ", ".join(f"`{name}`" for name in sorted(missing))
        yield (
            "",
            f"The list holds only a part of what the listed `uv add{flag}` bring: {names} is missing.",
        )


def _without_bounds(requirement: str) -> str:
    """A requirement as it is asked for: `psycopg[binary]` of `psycopg[binary]>=3`, quoted for a shell."""
    match = _ASKED.match(requirement)
    asked = match[0].strip() if match else requirement
    return f'"{asked}"' if "[" in asked else asked


def _flag(table: str) -> str:
    if table.startswith("optional:"):
        return f" --optional {table.removeprefix('optional:')}"
    return "" if not table else " --dev" if table == "dev" else f" --group {table}"


def _as_uv_writes(text: str, command: str, before: str | None) -> bool:
    """Whether a list's entry can be what uv makes of a command's requirement."""
    from packaging.requirements import InvalidRequirement, Requirement

    if before is not None and _same(text, before):
        return True
    try:
        held, asked = Requirement(text), Requirement(command)
    except InvalidRequirement:
        return True
    if asked.specifier or asked.url:
        return held.specifier == asked.specifier or bool(asked.url)
    bounds = [specifier.operator for specifier in held.specifier]
    return held.extras >= asked.extras and bounds in ([], [">="])


def _same(one: str, other: str) -> bool:
    """Whether two requirements mean the same."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return one == other or Requirement(one) == Requirement(other)
    except InvalidRequirement:
        return False


def _path_of(table: str) -> tuple[str, ...]:
    if not table:
        return ("project", "dependencies")
    if table.startswith("optional:"):
        return ("project", "optional-dependencies", table.removeprefix("optional:"))
    return ("dependency-groups", table)


def _brings_source(argv: Sequence[str]) -> bool:
    """Whether a command makes uv write more than a requirement: where a package comes from."""
    options = {"--index", "--default-index", "--git", "--editable", "--tag", "--rev", "--branch"}
    is_add = tuple(argv[:2]) == ("uv", "add")
    return is_add and (adds_unknown(argv) or any(w.split("=", 1)[0] in options for w in argv))


def _other_tables(text: str, data: object, disk: object) -> Iterator[Finding]:
    for path in _KEPT:
        if get(data, path) != get(disk, path):
            message = f"`{'.'.join(path)}` differs from the file on disk: leave it to uv."
            yield Finding(message, line_of(text, path), path=_PYPROJECT)
