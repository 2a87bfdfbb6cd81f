"""CMP008 unparsable-file."""

import io
import tokenize
from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source
from skillrun.rules.syntax import SyntaxProblem

_NAMES = {
    "python": "Python",
    "toml": "TOML",
    "yaml": "YAML",
    "json": "JSON",
    "dockerfile": "a Dockerfile",
    "nginx": "an nginx configuration",
}


class UnparsableFile(SourceRule):
    """A file that its own language's parser refuses."""

    code = "CMP008"
    name = "unparsable-file"
    directive = (
        "Every file is whole and parses: Python, TOML, YAML, JSON, Dockerfile and nginx "
        "configuration alike."
    )
    decisions = (
        "Python is read as 3.12, whatever runs this program. JSON that tools read with comments "
        "(`tsconfig.json`, `.jsonc`, `.vscode/`) is left alone. YAML is read event by event, with "
        "any tags. A file of a project template, `{{project}}/settings.py`, and a chart's template of YAML are not "
        "yet what their names say. For Dockerfile and nginx the structure is checked: instructions and their least "
        "arguments, heredocs; braces, quotes and semicolons."
    )
    bad = Example("def total(:\n    return 1\n")
    good = Example("def total() -> int:\n    return 1\n")
    languages = frozenset(_NAMES)

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield the parser's first complaint, at its place."""
        problem = source.syntax_error or _encoding_problem(source)
        if problem is not None and not _is_template(source):
            language = _NAMES[source.language]
            message = f"This does not parse as {language}: {problem.message}."
            last = max((n for n, text in enumerate(source.lines, 1) if text.strip()), default=1)
            if problem.line <= last:
                yield Finding(message, problem.line, problem.column)
            else:  # a file cut off is shown where it stops, not on a line that holds nothing
                yield Finding(message, last, len(source.lines[last - 1]) + 1)


def _encoding_problem(source: Source) -> SyntaxProblem | None:
    """Why Python refuses a file that would parse: the encoding that it declares is none."""
    if source.language != "python" or "coding" not in source.text[:200]:
        return None
    first = source.text[:1000].encode("utf-8", "surrogateescape")
    try:
        tokenize.detect_encoding(io.BytesIO(first).readline)
    except SyntaxError as error:
        return SyntaxProblem(str(error), 1, 1)
    return None


def _is_template(source: Source) -> bool:
    """Whether a template engine makes the real file of it: of a project, of a Helm chart."""
    chart = source.language == "yaml" and "/templates/" in f"/{source.path}"
    return "{{" in source.path or (chart and "{{" in source.text)
