"""Which modules of a project its tests reach: by imports, by names in strings, through URLs."""

import ast
from collections.abc import Iterator

from skillrun.rules.imports import absolute_module
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..semantics.annotations import is_type_only
from ..semantics.classes import ClassInfo, class_index
from ..semantics.modules import Modules, modules_of
from ..semantics.relations import SOME_MODEL, relations_of
from ..semantics.roles import app_of
from .places import is_support, is_test_module, test_sources

_CLIENTS = frozenset(
    {
        "rest_framework.test.APIClient",
        "rest_framework.test.RequestsClient",
        "django.test.Client",
        "django.test.AsyncClient",
        "django.test.client.Client",
        "django.test.client.AsyncClient",
    }
)
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "generic", "trace"})
_DEEPEST = 8


class Reach:
    """What the tests of a project reach.

    Args:
        subject: What is judged.

    Attributes:
        tests: The test modules.
        imported: The files that they import.
        served: The files that reach them through factories, fixtures and samples.
        calling: The test modules that send requests.
        words: The single words that they hold as strings, names of commands among them.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._modules: Modules = subject.once(modules_of)
        sources = subject.once(test_sources)
        self.tests = tuple(source for source in sources if is_test_module(source))
        self.imported = frozenset(p for s in self.tests for p in self._imports(s))
        self.served = self._served(sources) if self.tests else frozenset()
        self.words = frozenset(w for s in self.tests for w in _words(s))
        self.calling = tuple(source for source in self.tests if self._calls(source))

    def calls_from(self, app: str | None) -> bool:
        """Whether a test of an app sends requests, or a test elsewhere sends some to the app."""
        if app is None:
            return False
        label = app.rsplit("/", 1)[-1]
        return any(_is_about(s, label) or _names_route(s, label) for s in self.calling)

    def has_namesake(self, path: str) -> bool:
        """Whether a test that sends requests is named after a module: `test_healthcheck.py`."""
        stem = path.rsplit("/", 1)[-1].removesuffix(".py")
        names = {f"test_{stem}.py", f"{stem}_test.py"}
        return any(s.name in names and app_of(s.path) == app_of(path) for s in self.calling)

    def _calls(self, source: Source) -> bool:
        """Whether a test module sends requests, by itself or by a base class of its tests."""
        if calls_client(source):
            return True
        index = self._subject.once(class_index)
        bases = (base for cls in index.of(source) for base in index.line(cls))
        others = {b.source.path: b.source for b in bases if isinstance(b, ClassInfo)}
        return any(calls_client(other) for path, other in others.items() if path != source.path)

    def _served(self, sources: tuple[Source, ...]) -> frozenset[str]:
        """The files that reach the tests through factories, fixtures and samples."""
        by_path = {source.path: source for source in sources if is_support(source)}
        waiting = [s for s in sources if s.name == "conftest.py"]
        waiting.extend(by_path[path] for path in self.imported if path in by_path)
        seen: set[str] = set()
        while waiting:
            for path in self._imports(waiting.pop()):
                if path not in seen:
                    seen.add(path)
                    waiting.extend([by_path[path]] if path in by_path else [])
        return frozenset(seen)

    def _imports(self, source: Source) -> Iterator[str]:
        for dotted in _imported_names(source):
            yield from self._reached(dotted, 0)
        for text in source.of_type(ast.Constant):
            if isinstance(text.value, str) and "." in text.value and " " not in text.value:
                yield from self._named(text.value, source)
        if "get_user_model" in source.text and any(
            (source.qualified(c.func) or "").endswith("get_user_model")
            for c in source.of_type(ast.Call)
        ):
            user = self._subject.once(relations_of).user
            if isinstance(user, ClassInfo):
                yield user.source.path

    def _named(self, text: str, source: Source) -> Iterator[str]:
        """The files that a dotted name in a string means: a module's, or a model's by its label."""
        yield from self._reached(text, 0)
        if text.count(".") == 1 and text.rpartition(".")[2][:1].isupper():
            found = self._subject.once(relations_of).named(text, source)
            if found != SOME_MODEL and isinstance(found, ClassInfo):
                yield found.source.path

    def _reached(self, dotted: str, depth: int) -> Iterator[str]:
        """The file of a dotted name, and those that its package takes it from."""
        place = self._modules.split(dotted)
        if place is None or depth > _DEEPEST:
            return
        path, inside = place
        yield path
        target = self._subject.source(path)
        if target is None or not target.is_init:
            return
        if inside:
            named = target.imports.names.get(inside[0])
            if named is not None and named != dotted:
                yield from self._reached(named, depth + 1)
            found = self._subject.once(class_index).find(dotted)
            if found is not None:
                yield found.source.path
        else:
            # `from apps.shop import services`: what the package takes in, it hands on.
            for named in set(target.imports.names.values()):
                if named.startswith(dotted + "."):
                    yield from self._reached(named, depth + 1)


def reach_of(subject: Subject) -> Reach:
    """What the tests reach; for `Subject.once`."""
    return Reach(subject)


def _imported_names(source: Source) -> Iterator[str]:
    """Yield the dotted names that a file imports at run time."""
    for plain in source.of_type(ast.Import):
        if not is_type_only(plain, source):
            yield from (alias.name for alias in plain.names)
    for named in source.of_type(ast.ImportFrom):
        if not is_type_only(named, source):
            module = absolute_module(named, source.path)
            for alias in named.names:
                yield module if alias.name == "*" else f"{module}.{alias.name}"


def _words(source: Source) -> Iterator[str]:
    for text in source.of_type(ast.Constant):
        if isinstance(text.value, str) and text.value.replace("-", "_").isidentifier():
            yield text.value


def calls_client(source: Source) -> bool:
    """Whether a test module sends requests: through a client it makes, or a fixture called so."""
    functions = (call.func for call in source.of_type(ast.Call))
    return any(
        isinstance(function, ast.Attribute)
        and function.attr in _VERBS
        and _is_client(function.value, source)
        for function in functions
    )


def _is_client(node: ast.AST, source: Source) -> bool:
    """Whether an expression is a client, by its class or by its name: `api_client`, `self.client`."""
    if isinstance(node, ast.Call):
        name = source.qualified(node.func) or ""
        return name in _CLIENTS or name.rsplit(".", 1)[-1].lower().endswith("client")
    if isinstance(node, ast.Attribute):
        return node.attr.endswith("client")
    return isinstance(node, ast.Name) and node.id.endswith(("client", "api"))


def _is_about(source: Source, label: str) -> bool:
    """Whether a test stands in a folder of an app or is named after it: `tests/test_payments.py`."""
    *folders, name = source.path.removesuffix(".py").split("/")
    return label in folders or name.removeprefix("test_").startswith(label)


def _names_route(source: Source, label: str) -> bool:
    """Whether a test names a route of an app: `payments:list`, `/api/payments/`."""
    for text in source.of_type(ast.Constant):
        if isinstance(text.value, str):
            value = text.value.replace("-", "_")
            if value.startswith(f"{label}:") or f":{label}:" in value or label in value.split("/"):
                return True
    return False
