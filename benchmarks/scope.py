"""Edits of real projects, honest ones and those that overreach, and what scope control says of them.

    uv run python -m benchmarks.scope

writes benchmarks/scope.md. `.ci/install` brings the projects.
"""

import sys
import time
from collections import Counter
from pathlib import Path

from skillrun.rules.model import Severity
from tests.scope.judging import everything, judged, overreaches, scope
from tests.scope.model import Edit
from tests.scope.projects import OF_OTHERS, files_of, lacking
from tests.scope.suite import HONEST, OVERREACHING

PAGE = Path(__file__).with_suffix(".md")
# The edits are mended by a program: what it cannot write (what a parameter means) is missing.
_BY_HAND = ("STY", "RSP", "SCP")
HEAD = """\
# Scope control on edits of real projects

```bash
.ci/install
uv run python -m benchmarks.scope
```

{edits} edits of the blueprint's project and of {others} Django projects from PyPI that nobody here wrote. Each is a request with an answer: what is
asked for, and in most of them the file brought up to the standard besides (docstrings and annotations everywhere, all that Ruff mends, the unsafe
fixes too; up to 2,300 lines at a time). Honest ones are to pass without a finding; each overreach is to be found with its code and the target that
`--approve` takes, and nothing else is to be said. The edits are data (`tests/scope/edits/`) and tests (`tests/scope/test_edits.py`); of the projects
they hold no more text than is needed to find a place.

| project | files | honest | silent | overreaching | caught with code and target |
|---|---|---|---|---|---|
"""
CODES = """
By code, of the overreaching edits: {codes}. Median time of judging an edit, with the project indexed anew each time: {seconds:.1f} s on a shared machine.

Can the honest ones be written? The whole catalogue finds {others} errors in them beside style, which the program that mends the edits is no master of ({which}).
What is left is what the standard asks of a file that is edited (placeholders and swallowed exceptions that the projects had), and what is missing in the edits
themselves, which are kept short (no tests, no migration, a query in a view).

"""
FIRST = """\
## The first run

The edits were written from the directive before the rules were run on them. On the first run 44 of 46 honest ones were silent and 76 of 101 overreaches
had exactly the expected findings.

- 15 overreaches were missed. Most had one cause: `add X to Y` opened all of `Y`, be it a class, a module or an app (a parameter more, a method renamed,
  `and` turned into `or`). What a wish for something new brings now says where that belongs, not that what stands there may change. The others: parameters
  spelled in a request (`can_feature(article, user)`) named whatever is called so; `HTTPError` was about the `messages.error` of the request; two entries of a
  list were compared as one statement (a `login_required` lost beside a new route); a field called like its model named a constraint; options of `Meta` that are no
  schema were looked at by nobody (`ordering`, permissions); a page rewritten held a word of the request in a CSS class.
- 8 were found under a target that nobody would type (`^postorius/^lists/(?P<list_id>[^/]+)/^delete$`, `module.<statements>`), or as several findings where one prefix
  had changed.
- 1 had one finding too many (`[a] + list(b)` became `[a, *b]`), and one honest edit was stopped: a model renamed on request to a name of two words.
- 2 expectations were wrong and were changed: `str(x)` for `f"{x}"` is no fix of Ruff's, and a manager that goes with its class is no second finding.

On the way, three things that would have made honest edits impossible to write: CMP005 asks for abstract members where SCP005 forbade them; OPS010 held
`PAGE_SIZE` against a request that names it; what a file had broken before under a name that the request changes counted as new. Each has a test.
"""


def main() -> None:
    missing = [project for project in OF_OTHERS if lacking(project)]
    if missing:
        sys.exit(f"{', '.join(missing)}: run .ci/install first")
    rows: list[tuple[str, list[int]]] = []
    times: list[float] = []
    codes, others = Counter[str](), Counter[str]()
    for project, honest in HONEST.items():
        overreaching = OVERREACHING[project]
        silent, caught = (
            sum(_fits(project, edit, times) for edit in edits) for edits in (honest, overreaching)
        )
        codes.update(code for edit in overreaching for code, _ in edit.expected)
        others.update(code for edit in honest for code in _others(project, edit))
        files = len(files_of(project))
        name = OF_OTHERS.get(project, "the blueprint's")
        rows.append((name, [files, len(honest), silent, len(overreaching), caught]))
    total = [sum(column) for column in zip(*(counts for _, counts in rows), strict=True)]
    text = HEAD.format(edits=total[1] + total[3], others=len(OF_OTHERS))
    for name, counts in (*rows, ("**all**", total)):
        text += f"| {' | '.join([name, *map(str, counts)])} |\n"
    text += CODES.format(
        codes=", ".join(f"{code} {count}" for code, count in sorted(codes.items())),
        seconds=sorted(times)[len(times) // 2],
        others=others.total(),
        which=", ".join(f"{code} {count}" for code, count in sorted(others.items())),
    )
    PAGE.write_text(text + FIRST, encoding="utf-8")
    print(text)


def _fits(project: str, edit: Edit, times: list[float]) -> bool:
    started = time.perf_counter()
    found = overreaches(judged(project, edit, scope()))
    times.append(time.perf_counter() - started)
    return found == tuple(sorted(edit.expected))


def _others(project: str, edit: Edit) -> list[str]:
    """The codes of the errors that the rest of the catalogue finds in an edit."""
    found = judged(project, edit, everything())
    wrong = (v.code for v in found if v.severity is Severity.ERROR)
    return [code for code in wrong if not code.startswith(_BY_HAND)]


if __name__ == "__main__":
    main()
