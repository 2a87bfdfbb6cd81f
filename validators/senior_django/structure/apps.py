"""STR002 misplaced-app."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import ClassIndex, ClassInfo, class_index
from ..semantics.commands import Command, commands_of
from ..semantics.models import concrete_models, is_for_tests, model_files
from ..semantics.project import has_manage_file, project_root
from ..semantics.values import literal, module_lookup

_APP_CONFIG = frozenset({"django.apps.AppConfig", "django.apps.config.AppConfig"})
_CONFIG = (
    "from django.apps import AppConfig\n\n\nclass ShopConfig(AppConfig):\n"
    '    """Configuration of the shop."""\n\n    name = "{name}"\n'
)


class MisplacedApp(TreeRule):
    """A Django app that does not live under `apps/`."""

    code = "STR002"
    name = "misplaced-app"
    directive = 'Every Django app is a package under `apps/`, and its `AppConfig` says `name = "apps.<app>"`.'
    decisions = (
        "An app is a package with an `AppConfig` that has a name, or one with concrete models; `startapp` in a "
        "listed command counts too. Where it stands is judged where a project is in sight (a `manage.py`, an "
        "answer): a library has no `apps/`. A package inside another app's package under `apps/` "
        "is where it belongs when its name says so. Apps of tests are left alone, and a name that no "
        "literal gives is not judged."
    )
    bad = Example(_CONFIG.format(name="shop"), "apps/shop/apps.py")
    good = Example(_CONFIG.format(name="apps.shop"), "apps/shop/apps.py")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each app in a wrong place, then each `startapp` that would make one."""
        index = subject.once(class_index)
        seen: set[str] = set()
        for source in subject.files.values():
            may_hold = source.name == "apps.py" or "AppConfig" in source.text
            if may_hold and not (source.is_stub or is_for_tests(source)):
                for cls in _configs(source, index):
                    seen.add(_folder(source.path))
                    yield from _of_config(cls, subject)
        if subject.once(has_manage_file):
            yield from _of_models(subject, seen)
        here = ""
        for command in subject.once(commands_of):
            if command.argv[:1] == ("cd",):
                here = _entered(command.argv)
            yield from _of_startapp(command, here)


def _configs(source: Source, index: ClassIndex) -> Iterator[ClassInfo]:
    for cls in index.of(source):
        # One without a name is a base for others.
        if index.inherits(cls, _APP_CONFIG) and index.attribute(cls, "name"):
            yield cls


def _of_config(cls: ClassInfo, subject: Subject) -> Iterator[Finding]:
    source = cls.source
    place = _place(_folder(source.path), subject.once(project_root))
    if place is None and not (subject.answer or subject.once(has_manage_file)):
        return
    app = _folder(source.path).rsplit("/", 1)[-1] or "app"
    outside = (
        f"The app `{app}` stands outside `apps/`: move it to `apps/{app}` and name it `apps.{app}`."
    )
    if place is None:
        yield replace(source.at_name(cls.node, outside), path=source.path)
        return
    for node in cls.node.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and _assigns_name(node):
            name = literal(node.value, module_lookup(source))
            if isinstance(name, str) and name != place:
                message = f"The app's name is `{name}`: an app in this folder is named `{place}`."
                # `shop.apps.users` is right where it stands: it stands in the wrong place.
                is_elsewhere = name == _folder(source.path).replace("/", ".")
                finding = source.at_node(node, outside if is_elsewhere else message)
                yield replace(finding, path=source.path)


def _assigns_name(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(target, ast.Name) and target.id == "name" for target in targets)


def _of_models(subject: Subject, seen: set[str]) -> Iterator[Finding]:
    """Apps that show themselves by their models alone."""
    for folder, source in model_files(subject):
        known = folder in seen or f"{folder}/apps.py" in subject.paths
        if known or _place(folder, subject.once(project_root)):
            continue
        if any(concrete_models(source, subject)):
            seen.add(folder)
            app = folder.rsplit("/", 1)[-1]
            message = f"The app `{app}` stands outside `apps/`: move it to `apps/{app}`."
            yield Finding(message, path=source.path)


def _entered(argv: tuple[str, ...]) -> str:
    """The folder that a `cd` leads to where it is `apps/` or below, else nothing."""
    folder = argv[1].removeprefix("./").rstrip("/") + "/" if len(argv) > 1 else ""
    return folder if folder.startswith("apps/") else ""


def _of_startapp(command: Command, here: str) -> Iterator[Finding]:
    argv = command.argv
    if "startapp" not in argv:
        return
    words = [word for word in argv[argv.index("startapp") + 1 :] if not word.startswith("-")]
    target = here + words[1].removeprefix("./").rstrip("/") if len(words) > 1 else here
    if words and not target.startswith("apps/"):
        app = words[0]
        yield command.finding(
            f"`startapp {app}` makes the app outside `apps/`: write `startapp {app} apps/{app}`."
        )


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _place(folder: str, root: str) -> str | None:
    """The dotted name that an app in a folder must have; None outside `apps/`."""
    inside = folder.removeprefix(root)
    parts = inside.split("/")
    if "apps" not in parts[:-1]:
        return None
    start = parts.index("apps")
    return ".".join(parts[start:]) if start == 0 or (not root and start <= 1) else None
