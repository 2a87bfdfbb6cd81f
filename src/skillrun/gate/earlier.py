"""What the tools find and found before a run too: told apart, so that nobody answers for old faults."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from skillrun.errors import SkillrunError
from skillrun.gate.model import ComparisonStarted, Fault, Step
from skillrun.gate.project import Project, check_project, open_project
from skillrun.gate.runs import Run

_RUFF = {"lint", "format"}
# What is another one in every run of the same test: addresses, times, ports.
_VARYING = re.compile(r"0x[0-9a-f]+|\d+")


@dataclass(slots=True)
class Earlier:
    """The workspace as it was before a run; a step is run on it where it fails on that of now.

    Attributes:
        lay_out: Makes the workspace as it was in a folder that is not there yet.
        written: What the run wrote: what is wrong in there is its business, however old it is.
        steps: What came of the steps so far, by name.
        problem: Why it cannot be told what was there before; empty where it can.
    """

    lay_out: Callable[[Path], None]
    written: Collection[str]
    steps: dict[str, Step] = field(default_factory=dict)
    problem: str = ""

    def marked(self, run: Run, place: Path, env: Mapping[str, str]) -> Sequence[Step]:
        """Mark what was there before.

        Args:
            run: The run of all steps on the workspace as it is now.
            place: A folder for the workspace as it was, not there yet.
            env: The environment of this process.

        Returns:
            The run's steps; unmarked where it cannot be told what was there.
        """
        failed = {s.name for s in run.done if s.status == "failed" and s.name != "services"}
        missing = failed - self.steps.keys()
        if missing:
            run.emit(ComparisonStarted(tuple(s.name for s in run.done if s.name in missing)))
            self.steps |= {name: Step(name, "", "", "skipped") for name in missing}
            # Where the workspace as it was cannot be had, all of it counts as new.
            try:
                self.steps |= {step.name: step for step in self._steps(run, missing, place, env)}
            except SkillrunError as error:
                self.problem = error.message
            except OSError as error:
                self.problem = f"The workspace cannot be copied: {error.strerror or error}."
        return [self._marked(step, self.steps.get(step.name)) for step in run.done]

    def _steps(
        self, run: Run, names: Collection[str], place: Path, env: Mapping[str, str]
    ) -> list[Step]:
        place.mkdir()
        root = place / run.project.root.name
        self.lay_out(root)
        check_project(root)
        now = run.project
        project = replace(open_project(root, now.sandbox, env, place), hidden=now.hidden)
        is_shared = _same_environment(now.root, root) or _RUFF.issuperset(names)
        environment = now.environment if is_shared else place / "environment"
        wanted = set(names) if is_shared else {*names, "dependencies"}
        earlier = Run(
            replace(project, environment=environment),
            run.services,
            run.limit,
            lambda _event: None,
            wanted,
        )
        earlier.all_steps()
        return [_elsewhere(step, root, now) for step in earlier.done if step.name in names]

    def _marked(self, step: Step, then: Step | None) -> Step:
        if step.status != "failed" or then is None or then.status != "failed":
            return step
        known = Counter(_likeness(step.name, fault) for fault in then.faults)
        return replace(step, faults=tuple(self._faults(step, then, known)))

    def _faults(self, step: Step, then: Step, known: "Counter[object]") -> Iterator[Fault]:
        for fault in step.faults:
            key = _likeness(step.name, fault)
            was = _covered(step, then) if _is_coverage(step, fault) else known[key] > 0
            known[key] -= 1
            own = any(path in self.written for path in (fault.path, *fault.related))
            # Where no test passes, nothing is known of what the run wrote.
            is_known = step.name != "tests" or step.passed > 0
            excused = was and is_known and (not own or _is_coverage(step, fault))
            yield replace(fault, before=was, excused=excused)


def _likeness(step: str, fault: Fault) -> object:
    """What two faults have in common that are the same one, lines moved up or down."""
    message = _VARYING.sub("#", fault.message) if step == "tests" else fault.message
    return fault.path, message


def _is_coverage(step: Step, fault: Fault) -> bool:
    return step.coverage is not None and not fault.path


def _covered(step: Step, then: Step) -> bool:
    """Whether the tests reach no less of the code than they did."""
    if step.coverage is None or then.coverage is None:
        return False
    return then.coverage.percent <= step.coverage.percent


def _elsewhere(step: Step, root: Path, now: Project) -> Step:
    """Put the workspace's own folder in place of that of the copy."""
    faults = (replace(f, message=f.message.replace(str(root), str(now.root))) for f in step.faults)
    return replace(step, faults=tuple(faults))


def _same_environment(one: Path, other: Path) -> bool:
    """Whether what one project needs serves the other, and holds no code of either."""
    names = ("pyproject.toml", "uv.lock", ".python-version")
    same = all(_bytes(one / name) == _bytes(other / name) for name in names)
    return same and b"build-system" not in _bytes(one / names[0])


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
