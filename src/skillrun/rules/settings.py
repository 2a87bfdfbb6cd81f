"""What a project decides about rules: per-file ignores, severities, ignores in a line's comment.

    [tool.skillrun.per-file-ignores]
    "apps/legacy/**" = ["STY", "ARC001"]

    [tool.skillrun.severity]
    RSP019 = "error"

and, on a line of a file that is checked in place, `# skillrun: ignore[SEC006] the reason`.
An answer cannot excuse itself: there, a comment counts only where it was on disk before.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from skillrun.errors import UsageError
from skillrun.rules.model import Severity, Subject, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.source import Source

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_COMMENT = re.compile(r"skillrun:\s*ignore\[(?P<codes>[A-Za-z0-9,\s]+)\]")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that excuses a line.

    Attributes:
        path: Its file.
        line: The 1-based line that it stands on and excuses.
        code: One code or prefix of it.
    """

    path: str
    line: int
    code: str

    def covers(self, violation: Violation) -> bool:
        """Whether it excuses a violation."""
        same = (violation.path, violation.line) == (self.path, self.line)
        return same and violation.code.startswith(self.code)


@dataclass(frozen=True)
class RuleSettings:
    """A project's decisions.

    Attributes:
        per_file_ignores: Codes or prefixes by pattern, as in a `.gitignore`.
        severities: A severity by code or prefix; the longest prefix counts.
    """

    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def apply(
        self, violations: Sequence[Violation], subject: Subject, rules: Catalogue
    ) -> tuple[tuple[Violation, ...], tuple[str, ...]]:
        """Apply the decisions to what was found.

        Args:
            violations: What all rules found.
            subject: What was judged.
            rules: The rules that judged it.

        Returns:
            What remains, with the project's severities; and each ignore that excused nothing, as a
            line for a person. An ignore whose files or rules were not judged is not spoken of.
        """
        comments: dict[tuple[str, int], list[Suppression]] = {}
        for comment in _suppressions(subject):
            comments.setdefault((comment.path, comment.line), []).append(comment)
        if not (comments or self.per_file_ignores or self.severities):
            return tuple(violations), ()
        used: set[Suppression | tuple[str, str]] = set()
        left = []
        for violation in violations:
            excuses: set[Suppression | tuple[str, str]] = {
                *(
                    c
                    for c in comments.get((violation.path, violation.line), ())
                    if c.covers(violation)
                ),
                *self._patterns(violation),
            }
            used |= excuses
            if not excuses:
                left.append(self._weighed(violation))
        patterns = self._judged_patterns(subject)
        unused = [
            *(
                f"{c.path}:{c.line}: ignore[{c.code}]"
                for c in chain.from_iterable(comments.values())
                if c not in used and _should_excuse(c.code, rules)
            ),
            *(
                f"per-file-ignores: {pattern} = {code}"
                for pattern, code in patterns
                if (pattern, code) not in used and _should_excuse(code, rules)
            ),
        ]
        return tuple(left), tuple(f"{line} excuses nothing: take it out." for line in unused)

    def _patterns(self, violation: Violation) -> list[tuple[str, str]]:
        return [
            (pattern, code)
            for pattern, spec in self._specs.items()
            if spec.match_file(violation.path)
            for code in self.per_file_ignores[pattern]
            if violation.code.startswith(_prefix(code))
        ]

    @cached_property
    def _specs(self) -> "dict[str, GitIgnoreSpec]":
        if not self.per_file_ignores:
            return {}
        from pathspec import GitIgnoreSpec

        return {pattern: GitIgnoreSpec.from_lines([pattern]) for pattern in self.per_file_ignores}

    def _weighed(self, violation: Violation) -> Violation:
        fitting = [code for code in self.severities if violation.code.startswith(_prefix(code))]
        if not fitting:
            return violation
        longest = max(fitting, key=lambda code: len(_prefix(code)))
        return replace(violation, severity=self.severities[longest])

    def _judged_patterns(self, subject: Subject) -> list[tuple[str, str]]:
        return [
            (pattern, code)
            for pattern, codes in self.per_file_ignores.items()
            if any(self._specs[pattern].match_file(path) for path in subject.files)
            for code in codes
        ]


def read_settings(layer: Mapping[str, object], catalogue: Catalogue, where: str) -> RuleSettings:
    """Read a project's decisions from its configuration.

    Args:
        layer: The tables `per-file-ignores` and `severity`.
        catalogue: All rules: what codes there are.
        where: The file, for messages.

    Raises:
        UsageError: If a table, code or severity is wrong; an unknown code comes with the nearest.
    """
    ignores = {
        _pattern(pattern, where): _codes(codes, catalogue, f"{where}: per-file-ignores.{pattern}")
        for pattern, codes in _table(layer, "per-file-ignores", where).items()
    }
    severities = {
        _codes([code], catalogue, f"{where}: severity")[0]: _severity(
            value, f"{where}: severity.{code}"
        )
        for code, value in _table(layer, "severity", where).items()
    }
    return RuleSettings(ignores, severities)


def _table(layer: Mapping[str, object], key: str, where: str) -> dict[str, object]:
    table = layer.get(key, {})
    if not isinstance(table, dict):
        raise UsageError(
            f"{where}: `{key}` is not a table.", advice=f"Write [tool.skillrun.{key}]."
        )
    return table


def _pattern(pattern: str, where: str) -> str:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        raise UsageError(
            f"{where}: per-file-ignores: `{pattern}` is no pattern of paths.",
            advice='Write it as in a .gitignore: "apps/legacy/**".',
        ) from None
    return pattern


def _codes(codes: object, catalogue: Catalogue, where: str) -> tuple[str, ...]:
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise UsageError(f"{where} is not a list of codes.", advice='Write ["STY", "ARC001"].')
    try:
        catalogue.select(codes)
    except UsageError as error:
        raise UsageError(f"{where}: {error.message}", advice=error.advice) from None
    return tuple(code.strip().upper() for code in codes)


def _severity(value: object, where: str) -> Severity:
    try:
        return Severity(str(value))
    except ValueError:
        raise UsageError(
            f"{where}: {value!r} is no severity.", advice='Write "error" or "warning".'
        ) from None


def _suppressions(subject: Subject) -> Iterator[Suppression]:
    for source in subject.files.values():
        if "skillrun:" not in source.text:
            continue
        before = _before(subject, source)
        for comment in source.comments:
            found = _COMMENT.search(comment.text)
            if found and (before is None or source.lines[comment.line - 1] in before):
                codes = (code.strip().upper() for code in found["codes"].split(","))
                # Nothing between two commas is a slip, and no word for every rule.
                for code in filter(None, codes):
                    yield Suppression(source.path, comment.line, code)


def _prefix(code: str) -> str:
    """What the codes begin with that a word of the configuration means; `ALL` means every one."""
    return code.removesuffix("ALL")


def _should_excuse(code: str, rules: Catalogue) -> bool:
    """Whether a code's rules ran, or there are none: of those that were left out nothing is known."""
    prefix = _prefix(code)
    ran = any(rule.code.startswith(prefix) for rule in rules.rules)
    return ran or not any(other.startswith(prefix) for other in rules.others)


def _before(subject: Subject, source: Source) -> frozenset[str] | None:
    """The lines of a file before the change; None where the file is checked in place."""
    if subject.answer is None:
        return None
    return frozenset((subject.on_disk(source.path) or "").split("\n"))
