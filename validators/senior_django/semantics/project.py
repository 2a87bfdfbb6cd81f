"""Whether the whole project is under judgement, or only a piece of it."""

from collections.abc import Iterable, Iterator

from skillrun.rules.model import Finding, Subject
from skillrun.rules.source import Source

from .production import is_development_module
from .settings import NAMED, settings_in, settings_of

_PROJECT_FILES = ("manage.py", "pyproject.toml")
_TESTS = frozenset({"test", "tests", "testing"})
_ASIDE = frozenset({*_TESTS, "docs", "doc", "example", "examples"})


def project_root(subject: Subject) -> str:
    """The folder of the project's `manage.py`, the outermost one; empty for the top.

    Returns:
        A prefix for paths: `""` or `backend/`.
    """
    found = subject.once(_manage_files)
    found = found or [path for path in subject.files if path.rsplit("/", 1)[-1] == "pyproject.toml"]
    nearest = min(found, key=lambda path: (path.count("/"), path), default="")
    return nearest.rpartition("/")[0] + "/" if "/" in nearest else ""


def is_new_project(subject: Subject) -> bool:
    """Whether an answer makes a project where there was none.

    It brings `manage.py`, `pyproject.toml` or a settings module, and none of the first two was on disk.
    """
    if subject.answer is None or any(name in subject.root_listing for name in _PROJECT_FILES):
        return False
    modules = subject.once(settings_of).modules
    return any(name in subject.files for name in _PROJECT_FILES) or any(
        module.path in subject.files for module in modules
    )


def is_whole_project(subject: Subject) -> bool:
    """Whether what is absent from the files is absent from the project.

    True for a check of a Django repository (`manage.py` is among the files checked, or
    `pyproject.toml` with a settings module), and for an answer that makes a new project and
    promises no further part. False for a handful of files and for an answer that edits or
    adds to a project.
    """
    if subject.answer is not None:
        return is_new_project(subject) and not promised(subject)
    # `check manage.py` names a file, not a project.
    managed = any(path in subject.files for path in subject.once(_manage_files))
    if managed and len(subject.paths) > 1:
        return True
    names = {path.rsplit("/", 1)[-1] for path in subject.files}
    modules = subject.once(settings_of).modules
    return "pyproject.toml" in names and any(module.path in subject.files for module in modules)


def has_manage_file(subject: Subject) -> bool:
    """Whether the project as it would be has a `manage.py`: what lies beside it can be judged as its own."""
    return bool(subject.once(_manage_files))


def judged_settings(subject: Subject) -> Source | None:
    """The main settings module, when the settings as a whole are under judgement.

    They are in a whole project, in an answer that brings one of their modules for more than
    development, and in a check of a single module that is no part of a package: what one part of a
    package lacks, another may have.

    Returns:
        The module that lists the installed apps, else one that is brought; None where the settings
        are not judged.
    """
    modules = subject.once(settings_of).modules
    brought = [module for module in modules if module.path in subject.files]
    alone = subject.answer is not None or all("/settings/" not in f"/{m.path}" for m in brought)
    if subject.answer is not None and not is_new_project(subject):
        # What lies on disk is not for this answer to mend, nor for a module of development.
        brought = [m for m in brought if not is_development_module(m.path)]
        modules = tuple(brought)
    if not brought or promised(subject) or not (alone or is_whole_project(subject)):
        return None
    main = [module for module in modules if _lists_apps(module)]
    return (main or brought)[0]


def _lists_apps(module: Source) -> bool:
    return any(setting.name == "INSTALLED_APPS" for setting in settings_in(module))


def promised(subject: Subject) -> bool:
    """Whether a further part of the answer is still to come."""
    parts = subject.answer.parts if subject.answer else ()
    return bool(parts) and not subject.final and parts[-1].split is not None


def under_judgement(findings: Iterable[Finding], subject: Subject) -> Iterator[Finding]:
    """Yield what was found in the files under judgement: the settings lean on others too."""
    return (finding for finding in findings if finding.path in subject.files)


def edits(subject: Subject, path: str) -> bool:
    """Whether a file is under judgement: checked, or brought by the answer."""
    return path in subject.files


def _manage_files(subject: Subject) -> list[str]:
    """The `manage.py` of each project that is run: not of a library's tests nor of a template."""
    return [path for path in subject.paths if _is_manage(path) and not _runs_tests(path, subject)]


def _is_manage(path: str) -> bool:
    *folders, name = path.split("/")
    return name == "manage.py" and not any(_is_aside(folder) for folder in folders)


def _is_aside(folder: str) -> bool:
    return folder in _ASIDE or "template" in folder or "{" in folder or folder.startswith(".")


def _runs_tests(path: str, subject: Subject) -> bool:
    """Whether all settings that it names lie among tests: a library's, `tests.project.settings`."""
    source = subject.source(path)
    named = [match["module"].split(".") for match in NAMED.finditer(source.text if source else "")]
    return bool(named) and all(_TESTS.intersection(parts[:-1]) for parts in named)
