"""TST003 no-assertion."""

import ast
import re
from collections.abc import Iterator

from skillrun.rules.functions import FUNCTIONS, Function, decorators
from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source
from skillrun.rules.walk import descend

from ..semantics.bindings import functions_of, top_functions
from ..semantics.classes import ClassInfo, class_index
from ..semantics.modules import modules_of
from ..semantics.spelling import spelled
from .places import is_test_module

_CONTEXTS = frozenset({"raises", "warns", "deprecated_call"})
_FIXTURES = frozenset(
    {"django_assert_num_queries", "django_assert_max_num_queries", "snapshot", "benchmark"}
    | {"httpx_mock"}
)
# Commands of Django that fail by themselves when something is wrong, some only when told to look.
_COMMAND = "django.core.management.call_command"
_CHECKED = frozenset({"makemigrations", "migrate", "optimizemigration"})
_LOOKING = frozenset({"--check", "--check-changes"})
_FAILS = frozenset({"pytest.fail", "pytest.xfail", "self.fail"})
# Fixtures and members that are called like tests, and tests that are not run.
_NO_TESTS = frozenset({"fixture", "property", "skip"})
_TELLING = (ast.Assert, ast.Raise, ast.Call)
# A helper from elsewhere that by its name checks.
_CHECKING = re.compile(r"_*(?:assert|check|verif|expect|ensure|must|should|validate|fail)", re.I)
_KNOWN_BASES = frozenset(
    {"object", "unittest.TestCase", "unittest.case.TestCase"}
    | {
        f"django.test.{name}"
        for name in ("TestCase", "SimpleTestCase", "TransactionTestCase", "LiveServerTestCase")
    }
    | {
        f"rest_framework.test.{name}"
        for name in ("APITestCase", "APISimpleTestCase", "APITransactionTestCase")
    }
)
_DEEPEST = 3


class NoAssertion(SourceRule):
    """A test that can hardly fail."""

    code = "TST003"
    name = "no-assertion"
    directive = (
        "Every test asserts something: `assert`, `pytest.raises`, `django_assert_num_queries` or the like; a "
        "test that only runs code proves nothing."
    )
    decisions = (
        "An assertion is `assert`, a method or function whose name begins with `assert`, `pytest.raises`, "
        "`warns` and `fail`, a fixture that asserts, a command that checks (`makemigrations --check`), and a "
        "function or method of the project, or a method of a base class from elsewhere, that asserts in turn. "
        "`assert True` and what else holds whatever happens is none. Of helpers that cannot be read the name decides. Tests "
        "that are skipped whatever happens are not judged, nor are functions that only look like tests: fixtures, "
        "and what the module itself passes on by name."
    )
    bad = Example(
        'def test_total(order: Order) -> None:\n    """The total is computed."""\n'
        "    order.total()\n",
        path="apps/shop/tests/test_models.py",
    )
    good = Example(
        'def test_total(order: Order) -> None:\n    """The total is computed."""\n'
        "    assert order.total() == 5\n",
        path="apps/shop/tests/test_models.py",
    )
    languages = frozenset({"python"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield the tests of a file that assert nothing."""
        if not is_test_module(source):
            return
        tests = (function for function in functions_of(source) if _is_test(function, source))
        silent = [test for test in tests if not _asserts(test, source, subject, 0)]
        passed_on = _passed_on(source) if silent else frozenset()
        for function in silent:
            at_top = isinstance(source.parent(function), ast.Module)
            if not (at_top and function.name in passed_on):
                message = (
                    f"`{function.name}` asserts nothing: state what must hold with `assert` or "
                    "`pytest.raises`."
                )
                yield source.at_name(function, message)


def _is_test(function: Function, source: Source) -> bool:
    """Whether a function is collected and run as a test."""
    last = {name.rsplit(".", 1)[-1] for name in decorators(function, source)}
    if not function.name.startswith("test") or last & _NO_TESTS:
        return False
    holder = source.parent(function)
    if isinstance(holder, ast.ClassDef):
        return holder.name.startswith("Test") or "Test" in "".join(map(spelled, holder.bases))
    return isinstance(holder, ast.Module) and function.name.startswith("test_")


def _passed_on(source: Source) -> frozenset[str]:
    """What a module itself hands on, by its name or, in a string, by its dotted name."""
    texts = (text.value for text in source.of_type(ast.Constant))
    dotted = (text.rpartition(".") for text in texts if isinstance(text, str))
    names = {used.id for used in source.of_type(ast.Name)}
    return frozenset(names | {name for _, dot, name in dotted if dot})


def _asserts(function: Function, source: Source, subject: Subject, depth: int) -> bool:
    parameters = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    if parameters & _FIXTURES or any(map(_expects_failure, function.decorator_list)):
        return True
    telling = (node for node in descend(function) if isinstance(node, _TELLING))
    if any(_is_assertion(node, source) for node in telling):
        return True
    calls = (node for node in descend(function) if isinstance(node, ast.Call))
    return depth < _DEEPEST and any(_helper_asserts(c, source, subject, depth) for c in calls)


def _is_assertion(node: ast.AST, source: Source) -> bool:
    if isinstance(node, ast.Assert):
        return not _always_holds(node.test)
    if isinstance(node, ast.Raise):
        return node.exc is not None and "AssertionError" in spelled(node.exc)
    if not isinstance(node, ast.Call):
        return False
    name = _last(node.func)
    return (
        name in _CONTEXTS
        or _CHECKING.match(name) is not None
        or source.qualified(node.func) in _FAILS
        or _is_checking_command(node, source)
    )


def _expects_failure(decorator: ast.expr) -> bool:
    """Whether a mark says with what a test fails, or that it must: `xfail(raises=ValueError)`."""
    return (
        isinstance(decorator, ast.Call)
        and spelled(decorator.func).endswith("xfail")
        and any(keyword.arg in {"raises", "strict"} for keyword in decorator.keywords)
    )


def _always_holds(node: ast.expr) -> bool:
    """Whether a condition says nothing: `True`, `1`, `(answer, "message")`."""
    if isinstance(node, ast.Constant):
        return bool(node.value)
    return isinstance(node, ast.Tuple) and bool(node.elts)


def _is_checking_command(call: ast.Call, source: Source) -> bool:
    """Whether a command of Django is called that looks for mistakes: `check`, `makemigrations --check`."""
    if source.qualified(call.func) != _COMMAND or not call.args:
        return False
    words = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    told = any(k.arg in {"check", "check_changes"} for k in call.keywords)
    return words[:1] == ["check"] or (
        bool(_CHECKED.intersection(words[:1])) and (told or bool(_LOOKING.intersection(words)))
    )


def _helper_asserts(call: ast.Call, source: Source, subject: Subject, depth: int) -> bool:
    """Whether a call reaches a function or method of the project that asserts."""
    function = call.func
    if isinstance(function, ast.Attribute) and _is_self(function.value):
        return _method_asserts(function, source, subject, depth)
    dotted = source.qualified(function)
    if dotted is None:
        return False
    place = subject.once(modules_of).split(dotted) if "." in dotted else None
    other = subject.source(place[0]) if place else source
    name = place[1][-1] if place and place[1] else dotted
    found = top_functions(other).get(name) if other is not None else None
    return found is not None and other is not None and _asserts(found, other, subject, depth + 1)


def _method_asserts(function: ast.Attribute, source: Source, subject: Subject, depth: int) -> bool:
    holder = next((a for a in source.ancestors(function) if isinstance(a, ast.ClassDef)), None)
    if holder is None:
        return False
    index = subject.once(class_index)
    cls = index.info(holder, source)
    above = isinstance(function.value, ast.Call)
    line = index.line(cls)[1:] if above else index.line(cls)
    for base in line:
        if isinstance(base, ClassInfo):
            found = next((m for m in base.node.body if _is_named(m, function.attr)), None)
            if isinstance(found, FUNCTIONS):
                return _asserts(found, base.source, subject, depth + 1)
        elif base not in _KNOWN_BASES:
            return True
    return False


def _is_named(node: ast.stmt, name: str) -> bool:
    return isinstance(node, FUNCTIONS) and node.name == name


def _is_self(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
