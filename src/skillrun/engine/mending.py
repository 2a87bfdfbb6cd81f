"""The first rung of repair: what a program can mend in an answer costs nobody anything."""

import time
from collections import Counter
from dataclasses import dataclass

from skillrun.engine import events
from skillrun.engine.judging import Bench, errors
from skillrun.engine.repairing import can_be_rewritten, rewrite
from skillrun.protocol.answer import Answer
from skillrun.rules.mending import mend
from skillrun.rules.model import Violation
from skillrun.rules.verdict import Verdict, gone


@dataclass(frozen=True, slots=True)
class Mender:
    """Mends answers: first their form, then their files.

    Attributes:
        bench: What the answer is judged with.
        existing: Files on disk may be mended too, where the answer brings them; not where the
            person wants existing code left alone.
    """

    bench: Bench
    existing: bool

    def mend(self, answer: Answer, *, repair: bool = False) -> tuple[Answer, tuple[Violation, ...]]:
        """Judge an answer, mend what can be mended, and tell the observer of both.

        Args:
            answer: The answer.
            repair: Its files may have been delivered before.

        Returns:
            The answer as it is now, and what is still wrong with it.
        """
        started = time.perf_counter()
        verdict = self.bench.hold(answer, repair=repair)
        self.bench.tell(verdict, time.perf_counter() - started)
        started = time.perf_counter()
        shaped, shape = self._in_form(answer, verdict, repair=repair)
        mended, left = self._in_files(shaped, shape, repair=repair)
        if mended is not answer:
            self.bench.emit(events.Mended(gone(verdict.violations, left.violations)))
            self.bench.tell(left, time.perf_counter() - started)
        return mended, left.violations

    def _in_form(self, answer: Answer, verdict: Verdict, *, repair: bool) -> tuple[Answer, Verdict]:
        names = self.bench.part_names(len(answer.parts))
        of_form = [v for v in errors(verdict.violations) if v.path in names]
        if not can_be_rewritten(answer) or not any(v.fixable for v in of_form):
            return answer, verdict
        mended = rewrite(answer, self.bench.grammar)
        return mended, self.bench.hold(mended, repair=repair)

    def _in_files(
        self, answer: Answer, verdict: Verdict, *, repair: bool
    ) -> tuple[Answer, Verdict]:
        if not can_be_rewritten(answer):
            return answer, verdict
        grammar = self.bench.grammar
        mended = mend(
            self.bench.catalogue,
            verdict,
            lambda files: self.bench.hold(
                rewrite(answer, grammar, replacements=files), repair=repair
            ),
            only=self._paths(answer) | self._missing(answer, verdict),
        )
        names = self.bench.part_names(len(answer.parts))
        # Writing the answer out again must not make a fault of form disappear unmended.
        if not mended.files or any(v.path in names and not v.fixable for v in mended.gone):
            return answer, verdict
        return rewrite(answer, grammar, replacements=mended.files), mended.verdict

    def _missing(self, answer: Answer, verdict: Verdict) -> frozenset[str]:
        """The files that neither the answer brings nor the disk has, and that a fix may make."""
        there = {file.path for file in answer.files} | set(self.bench.listing)
        return frozenset(v.path for v in verdict.violations if v.fixable and v.path not in there)

    def _paths(self, answer: Answer) -> frozenset[str]:
        """The files that may be mended: the answer's own, each delivered once."""
        times = Counter(file.path for file in answer.files)
        return frozenset(
            path
            for path, count in times.items()
            if count == 1 and (self.existing or path not in self.bench.listing)
        )
