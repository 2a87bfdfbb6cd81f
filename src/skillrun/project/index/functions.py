"""Services, selectors and tests: functions known by where they stand."""

from collections.abc import Iterator

from skillrun.project.index.facts import FileFacts, FunctionFacts
from skillrun.project.index.model import Function, Test
from skillrun.project.index.names import Names

_TEST_FOLDERS = frozenset({"test", "tests", "testing"})


def functions_of(names: Names, kind: str) -> Iterator[Function]:
    """List the public functions and methods of modules and packages of a name.

    Args:
        names: The names of the project.
        kind: `services` or `selectors`.
    """
    for path, facts in sorted(names.facts.items()):
        if not _is_of(path, kind) or is_test_file(path):
            continue
        module = names.layout.modules[path]
        for owner, function in _public(facts):
            name = f"{owner}.{function.name}" if owner else function.name
            parameters = function.parameters
            yield Function(name, module, path, function.line, function.end_line, parameters)


def tests_of(names: Names) -> Iterator[Test]:
    """List the test functions and methods."""
    for path, facts in sorted(names.facts.items()):
        if not is_test_file(path):
            continue
        module = names.layout.modules[path]
        for function in facts.functions:
            if function.name.startswith("test"):
                yield Test(function.name, module, path, function.line)
        for cls in facts.classes:
            for method in cls.methods:
                if method.name.startswith("test"):
                    yield Test(f"{cls.name}.{method.name}", module, path, method.line)


def is_test_file(path: str) -> bool:
    """Whether a file exists for tests, by folder or name."""
    *folders, name = path.split("/")
    return (
        bool(_TEST_FOLDERS.intersection(folders))
        or name in {"tests.py", "test.py"}
        or name.startswith(("test_", "tests_"))
        or name.endswith(("_test.py", "_tests.py"))
    )


def _is_of(path: str, kind: str) -> bool:
    """`services.py`, `services/orders.py`, `order_services.py`, `service.py`."""
    *folders, name = path.split("/")
    stem = name.removesuffix(".py")
    single = kind.removesuffix("s")
    return kind in folders or stem in {kind, single} or stem.endswith((f"_{kind}", f"_{single}"))


def _public(facts: FileFacts) -> Iterator[tuple[str, FunctionFacts]]:
    for function in facts.functions:
        if not function.name.startswith("_"):
            yield "", function
    for cls in facts.classes:
        for method in cls.methods:
            if not method.name.startswith("_"):
                yield cls.name, method
