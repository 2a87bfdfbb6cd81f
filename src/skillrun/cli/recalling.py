"""What was found in the same files under the same standard before, and what was told of it."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from skillrun.cli.standard import Standard

if TYPE_CHECKING:
    from skillrun.machine.store import Store
    from skillrun.rules.model import Subject, Violation
    from skillrun.rules.registry import Catalogue
    from skillrun.rules.verdict import Verdict

# Fewer files are judged in the time that recalling takes.
_FEWEST = 50
_FAILED, _PASSED = b"1", b"0"


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of files.

    Attributes:
        text: All of it, without anything that has the shape of a key.
        failed: Whether a rule that binds is broken.
    """

    text: str
    failed: bool

    def written(self) -> bytes:
        """The report as it is kept."""
        mark = _FAILED if self.failed else _PASSED
        return zlib.compress(mark + self.text.encode("utf-8", "surrogatepass"), 1)

    @classmethod
    def read(cls, kept: bytes | None) -> Self | None:
        """A kept report; None where it is damaged, or none is kept."""
        try:
            data = zlib.decompress(kept or b"")
            return cls(data[1:].decode("utf-8", "surrogatepass"), data[:1] == _FAILED)
        except (zlib.error, UnicodeDecodeError):
            return None


def recalled_report(
    standard: Standard,
    sources: Mapping[str, str],
    request: str,
    words: Sequence[str],
    make: "Callable[[Verdict], Report]",
) -> Report:
    """Hold all files of a project against the standard and report on it, or recall the report.

    Args:
        standard: The standard.
        sources: Content by path.
        request: What was asked; empty where nothing was.
        words: What the report depends on besides.
        make: Makes the report of a verdict.
    """
    from skillrun.rules.subject import subject_of_files
    from skillrun.rules.verdict import hold

    subject = subject_of_files(sources, request=request)
    store = _store("reports", subject)
    if store is None:
        return make(hold(subject, standard.rules, standard.settings))
    from skillrun.machine.store import digest_of
    from skillrun.rules.cache import key_of

    state = _state(standard.rules)
    key = digest_of(key_of(standard.rules, subject, state), repr(standard.settings), *words)
    report = Report.read(store.get(key))
    if report is None:
        report = make(hold(subject, standard.rules, standard.settings))
        store.put(key, report.written())
    return report


def recalled_run(rules: "Catalogue", subject: "Subject") -> "tuple[Violation, ...]":
    """Judge files as `skillrun.rules.runner.run` does, or recall what it found in the same files.

    Args:
        rules: The rules.
        subject: The files.
    """
    from skillrun.rules.runner import run

    store = _store("verdicts", subject)
    if store is None:
        return run(rules, subject)
    from skillrun.rules.cache import recalled

    return recalled(rules, subject, store, _state(rules))


def _store(kind: str, subject: "Subject") -> "Store | None":
    """Where something is recalled from; None where nothing is to be."""
    if len(subject.files) < _FEWEST:
        return None
    from skillrun.machine.folders import cache_folder
    from skillrun.machine.store import Store

    folder = cache_folder(kind)
    return None if folder is None else Store(folder)


def _state(rules: "Catalogue") -> str:
    from skillrun.rules.cache import fingerprint
    from skillrun.rules.packaged import builtin_root

    return fingerprint(rules, [builtin_root() / "skill" / "assets"])
