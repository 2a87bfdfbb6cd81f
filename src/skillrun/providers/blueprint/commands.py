"""The shell commands that a blueprint answer lists, in the standard's order."""

from collections.abc import Collection, Iterator, Sequence

from skillrun.workspace.commands.effects import APP_FILES

_PACKAGES = (
    "django djangorestframework pydantic-settings drf-spectacular django-redis gunicorn uvicorn"
)
_DEV_PACKAGES = "pytest-django factory-boy pytest-cov ruff"
_MADE_BY_UV = (".gitignore", ".python-version", "main.py", "pyproject.toml")
_MADE_BY_STARTPROJECT = tuple(
    f"config/{name}.py" for name in ("__init__", "asgi", "settings", "urls", "wsgi")
)
_A_LINE = 4


def project_commands(project: str, apps: Sequence[str], files: Collection[str]) -> list[str]:
    """The initialization sequence of a new project.

    Args:
        project: The project's name.
        apps: The apps beyond core and users.
        files: The paths that the answer delivers.
    """
    every = ["core", "users", *apps]
    made = {*_MADE_BY_UV, "manage.py", *_MADE_BY_STARTPROJECT, *_made_by_startapp(every)}
    return [
        f"uv init {project} --no-readme --no-package --python 3.12",
        f"cd {project}",
        f"uv add {_PACKAGES}",
        'uv add "psycopg[binary]"',
        f"uv add --dev {_DEV_PACKAGES}",
        "uv run django-admin startproject config .",
        f"mkdir -p {' '.join(f'apps/{app}/tests' for app in every)} tests nginx",
        *map(_startapp, every),
        *_lines("rm", sorted(made.difference(files))),
        *_lines("touch", sorted(set(files) - made)),
        *(f"uv run python manage.py makemigrations {app}" for app in every[1:]),
        "git add --force uv.lock",
    ]


def app_commands(apps: Sequence[str], files: Collection[str]) -> list[str]:
    """The commands that add apps to a project.

    Args:
        apps: The names of the apps.
        files: The paths that the answer delivers.
    """
    made = set(_made_by_startapp(apps))
    new = {path for path in files if path.startswith(tuple(f"apps/{app}/" for app in apps))}
    return [
        f"mkdir -p {' '.join(f'apps/{app}/tests' for app in apps)}",
        *map(_startapp, apps),
        *_lines("rm", sorted(made - new)),
        *_lines("touch", sorted(new - made)),
        *(f"uv run python manage.py makemigrations {app}" for app in apps),
    ]


def _startapp(app: str) -> str:
    return f"uv run python manage.py startapp {app} apps/{app}"


def _made_by_startapp(apps: Sequence[str]) -> Iterator[str]:
    yield from (f"apps/{app}/{name}" for app in apps for name in APP_FILES)


def _lines(command: str, paths: Sequence[str]) -> Iterator[str]:
    """One command over many paths, a few on each line."""
    for start in range(0, len(paths), _A_LINE):
        yield f"{command} {' '.join(paths[start : start + _A_LINE])}"
