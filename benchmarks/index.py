"""How far the index of a project, made from source alone, agrees with Django itself.

    uv run python -m benchmarks.index FOLDER [NAME …]

FOLDER keeps the sources and the environments between runs. What is missing there is made: the sdist
is downloaded with pip, unpacked, and the project is installed in an environment of its own. Then the
project's own Python sets Django up with the project's own settings (`django_truth.py`), and its
models, fields and routes are compared with the index.
"""

import json
import os
import re
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skillrun.project.index import ProjectIndex, load_index

TRUTH = Path(__file__).with_name("django_truth.py")
_UNKNOWN = "<?>"


@dataclass(frozen=True)
class Project:
    """A project of others, and how its Django is set up.

    Attributes:
        requirement: Its distribution and version.
        settings: Its settings.
        python: The Python it runs on.
        paths: Folders of its source that it is imported from.
        extras: What its settings need besides.
        environment: What its settings read from the environment.
    """

    requirement: str
    settings: str
    python: str = "3.12"
    paths: tuple[str, ...] = (".",)
    extras: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


PROJECTS = {
    "netbox": Project(
        "netbox==4.7.3",
        "netbox.settings",
        paths=("netbox",),
        environment={"NETBOX_CONFIGURATION": "netbox.configuration_testing"},
    ),
    "pretix": Project("pretix==2026.8.0", "pretix.settings", paths=("src",)),
    "pretalx": Project("pretalx==2026.2.1", "pretalx.settings", "3.13", ("src",)),
    "wagtail": Project("wagtail==8.0.1", "wagtail.test.settings", extras=("wagtail[testing]",)),
    "allauth": Project(
        "django-allauth==65.21.1",
        "tests.projects.regular.settings",
        extras=(
            "django-allauth[mfa,openid,saml,socialaccount,steam,headless-spec,idp-oidc]",
            "djangorestframework",
            "django-ninja",
        ),
    ),
    "pulpcore": Project(
        "pulpcore==3.123.1",
        "pulpcore.app.settings",
        environment={
            "PULP_DB_ENCRYPTION_KEY": "{folder}/key",
            "PULP_CONTENT_ORIGIN": "http://localhost",
            "PULP_SECRET_KEY": "-",
        },
    ),
    "kiwitcms": Project(
        "kiwitcms==12.4",
        "tcms.settings.devel",
        "3.10",
        extras=("django-debug-toolbar<4.3", "setuptools<80"),
    ),
    "mezzanine": Project(
        "mezzanine==6.1.1",
        "project_name.settings",
        "3.11",
        (".", "mezzanine/project_template"),
    ),
    "postorius": Project(
        "postorius==1.3.13",
        "settings",
        "3.11",
        ("src", "example_project"),
        ("django-debug-toolbar", "django-requests-debug-toolbar"),
    ),
}


def prepared(project: Project, folder: Path, name: str) -> tuple[Path, Path]:
    """The source and the Python of a project; made where they are missing."""
    source = folder / "src" / name
    if not source.exists():
        archives = folder / "sdists" / name
        command = ["uvx", "pip", "download", "--no-deps", "--no-binary", ":all:", "-q"]
        subprocess.run([*command, "-d", str(archives), project.requirement], check=True)
        with tarfile.open(next(archives.glob("*.tar.gz"))) as archive:
            archive.extractall(folder / "unpacked" / name, filter="data")
        source.parent.mkdir(parents=True, exist_ok=True)
        next((folder / "unpacked" / name).iterdir()).rename(source)
    environment = folder / "venv" / name
    python = environment / "bin" / "python"
    if not python.exists():
        subprocess.run(["uv", "venv", "-q", "-p", project.python, str(environment)], check=True)
        install = ["uv", "pip", "install", "-q", "--python", str(python)]
        subprocess.run([*install, project.requirement, *project.extras], check=True)
    return source, python


Said = Mapping[str, Any]
Sets = Mapping[str, tuple[set[Any], set[Any]]]


def truth(project: Project, source: Path, python: Path, folder: Path) -> Said:
    """What Django says of a project."""
    paths = os.pathsep.join(str(source / path) for path in project.paths)
    environ = {
        **os.environ,
        **{name: value.format(folder=folder) for name, value in project.environment.items()},
        "PYTHONPATH": paths,
        "PYTHONWARNINGS": "ignore",
        "DJANGO_SETTINGS_MODULE": project.settings,
    }
    command = [str(python), str(TRUTH), str(source)]
    done = subprocess.run(
        command, cwd=source, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{source.name}: Django cannot be set up: {done.stderr[-500:]}")
    said: Said = json.loads(done.stdout.splitlines()[-1])
    return said


def compared(index: ProjectIndex, said: Said) -> Sets:
    """The models, fields and routes of the index and of Django, as pairs of sets."""
    labels = {app[0] for app in said["apps"]} | {str(m[0]).split(".")[0] for m in said["models"]}
    mine = {m.label for m in index.models if not m.abstract and m.app in labels}
    theirs = {m[0]: m for m in said["models"]}
    both = [index.models_by_label[label] for label in mine & theirs.keys()]
    my_fields = {(m.label, f.name, f.class_name) for m in both for f in m.fields}
    their_fields = {(m.label, *f) for m in both for f in theirs[m.label][1]}
    root = str(said["root"])
    reached = [r for r in index.routes if r.root == root or r.root.endswith(f".{root}")]
    my_routes = {_pair(r.pattern, r.name) for r in reached if not r.mount}
    their_routes = {(r[0], r[1]) for r in said["routes"] if r[2]}
    return {
        "models": (mine, {*theirs}),
        "fields": (my_fields, their_fields),
        "routes": (my_routes, their_routes),
    }


def _pair(pattern: str, name: str) -> tuple[str, str]:
    """A route to compare; a part that the index says it cannot tell is compared as empty."""
    return pattern.replace(_UNKNOWN, ""), name


def _share(both: int, of: int) -> str:
    return f"{both}/{of} ({100 * both / of:.1f} %)" if of else "0/0"


def row(name: str, index: ProjectIndex, seconds: float, sets: Sets) -> str:
    cells = [name, f"{len(index.facts)}", f"{seconds:.2f} s"]
    for mine, theirs in sets.values():
        both = len(mine & theirs)
        cells += [_share(both, len(mine)), _share(both, len(theirs))]
    return f"| {' | '.join(cells)} |"


def shown(title: str, items: Iterable[object], most: int = 8) -> None:
    listed = sorted(map(str, items))
    if listed:
        print(f"  {title}: {len(listed)}")
        for item in listed[:most]:
            print(f"    {item}")


def main() -> None:
    folder, *names = sys.argv[1:]
    os.environ["SKILLRUN_CACHE"] = "off"
    rows = []
    base = Path(folder).resolve()
    base.mkdir(parents=True, exist_ok=True)
    # Some settings read a key from a file; nothing is ever encrypted with it.
    (base / "key").write_text("A" * 43 + "=", encoding="ascii")
    for name in names or PROJECTS:
        project = PROJECTS[name]
        source, python = prepared(project, base, name)
        said = truth(project, source, python, base)
        start = time.process_time()
        index = load_index(source)
        seconds = time.process_time() - start
        sets = compared(index, said)
        rows.append(row(name, index, seconds, sets))
        unknown = sum(1 for route in index.routes if re.search(re.escape(_UNKNOWN), route.pattern))
        print(f"{name}: Django {said['django']}; routes with an unknown part: {unknown}")
        for kind, (mine, theirs) in sets.items():
            shown(f"{kind} only the index has", mine - theirs)
            shown(f"{kind} only Django has", theirs - mine)
    heads = "models P | models R | fields P | fields R | routes P | routes R"
    print(f"\n| project | files | index | {heads} |\n|{'---|' * 9}")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
