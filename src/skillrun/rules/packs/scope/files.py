"""SCP006 out-of-scope-file, SCP007 existing-code-modified, SCP008 not-minimal."""

from collections.abc import Iterator

from skillrun.project.narrowing import narrowed_by
from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.packs.scope.structure import alters_files

_BEFORE = "def pay(amount):\n    return amount\n\n\ndef refund(amount):\n    return -amount\n"
_SERVICES = "def pay(amount):\n    return amount\n"


def is_frozen(subject: Subject) -> bool:
    """Whether existing code is to stay as it is; a view for `Subject.once`."""
    return subject.frozen or narrowed_by(subject.request)[0]


def is_minimal(subject: Subject) -> bool:
    """Whether only what was asked for is to be touched; a view for `Subject.once`."""
    return subject.minimal or narrowed_by(subject.request)[1]


class OutOfScopeFile(TreeRule):
    """An existing file that was edited without need."""

    code = "SCP006"
    name = "out-of-scope-file"
    directive = (
        "Edit only the existing files that the request names or cannot do without; a file that it does not need "
        "stays untouched, however much there is to mend in it."
    )
    decisions = (
        "Needed is a file in which something changed that the request asks for or that follows from it; the wiring of a "
        "new app (URLs, settings, compose, `pyproject.toml`, `conftest.py`); `pyproject.toml` and the lock after a listed `uv add`; "
        "the tests of what is touched. A file is named by its path, its app (where the request calls it one), or what it defines. "
        "A request for form alone that names no place covers every file. Where another SCP rule has a finding in the "
        "file, this one is silent; and it is where no request is known."
    )
    bad = Example(
        '"""Cart."""\n\n\ndef clear(cart):\n    """Empty a cart."""\n    return cart\n',
        "apps/cart/services.py",
        {
            "apps/cart/services.py": "def clear(cart):\n    return cart\n",
            "apps/shop/services.py": _SERVICES,
        },
        "fix the function pay in apps/shop/services.py",
    )
    good = Example(
        'def pay(amount):\n    """Pay."""\n    return amount + 1\n',
        "apps/shop/services.py",
        {"apps/shop/services.py": _SERVICES},
        "fix the function pay in apps/shop/services.py",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each edited file that nobody asked for."""
        if subject.once(is_frozen) or not subject.once(alters_files):
            return
        from skillrun.rules.packs.scope.needing import file_outcomes

        for outcome in subject.once(file_outcomes):
            if not outcome.allowed:
                yield outcome.departure.finding(subject)


class ExistingCodeModified(TreeRule):
    """Any existing file that changed although none was to."""

    code = "SCP007"
    name = "existing-code-modified"
    directive = (
        "When the request says not to modify existing code, write new files only; describe the wiring that they need "
        "under the recommendations heading."
    )
    decisions = (
        "The request may say so in other words, in Russian, or inside a longer text; `--frozen` says so too. "
        "`You may modify existing code` does not; `… unless it is necessary` and `… in apps/users` ask for minimal changes instead. "
        "A file that is given back as it was is not modified. One finding a file, at the first line that differs."
    )
    bad = Example(
        _SERVICES.replace("amount\n", "amount + 1\n"),
        "apps/shop/services.py",
        {"apps/shop/services.py": _SERVICES},
        "Add a refund service. Do not modify existing code.",
    )
    good = Example(
        _SERVICES,
        "apps/shop/refunds.py",
        {"apps/shop/services.py": _SERVICES},
        "Добавь возвраты, не трогай существующий код",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each existing file that differs."""
        if not subject.once(is_frozen):
            return
        from skillrun.rules.packs.scope.change import change_of
        from skillrun.rules.packs.scope.needing import first_change

        for path, edit in subject.once(change_of).edits.items():
            verb = "changed" if edit.after is not None else "taken away"
            message = (
                f"The existing file `{path}` is {verb}, but the request says not to modify existing code. Leave it as it was, "
                f"put what is new into new files, and describe the rest under `## {subject.grammar.recommendations}`; or have it "
                f"approved: `--approve SCP007:{path}`."
            )
            yield Finding(message, first_change(edit), path=path, target=path)


class NotMinimal(TreeRule):
    """Changed lines that the request does not need, where it asks for minimal changes."""

    code = "SCP008"
    name = "not-minimal"
    directive = (
        "When the request asks for minimal changes, touch only the lines that it needs: no style, typing, docstrings "
        "or order elsewhere, whatever the rules would have mended."
    )
    decisions = (
        "The request may say so in other words, in Russian, or inside a longer text; `--minimal` says so too. Each run of "
        "changed lines is tried by itself: where the syntax tree is the same without docstrings, annotations, comments, "
        "imports and formatting it is style, and style is needed only where it holds a name that the request names or brings. "
        "Imports are needed where what they bring is used and was not there. What changes behaviour beyond the request is SCP001 "
        "to SCP005. Where the request asks for form, form is what it needs."
    )
    bad = Example(
        _BEFORE.replace("return amount", "return amount + 1").replace(
            "refund(amount)", "refund(amount: int) -> int"
        ),
        "apps/shop/services.py",
        {"apps/shop/services.py": _BEFORE},
        "Fix the function pay. Make minimal changes.",
    )
    good = Example(
        _BEFORE.replace("return amount", "return amount + 1"),
        "apps/shop/services.py",
        {"apps/shop/services.py": _BEFORE},
        "Fix the function pay. Make minimal changes.",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each run of lines that nobody needs."""
        if subject.once(is_minimal) and not subject.once(is_frozen):
            from skillrun.rules.packs.scope.minimal import unneeded_lines

            yield from unneeded_lines(subject)
