"""What became of each structural change: asked for or not, and whose names it brings with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from skillrun.project.comparing import ChangeKind
from skillrun.rules.model import Subject
from skillrun.rules.packs.scope.change import ProjectChange, change_of
from skillrun.rules.packs.scope.findings import Departure
from skillrun.rules.packs.scope.reach import Reach


@dataclass(frozen=True, slots=True)
class Outcome:
    """One change that may need approval.

    Attributes:
        departure: The change, worded as one that nobody asked for.
        allowed: The request asks for it, or a person approved it.
        names: The names it concerns: what changes with them follows from it.
    """

    departure: Departure
    allowed: bool
    names: frozenset[str] = frozenset()


def judged(
    subject: Subject, departure: Departure, *, allowed: bool, names: Iterable[str]
) -> Outcome:
    """Make an outcome; what a person approved is allowed."""
    approved = f"{departure.code}:{departure.target}" in subject.approved
    return Outcome(departure, allowed or approved, frozenset(filter(None, names)))


def reach_of(subject: Subject, *views: Callable[[Subject], tuple[Outcome, ...]]) -> Reach:
    """How far the request reaches, with what follows from the outcomes of some views."""
    change: ProjectChange = subject.once(change_of)
    names = frozenset(n for view in views for outcome in subject.once(view) for n in outcome.names)
    fresh = subject.once(introduced)
    return Reach(change.request, change.index_before, fresh, names, subject.once(brought))


def brought(subject: Subject) -> frozenset[str]:
    """The names of all that the change defines anew, without a leading underscore."""
    change: ProjectChange = subject.once(change_of)
    added = change.changes(ChangeKind.ADDED)
    units = {found.unit.last for found in added if found.unit.is_public}
    known = {model.qualified for model in change.index_before.models}
    models = {m.name for m in change.index_after.models if m.qualified not in known}
    return frozenset(units | models)


def introduced(subject: Subject) -> frozenset[str]:
    """The names that the change brings in new files: of apps, modules and what these define."""
    change: ProjectChange = subject.once(change_of)
    known = {part for path in subject.root_listing for part in _parts(path)}
    fresh = {part for path in change.new_files for part in _parts(path)} - known
    edited = set(change.edits)
    units = (c.after for c in change.comparison.changes if c.before is None and c.after)
    names = {
        u.last for u in units if u.path not in edited and not u.owner and u.path in change.new_files
    }
    return frozenset(fresh | names) - {"urls", "models", "tests", "__init__", "apps"}


def _parts(path: str) -> list[str]:
    return [part.removesuffix(".py") for part in path.split("/")]
