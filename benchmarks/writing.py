"""From the last byte of a whole project's answer to files on disk: `python -m benchmarks.writing`.

The answer is the blueprint's, 81 files in three parts. Timed are reading it back, all rules, and
the transaction with its syncs; then the whole `skillrun apply`, start-up included.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from skillrun.engine.events import Checked, Event, FilesWritten
from skillrun.engine.job import Job
from skillrun.engine.run import apply
from skillrun.project.context import ProjectContext
from skillrun.protocol.answer import Split
from skillrun.providers.base import Message, TextDelta
from skillrun.providers.blueprint import BlueprintProvider
from skillrun.rules.model import Violation
from skillrun.rules.registry import catalogue
from skillrun.sessions.store import Session
from skillrun.skills.loading import load_skill
from skillrun.skills.prompt import render_continue, render_request
from skillrun.workspace.commands.operations import PlannedOperation
from skillrun.workspace.plan import Change

RUNS = 7


class Yes:
    """Nobody is asked."""

    def continue_split(self, split: Split) -> bool:
        """Go on."""
        return bool(split)

    def approve(self, violations: Sequence[Violation]) -> frozenset[str]:
        """Allow nothing beyond the request."""
        return frozenset(v.target for v in violations if not v.target)

    def write(self, changes: Sequence[Change]) -> bool:
        """Write."""
        return bool(changes)

    def run(self, operations: Sequence[PlannedOperation]) -> bool:
        """Run nothing."""
        return not operations


def answer() -> list[str]:
    """Have the blueprint write a project, as the engine would."""
    skill = load_skill(None)
    context = ProjectContext(name="demo")
    messages = [
        Message("system", "-"),
        Message("user", render_request(skill, "add payments app", context)),
    ]
    texts: list[str] = []
    while not texts or "SOLUTION SPLIT" in texts[-1]:
        events = BlueprintProvider().stream(messages)
        texts.append("".join(e.text for e in events if isinstance(e, TextDelta)))
        note = render_continue(skill, remaining=(), delivered=(), dropped=None)
        messages += [Message("assistant", texts[-1]), Message("user", note)]
    return texts


def main() -> None:
    """Print medians."""
    texts = answer()
    skill = load_skill(None)
    rules = catalogue(skill.packs)
    whole, judged, committed, files = [], [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(RUNS):
            seen: list[Event] = []
            root = Path(folder) / str(number)
            session = Session("benchmark", Path(folder) / "session")
            job = Job("add payments app", root, skill, rules, session, operations=False)
            started = time.perf_counter()
            report = apply(job, texts, [f"{i}.md" for i in range(len(texts))], Yes(), seen.append)
            whole.append(time.perf_counter() - started)
            assert report.exit_code == 0, report
            files = len(report.files)
            judged.append(next(e.seconds for e in seen if isinstance(e, Checked)))
            committed.append(next(e.seconds for e in seen if isinstance(e, FilesWritten)))
        names = [Path(folder) / f"part-{i}.md" for i in range(len(texts))]
        for path, text in zip(names, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        process = []
        for number in range(RUNS):
            command = ["-m", "skillrun", "apply", *map(str, names), "--operations", "never"]
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, *command, "--workspace", f"{folder}/p{number}"],
                check=True,
                capture_output=True,
            )
            process.append(time.perf_counter() - started)
    size = sum(len(text.encode()) for text in texts) / 1000
    print(f"{files} files, {size:.0f} kB, {len(rules.rules)} rules; median of {RUNS}")
    for title, times in [
        ("last byte to files on disk", whole),
        ("  of that, rules", judged),
        ("  of that, the transaction", committed),
        ("`skillrun apply`, whole process", process),
    ]:
        print(f"{title:<34} {statistics.median(times):.3f} s")


if __name__ == "__main__":
    main()
