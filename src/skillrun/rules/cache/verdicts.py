"""A run over files, or the memory of one that saw the same rules and the same files."""

import json
import zlib
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby
from typing import Any

from skillrun.machine.store import Store
from skillrun.rules.model import Severity, Subject, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from skillrun.rules.subject import nothing


def recalled(
    rules: Catalogue, subject: Subject, store: Store, fingerprint: str
) -> tuple[Violation, ...]:
    """Judge files as `run` does, or recall what it found in the same files.

    Args:
        rules: The rules in force.
        subject: What is judged. Only files with no answer and nothing on disk beside them are
            recalled: of these, all that counts is in the key.
        store: Where verdicts are kept.
        fingerprint: The state of the rules; see `skillrun.rules.cache.fingerprint`.

    Raises:
        SkillrunError: As `run` does; a failed run is not remembered.
    """
    if subject.answer is not None or subject.on_disk is not nothing:
        return run(rules, subject)
    key = key_of(rules, subject, fingerprint)
    kept = store.get(key)
    found = None if kept is None else _read(kept, rules)
    if found is None:
        found = run(rules, subject)
        store.put(key, _written(found))
    return found


def key_of(rules: Catalogue, subject: Subject, fingerprint: str) -> str:
    """Tell apart all that a verdict on files with nothing on disk beside them depends on.

    Args:
        rules: The rules in force.
        subject: What is judged.
        fingerprint: The state of the rules; see `skillrun.rules.cache.fingerprint`.
    """
    digest = blake2b(digest_size=20)
    for words in (
        (fingerprint, subject.request, subject.earlier),
        (repr((subject.frozen, subject.minimal, subject.repair, subject.final)),),
        sorted(subject.approved),
        ("unknown",) if subject.shown is None else sorted(subject.shown),
        (f"{rule.code}={rule.severity}" for rule in rules.rules),
        sorted(rules.fixes),
        sorted(subject.root_listing),
        (part for path in sorted(subject.files) for part in (path, subject.files[path].text)),
    ):
        for word in words:
            data = word.encode("utf-8", "surrogatepass")
            digest.update(f"{len(data)}:".encode())
            digest.update(data)
        digest.update(b"\n")
    return digest.hexdigest()


def _written(violations: Iterable[Violation]) -> bytes:
    files = [
        [path, [_row(violation) for violation in group]]
        for path, group in groupby(violations, key=lambda violation: violation.path)
    ]
    return zlib.compress(json.dumps(files, separators=(",", ":")).encode("ascii"), 1)


def _row(v: Violation) -> list[object]:
    place = (v.line, v.column, v.end_line, v.end_column)
    return [v.code, v.severity.value, *place, v.message, v.fixable, v.target]


def _read(kept: bytes, rules: Catalogue) -> tuple[Violation, ...] | None:
    """The violations of an entry; None where it is damaged."""
    try:
        return tuple(_violations(json.loads(zlib.decompress(kept)), rules))
    except (zlib.error, ValueError, LookupError, TypeError):
        return None


def _violations(
    files: Iterable[tuple[str, list[list[Any]]]], rules: Catalogue
) -> Iterator[Violation]:
    names = {rule.code: rule.name for rule in rules.rules}
    severities = {severity.value: severity for severity in Severity}
    for path, rows in files:
        for code, severity, line, column, end_line, end_column, message, fixable, target in rows:
            place = (path, line, column, end_line, end_column)
            yield Violation(
                code, names[code], severities[severity], *place, message, fixable, target
            )
