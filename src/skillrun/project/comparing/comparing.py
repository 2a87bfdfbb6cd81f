"""Comparing two states of a project's modules, definition by definition."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from skillrun.project.comparing.model import Change, ChangeKind, Comparison
from skillrun.project.comparing.spelling import Renames
from skillrun.project.comparing.units import Unit, UnitKind, literals_of, parsed, units_of

Parse = Callable[[str], ast.Module | None]
_WORD = re.compile(r"\w+")
_ALIKE = 0.75
# A small body says little: it must be the same to the letter.
_SMALL = 12
_ELSEWHERE = frozenset({ChangeKind.RENAMED, ChangeKind.MOVED})
_MOVABLE = frozenset({UnitKind.FUNCTION, UnitKind.CLASS})


def compare(
    before: Mapping[str, str],
    after: Mapping[str, str],
    renames: Renames | None = None,
    *,
    parse: Parse = parsed,
) -> Comparison:
    """Compare the modules that a change touches.

    Args:
        before: Texts by path; those that are new have none.
        after: Texts by path; those that are gone have none.
        renames: What is known to go by another name.
        parse: Grows the tree of a text anew; None where it cannot be read. A file that is not read
            on one side is not compared.

    Returns:
        What changed. What follows from a rename is no change of its own.
    """
    given = renames or Renames()
    unread = {p for texts in (before, after) for p, text in texts.items() if parse(text) is None}
    old = {path: text for path, text in before.items() if path not in unread}
    new = {path: text for path, text in after.items() if path not in unread}
    first = _compared(old, new, given, parse)
    found = _renames_in(first, given)
    if found.names == given.names:
        return Comparison(tuple(first), given, frozenset(unread))
    # What bears another name now is only seen as such while names count.
    renamed = [change for change in first if change.kind in _ELSEWHERE]
    rest = [c for c in _compared(old, new, found, parse) if c.kind not in _ELSEWHERE]
    return Comparison(tuple(sorted([*renamed, *rest], key=_order)), found, frozenset(unread))


def _compared(
    before: Mapping[str, str], after: Mapping[str, str], renames: Renames, parse: Parse
) -> list[Change]:
    old_trees, new_trees = _trees(before, parse), _trees(after, parse)
    old_constants, new_constants = _named_on_one_side(old_trees, new_trees)
    old = _keyed(old_trees, old_constants, renames)
    new = _keyed(new_trees, new_constants, renames)
    changes = [
        change for key, unit in old.items() if key in new for change in _of_pair(unit, new[key])
    ]
    gone = [unit for key, unit in old.items() if key not in new]
    fresh = [unit for key, unit in new.items() if key not in old]
    changes += _of_rest(gone, fresh)
    return sorted(changes, key=_order)


def _trees(texts: Mapping[str, str], parse: Parse) -> dict[str, ast.Module]:
    grown = {path: parse(text) for path, text in texts.items()}
    return {path: tree for path, tree in grown.items() if tree is not None}


def _order(change: Change) -> tuple[str, int, str, str]:
    return change.unit.path, change.unit.line, change.unit.name, change.kind


def _named_on_one_side(
    before: Mapping[str, ast.Module], after: Mapping[str, ast.Module]
) -> tuple[dict[str, ast.expr], dict[str, ast.expr]]:
    """Literals that were given a name, or lost it: the name and the literal say the same."""
    old = {n: v for path, tree in before.items() for n, v in literals_of(path, tree).items()}
    new = {n: v for path, tree in after.items() for n, v in literals_of(path, tree).items()}
    return (
        {name: old[name] for name in old.keys() - new.keys()},
        {name: new[name] for name in new.keys() - old.keys()},
    )


def _keyed(
    trees: Mapping[str, ast.Module], constants: Mapping[str, ast.expr], renames: Renames
) -> dict[tuple[str, str], Unit]:
    """The units by module and name, as spelled with the renames."""
    return {
        (renames.text(unit.module.name), renames.identifier_path(unit.name)): unit
        for path, tree in trees.items()
        for unit in units_of(path, tree, constants=constants, renames=renames).values()
    }


def _of_pair(before: Unit, after: Unit) -> Iterator[Change]:
    # Most units are the same to the letter: to number their names would be work for nothing.
    if before.spelled == after.spelled:
        return
    if before.signature != after.signature:
        yield Change(ChangeKind.SIGNATURE, before, after)
    elif before.form != after.form:
        yield Change(ChangeKind.BEHAVIOUR, before, after)


def _of_rest(gone: list[Unit], fresh: list[Unit]) -> Iterator[Change]:
    """What has no partner of its name: renamed, moved, removed or added."""
    left = list(fresh)
    members = _members([*gone, *fresh])
    for unit in gone:
        partner, kind = _partner(unit, left, members)
        if partner is None:
            yield Change(ChangeKind.REMOVED, unit, None)
            continue
        left.remove(partner)
        yield Change(kind, unit, partner)
        if unit.is_function and (unit.signature, unit.form) != (partner.signature, partner.form):
            changed = unit.signature != partner.signature
            yield Change(ChangeKind.SIGNATURE if changed else ChangeKind.BEHAVIOUR, unit, partner)
    for unit in left:
        yield Change(ChangeKind.ADDED, None, unit)


def _members(units: Iterable[Unit]) -> dict[tuple[str, str], list[Unit]]:
    found: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        if unit.owner:
            found.setdefault((unit.path, unit.owner), []).append(unit)
    return found


def _partner(
    unit: Unit, fresh: list[Unit], members: Mapping[tuple[str, str], list[Unit]]
) -> tuple[Unit | None, ChangeKind]:
    best: Unit | None = None
    kind = ChangeKind.RENAMED
    most = 0.0
    for other in fresh:
        same_place = (other.path, other.owner) == (unit.path, unit.owner)
        moved = unit.kind in _MOVABLE and other.name == unit.name and other.path != unit.path
        if other.kind is not unit.kind or not (same_place or moved):
            continue
        likeness = _likeness(_text(unit, members), _text(other, members))
        if likeness > most:
            best, most = other, likeness
            kind = ChangeKind.RENAMED if same_place else ChangeKind.MOVED
    return best, kind


def _text(unit: Unit, members: Mapping[tuple[str, str], list[Unit]]) -> Counter[str]:
    """The words of a unit; of a class those of its members as well."""
    texts = [unit.form, *(m.last + m.form for m in members.get((unit.path, unit.name), ()))]
    return Counter(word for text in texts for word in _WORD.findall(text))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    if min(one.total(), other.total()) < _SMALL:
        return float(one == other and one.total() > 1)
    likeness = 2 * (one & other).total() / (one.total() + other.total())
    return likeness if likeness >= _ALIKE else 0.0


def _renames_in(changes: Iterable[Change], given: Renames) -> Renames:
    names = dict(given.names)
    for change in changes:
        before, after = change.before, change.after
        if before is None or after is None:
            continue
        if change.kind is ChangeKind.MOVED:
            names[before.qualified] = after.qualified
        elif change.kind is ChangeKind.RENAMED:
            names[before.qualified] = after.qualified
            names[before.last] = after.last
    return replace(given, names=names)
