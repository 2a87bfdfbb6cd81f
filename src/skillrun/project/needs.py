"""What goes with the things that a request names: from view to serializer, model, services and tests."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from skillrun.project.generated import is_migration
from skillrun.project.imports import Modules
from skillrun.project.index import ProjectIndex, Serializer, View
from skillrun.project.naming import Named

Read = Callable[[str], str | None]
Chosen = tuple[str, str]
_Speaker = tuple[bool, int, str, str]
# Modules that an app is made of: a change of a model passes through them.
_LAYERS = frozenset({
    "admin", "api", "apis", "filters", "forms", "managers", "permissions", "querysets", "schema", "selectors",
    "serializers", "services", "signals", "urls", "views", "viewsets",
})  # fmt: skip
_FIRST = 4
_MOST_USES = 12
_MOST_TESTS = 8
_MOST_ABROAD = 5


class Needs:
    """Finds what goes with what, in one project.

    Args:
        listing: The project's paths.
        index: Its index.
        read: The text of a file; None where it is not to be had.
    """

    def __init__(self, listing: Sequence[str], index: ProjectIndex, read: Read) -> None:
        self._index = index
        self._read = read
        self._modules = Modules(listing)
        self._python = [p for p in listing if p.endswith(".py") and not is_migration(p)]
        self._serializers = {one.qualified: one for one in index.serializers}
        self._views = {view.qualified: view for view in index.views if not is_test(view.path)}

    def around(self, named: Iterable[Named]) -> Iterator[Chosen]:
        """Follow each thing to those that are defined by it or for it.

        Args:
            named: What a request names.

        Yields:
            Paths and why; a path may come twice.
        """
        for thing in named:
            if thing.kind == "model":
                yield from self._of_model(thing.label)
            elif thing.kind == "field":
                yield from self._of_model(thing.label.rpartition(".")[0])
            elif thing.kind == "serializer" and thing.label in self._serializers:
                yield from self._of_serializer(self._serializers[thing.label])
            elif thing.kind in {"view", "route"} and thing.label in self._views:
                yield from self._of_view(self._views[thing.label])

    def speaking_of(self, names: Iterable[str], folders: Iterable[str]) -> Iterator[Chosen]:
        """Find the files of some folders, and the tests of the project, that speak of things.

        Args:
            names: The names of the things, as code has them.
            folders: The folders of their apps.
        """
        known = sorted(set(names), key=len, reverse=True)
        if not known:
            return
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")
        inside = tuple(f"{folder}/" for folder in folders if folder != ".")
        uses: list[_Speaker] = []
        tests: list[_Speaker] = []
        for path in self._python:
            own = path.startswith(inside)
            said = pattern.findall(self._read(path) or "") if own or is_test(path) else []
            if said and is_test(path):
                tests.append((not own, -len(said), path, said[0]))
            elif said:
                uses.append((PurePosixPath(path).stem not in _LAYERS, -len(said), path, said[0]))
        # What all speak of has more users and tests than a request needs: those that say most go.
        uses, tests = sorted(uses)[:_MOST_USES], sorted(tests)[:_MOST_TESTS]
        for few in (slice(_FIRST), slice(_FIRST, None)):
            yield from ((path, f"uses `{name}`") for _, _, path, name in uses[few])
            yield from ((path, f"tests `{name}`") for _, _, path, name in tests[few])

    def imported(self, paths: Iterable[str]) -> Iterator[Chosen]:
        """Name the project's files that some files import: one hop, no further."""
        for path in paths:
            tree = self._tree(path)
            if tree is not None:
                found = self._modules.imported(path, tree)
                yield from ((file, f"imported by {path}") for file in found if not is_test(file))

    def supporting(self, paths: Iterable[str], folders: Iterable[str]) -> Iterator[Chosen]:
        """Name what tests of some folders are made of: the factories and samples that they import.

        Args:
            paths: The files shown up to here.
            folders: The folders.
        """
        inside = tuple(f"{folder}/" for folder in folders if folder != ".")
        for path in filter(is_test, paths):
            tree = self._tree(path) if path.startswith(inside) else None
            for file in self._modules.imported(path, tree) if tree else ():
                if is_test(file) and file.startswith(inside):
                    yield file, f"imported by {path}"

    def testing(self, paths: Iterable[str]) -> Iterator[Chosen]:
        """Name the tests that import some files."""
        wanted = frozenset(path for path in paths if path.endswith(".py") and not is_test(path))
        for path in filter(is_test, self._python) if wanted else ():
            tree = self._tree(path)
            tested = wanted.intersection(self._modules.imported(path, tree)) if tree else ()
            if tested:
                yield path, f"tests {min(tested)}"

    def _of_view(self, view: View) -> Iterator[Chosen]:
        yield view.path, f"defines the view `{view.name}`"
        labels = list(view.models)
        for qualified in view.serializers:
            if serializer := self._serializers.get(qualified):
                yield serializer.path, f"`{view.name}` serializes with `{serializer.name}`"
                labels.append(serializer.model)
        for label in labels:
            if model := self._index.models_by_label.get(label):
                yield model.path, f"defines the model `{model.name}` of `{view.name}`"
        for route in self._index.routes:
            if route.view == view.qualified:
                yield route.path, f"routes to `{view.name}`"

    def _of_serializer(self, one: Serializer) -> Iterator[Chosen]:
        if model := self._index.models_by_label.get(one.model):
            yield model.path, f"defines the model `{model.name}` of `{one.name}`"
        for view in self._views.values():
            if one.qualified in view.serializers:
                yield view.path, f"`{view.name}` serializes with `{one.name}`"

    def _of_model(self, label: str) -> Iterator[Chosen]:
        mine = {
            one.qualified: one
            for one in self._index.serializers
            if one.model == label and not is_test(one.path)
        }
        for one in mine.values():
            yield one.path, f"`{one.name}` serializes `{label}`"
        views = {
            view.path: view.name
            for view in reversed(self._views.values())
            if label in view.models or mine.keys() & set(view.serializers)
        }
        model = self._index.models_by_label.get(label)
        home = self._index.app_of(model.path) if model else None
        own = [path for path in sorted(views) if self._index.app_of(path) == home]
        # A model that every app has a view of needs no more than its own and a few of them.
        for path in (*own, *[path for path in sorted(views) if path not in own][:_MOST_ABROAD]):
            yield path, f"`{views[path]}` serves `{label}`"

    def _tree(self, path: str) -> ast.Module | None:
        text = self._read(path) if path.endswith(".py") else None
        try:
            return ast.parse(text) if text is not None else None
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def is_test(path: str) -> bool:
    """Whether a file holds tests, or what tests need."""
    way = PurePosixPath(path)
    return (
        "tests" in way.parts[:-1]
        or "test" in way.parts[:-1]
        or way.name.startswith("test_")
        or way.name in {"tests.py", "conftest.py", "factories.py"}
        or way.stem.endswith("_test")
    )
