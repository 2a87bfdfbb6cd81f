"""Small projects in memory."""

from textwrap import dedent

from skillrun.project.index import ProjectIndex, index_of

SETTINGS = """
    ROOT_URLCONF = "config.urls"
    INSTALLED_APPS = ["django.contrib.admin", "rest_framework", "shop", "blog"]
    DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""


def files(**_: str) -> dict[str, str]:
    """Nothing but a manage.py: what makes a folder the root of a project."""
    return {"manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n'}


def index(**texts: str) -> ProjectIndex:
    """Index a project of files; `__` in a name stands for `/`, and `.py` is added."""
    found = files() | {"config/settings.py": dedent(SETTINGS)}
    for name, text in texts.items():
        found[name.replace("__", "/").replace("/init", "/__init__") + ".py"] = dedent(text)
    return of(found)


def of(found: dict[str, str]) -> ProjectIndex:
    """Index files by path."""
    return index_of(found, found.get)


def patterns(found: ProjectIndex) -> list[tuple[str, str]]:
    """The routes as pattern and name."""
    return [(route.pattern, route.name) for route in found.routes]


def fields(found: ProjectIndex, label: str) -> list[tuple[str, str]]:
    """The fields of a model as name and class."""
    model = found.models_by_label[label]
    return [(field.name, field.class_name) for field in model.fields]
