"""The projects that are edited: those of others, from the tools' folder, and the blueprint's."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.validators.clean import clean_files

BLUEPRINT = "blueprint"
_TOOLS = Path(os.environ.get("SKILLRUN_TEST_TOOLS", Path.home() / ".cache" / "skillrun-test-tools"))
PROJECTS = _TOOLS / "projects"
# The same names and versions stand in .ci/install, which brings them.
OF_OTHERS = {
    "helpdesk": "django_helpdesk-2.6.1",
    "modoboa": "modoboa-2.12.0",
    "oscar": "django_oscar-4.2.1",
    "postorius": "postorius-1.3.13",
    "pretalx": "pretalx-2026.2.1",
    "wiki": "wiki-0.13.0",
}


def lacking(project: str) -> bool:
    """Whether a project of others has not been brought."""
    return project != BLUEPRINT and not (PROJECTS / OF_OTHERS[project]).is_dir()


@cache
def files_of(project: str) -> Mapping[str, str]:
    """All files of a project that are text, by path."""
    if project == BLUEPRINT:
        return clean_files()
    root = PROJECTS / OF_OTHERS[project]
    texts = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            try:
                texts[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return texts
