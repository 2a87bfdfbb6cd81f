"""Mending until nothing more can be mended, and taking back what would do harm.

A round mends, then everything is judged again: what a fix has made untidy is seen, and mended in
the next round. What is still worse at the end than at the start was the work of some fix, and
that fix is not applied.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from skillrun.rules.fixing import mend_once
from skillrun.rules.model import Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.verdict import Verdict, count, gone, likeness

_ROUNDS = 5
_Allowed = Callable[[Violation], bool]


@dataclass(frozen=True, slots=True)
class Mended:
    """What mending has come to.

    Attributes:
        files: The content of each file that differs now, by path.
        verdict: What is found now.
        gone: What was found before and is not any more.
    """

    files: Mapping[str, str]
    verdict: Verdict
    gone: tuple[Violation, ...]


Judge = Callable[[Mapping[str, str]], Verdict]


def mend(
    catalogue: Catalogue,
    verdict: Verdict,
    judge: Judge,
    *,
    only: Collection[str] | None = None,
) -> Mended:
    """Mend all that can be mended without making anything worse.

    Args:
        catalogue: The rules in force and the fixes that come with them.
        verdict: What was found.
        judge: Judges the same with other contents, by path, in place of some files' own.
        only: The files that may be mended; None for all.
    """
    worker = _Worker(catalogue, verdict, judge, only)
    start = _State({}, verdict)
    end = worker.settled(start, lambda _: True)
    if harmed := worker.harmed(end):
        end = worker.without_harm(start, harmed)
    return Mended(end.files, end.verdict, gone(verdict.violations, end.verdict.violations))


@dataclass(frozen=True, slots=True)
class _State:
    files: Mapping[str, str]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Worker:
    catalogue: Catalogue
    before: Verdict
    judge: Judge
    only: Collection[str] | None

    def settled(self, state: _State, allowed: _Allowed) -> _State:
        """Mend what is allowed, round by round, until nothing changes."""
        for _ in range(_ROUNDS):
            found = state.verdict.violations
            wanted = (v for v in found if allowed(v) and (self.only is None or v.path in self.only))
            new = mend_once(self.catalogue, state.verdict.subject, wanted)
            if not new:
                break
            files = {**state.files, **new}
            state = _State(files, self.judge(files))
        return state

    def harmed(self, state: _State) -> frozenset[str]:
        """The files in which something is found that was not there before."""
        known = count(self.before.violations)
        new = count(state.verdict.violations) - known
        return frozenset(path for path, _, _ in new)

    def without_harm(self, start: _State, harmed: frozenset[str]) -> _State:
        """Mend the other files, and these as far as one code after the other does no harm."""
        state = self.settled(start, self._outside(harmed))
        while worse := self.harmed(state):
            if worse <= harmed:
                return start
            harmed |= worse
            state = self.settled(start, self._outside(harmed))
        for code in sorted({v.code for v in self.before.violations if v.fixable}):
            state = self._with_code(state, code, harmed)
        return state

    def _with_code(self, state: _State, code: str, paths: frozenset[str]) -> _State:
        """Mend one code in some files, leaving out those where it does harm."""
        while paths:
            tried = self.settled(state, self._follows(code, paths))
            harmed = self.harmed(tried)
            if not harmed:
                return tried
            if not harmed & paths:
                break
            paths -= harmed
        return state

    def _outside(self, paths: Collection[str]) -> _Allowed:
        return lambda v: v.path not in paths

    def _follows(self, code: str, paths: Collection[str]) -> _Allowed:
        """Allow a code in some files, and in these what mending it has brought."""
        known = count(self.before.violations)
        return lambda v: v.path in paths and (v.code == code or likeness(v) not in known)
