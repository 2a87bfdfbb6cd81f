"""Which files of a project a request needs, the weightiest first, and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from skillrun.project.generated import is_migration, why_generated
from skillrun.project.imports import Modules
from skillrun.project.index import ProjectIndex
from skillrun.project.naming import Named, named_in, spoken_of
from skillrun.project.needs import Needs, is_test
from skillrun.project.wiring import wiring
from skillrun.project.words import read_words

Read = Callable[[str], str | None]
# What may be a path in a sentence: found in one pass, however long a word is.
_WORD = re.compile(r"[\w\-./\\]+")
_EXTENSION = re.compile(r"\w\.\w+\Z")
_DEFINES = r"^(?:\s*(?:async\s+)?(?:def|class)\s+({0})\b|({0})\s*[:=])"
# A path of an installed package, as a traceback has it.
_ELSEWHERE = re.compile(r"site-packages|dist-packages|lib/python\d")
_MIGRATIONS = re.compile(r"\bmigrat|миграц", re.I)
_MOST_DEFINING = 4
WIRING = "wiring of the project"
_SHOWN_OF_APP = (".py", ".html", ".txt", ".jinja", ".j2")


@dataclass(frozen=True)
class Selection:
    """The files that a request needs.

    Attributes:
        chosen: Why each file was chosen, by path, the weightiest first.
        never: Files that the request names and no model is shown, with the reason.
    """

    chosen: dict[str, str] = field(default_factory=dict)
    never: dict[str, str] = field(default_factory=dict)


def select(
    listing: Sequence[str], request: str, index: ProjectIndex, read: Read, *, earlier: str = ""
) -> Selection:
    """Choose the files that a request needs.

    First those that it names by path, those that define what it names, their views and serializers;
    then the wiring of the project, what uses and tests it, what these import, the rest of its apps.

    Args:
        listing: The workspace's paths.
        request: What was asked.
        index: The project.
        read: The text of a file; None where it is not to be had or not text.
        earlier: What was asked and done before in the session: "and now a test for it" is about
            the files that it names by path.
    """
    chooser = _Chooser(listing, index, read)
    chooser.choose(request, earlier)
    return chooser.selection


class _Chooser:
    def __init__(self, listing: Sequence[str], index: ProjectIndex, read: Read) -> None:
        self.selection = Selection()
        self._listing = listing
        self._by_end: dict[str, list[str]] = defaultdict(list)
        for path in listing:
            for end in {_end(path, 1), _end(path, 2)}:
                self._by_end[end].append(path)
        self._folders = {str(folder) for path in listing for folder in PurePosixPath(path).parents}
        self._usable = [path for path in listing if not why_generated(path)]
        self._modules = Modules(self._usable)
        self._index = index
        self._read = read
        self._needs = Needs(self._usable, index, read)

    def choose(self, request: str, earlier: str) -> None:
        """Choose, tier after tier."""
        by_path, rest = self._by_path(request)
        for path in by_path:
            self._take(path, "named in the request", migrations=True)
            if reason := why_generated(path):
                self.selection.never[path] = reason
        named = named_in(rest, self._index, self._read)
        things = [thing for thing in named if thing.kind != "app"]
        self._take_all((thing.path, thing.why) for thing in things)
        modules = [self._modules.file(dotted) for dotted in sorted(read_words(rest).dotted)]
        self._take_all((path, "named in the request") for path in modules if path)
        self._take_all(self._by_definition(rest, named))
        core = tuple(self.selection.chosen)
        self._take_all((path, "of this session") for path in self._by_path(earlier)[0])
        around = dict(self._needs.around(things))
        self._take_all(iter(around.items()))
        self._take_all((p, WIRING) for p in wiring(self._usable, self._index))
        self._take_all(self._speaking(things))
        self._take_all(self._needs.supporting(tuple(self.selection.chosen), self._apps_of(things)))
        self._take_all(self._needs.testing(by_path))
        self._take_all(self._needs.imported(core))
        inside = self._apps_of(things)
        self._take_all(
            (path, why)
            for path, why in self._needs.imported(around)
            if any(_is_in(path, folder) for folder in inside)
        )
        migrations = bool(_MIGRATIONS.search(rest))
        for path, why in self._of_apps(named):
            self._take(path, why, migrations=migrations)

    def _take_all(self, found: Iterator[tuple[str, str]]) -> None:
        for path, why in found:
            self._take(path, why)

    def _take(self, path: str, why: str, *, migrations: bool = False) -> None:
        if path in self.selection.chosen or why_generated(path):
            return
        if is_migration(path) and not migrations:
            return
        self.selection.chosen[path] = why

    def _by_path(self, request: str) -> tuple[list[str], str]:
        """Files and folders whose path, or the end of it, stands in the request; and the rest of it.

        A bare file name counts only where one file bears it: `models.py` alone says nothing.
        """
        found: dict[str, list[str]] = {}
        for word in dict.fromkeys(_WORD.findall(request)):
            files = self._files(word.rstrip("./\\-")) or self._folder(word)
            if files or _ELSEWHERE.search(word):
                found[word] = files
        rest = _WORD.sub(lambda match: " " if match[0] in found else match[0], request)
        return list(dict.fromkeys(path for files in found.values() for path in files)), rest

    def _files(self, spelled: str) -> list[str]:
        # Only a name's end is looked at: no file's name is longer than this.
        if not _EXTENSION.search(spelled[-255:]) or _ELSEWHERE.search(spelled):
            return []
        wanted = _plain(spelled)
        found = self._ending_in(wanted)
        # A traceback of a container has the project somewhere below its own root.
        while spelled.startswith("/") and not found and wanted.count("/") > 1:
            wanted = wanted.partition("/")[2]
            found = self._ending_in(wanted)
        exact = [path for path in found if path == wanted]
        return exact or (found if "/" in wanted or len(found) == 1 else [])

    def _ending_in(self, wanted: str) -> list[str]:
        near = self._by_end.get(_end(wanted, 2), ())
        return [path for path in near if path == wanted or path.endswith(f"/{wanted}")]

    def _folder(self, spelled: str) -> list[str]:
        """The files of a folder; one that is an app's is named as the app is."""
        folder = _plain(spelled).rstrip("/")
        is_path = "/" in folder or spelled.endswith("/")
        if (
            not is_path
            or folder not in self._folders
            or any(app.folder == folder for app in self._index.apps)
        ):
            return []
        return [path for path in self._usable if path.startswith(f"{folder}/")]

    def _by_definition(self, request: str, named: Sequence[Named]) -> Iterator[tuple[str, str]]:
        """Files that define what the request writes as code and the index does not know."""
        known = {part for thing in named for part in thing.name.split(".")}
        wanted = sorted(read_words(request).codes - known)
        if not wanted:
            return
        names = "|".join(map(re.escape, wanted))
        pattern = re.compile(_DEFINES.format(names), re.M)
        found: dict[str, list[str]] = {}
        for path in self._usable:
            if path.endswith(".py") and not is_migration(path):
                for one, other in pattern.findall(self._read(path) or ""):
                    found.setdefault(one or other, []).append(path)
        for name, paths in found.items():
            if len(set(paths)) <= _MOST_DEFINING:
                yield from ((path, f"defines `{name}`") for path in paths)

    def _speaking(self, things: Sequence[Named]) -> Iterator[tuple[str, str]]:
        names = [name for thing in things for name in thing.said]
        views = {thing.label for thing in things if thing.kind == "view"}
        for route in self._index.routes:
            names += spoken_of(route) if route.view in views else ()
        models = {thing.label for thing in things if thing.kind == "model"}
        names += (one.name for one in self._index.serializers if one.model in models)
        return self._needs.speaking_of(names, self._apps_of(things))

    def _apps_of(self, things: Sequence[Named]) -> list[str]:
        """The folders of the apps that things stand in."""
        apps = filter(None, (self._index.app_of(thing.path) for thing in things))
        return list(dict.fromkeys(app.folder for app in apps))

    def _of_apps(self, named: Sequence[Named]) -> Iterator[tuple[str, str]]:
        """The code of the apps that are named, tests last."""
        for thing in named:
            if thing.kind != "app":
                continue
            inside = [
                path
                for path in self._usable
                if path.endswith(_SHOWN_OF_APP)
                and _is_in(path, thing.path)
                and not path.endswith("/migrations/__init__.py")
            ]
            for path in sorted(inside, key=lambda p: (is_test(p), p)):
                yield path, f"{thing.why} in the request"


def _is_in(path: str, folder: str) -> bool:
    return "/" not in path if folder == "." else path.startswith(f"{folder}/")


def _end(path: str, parts: int) -> str:
    return "/".join(path.split("/")[-parts:])


def _plain(spelled: str) -> str:
    return spelled.replace("\\", "/").removeprefix("./").lstrip("/")
