"""What Django itself says of a project: run by the project's own Python, with its settings.

    PYTHONPATH=… DJANGO_SETTINGS_MODULE=… python django_truth.py ROOT

It prints JSON: the apps, models, fields and routes whose code lies below ROOT.
"""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

ROOT = os.path.realpath(sys.argv[1])
# Where routes are put together for somebody else: the next frame outwards made them.
MAKERS = (
    "/django/urls/", "/django/conf/urls/", "/rest_framework/", "/rest_framework_nested/", "/importlib/",
    "/functools.py", "/django/utils/functional.py", "<frozen", "/django_truth.py",
)  # fmt: skip


def made_by() -> str:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if not any(maker in name for maker in MAKERS):
            return os.path.realpath(name)
        frame = frame.f_back
    return ""


def inside(file: str | None) -> bool:
    place = os.path.realpath(file or "/")
    return place.startswith(ROOT + os.sep) and "site-packages" not in place[len(ROOT) :]


def watch() -> None:
    from django.urls import resolvers  # type: ignore[import-not-found]

    for cls in (resolvers.URLPattern, resolvers.URLResolver):
        first = cls.__init__

        def noting(self: Any, *args: Any, _first: Any = first, **kwargs: Any) -> None:
            self._made_by = made_by()
            _first(self, *args, **kwargs)

        cls.__init__ = noting


def models() -> list[Any]:
    from django.apps import apps  # type: ignore[import-not-found]

    found = []
    for model in apps.get_models():
        file = getattr(sys.modules.get(model.__module__), "__file__", None)
        if not inside(file):
            continue
        meta = model._meta
        fields = [*meta.local_fields, *meta.local_many_to_many, *meta.private_fields]
        names = [] if meta.proxy else sorted({(f.name, type(f).__name__) for f in fields})
        found.append([meta.label, names, meta.proxy, model.__module__])
    return found


def routes() -> list[Any]:
    from django.urls import get_resolver
    from django.urls.resolvers import LocalePrefixPattern, URLResolver  # type: ignore[import-not-found]
    from django.utils import translation  # type: ignore[import-not-found]

    found = []

    def piece(pattern: Any) -> str:
        if isinstance(pattern, LocalePrefixPattern):
            return "<language>/" if pattern.prefix_default_language else ""
        return str(pattern)

    def walk(resolver: Any, prefix: str, namespaces: list[str]) -> None:
        for item in resolver.url_patterns:
            here = prefix + piece(item.pattern)
            if isinstance(item, URLResolver):
                walk(item, here, [*namespaces, item.namespace] if item.namespace else namespaces)
            else:
                name = ":".join([*namespaces, item.name]) if item.name else ""
                found.append([here, name, inside(item._made_by), Path(item._made_by).name])

    translation.deactivate_all()
    walk(get_resolver(), "", [])
    return found


def main() -> None:
    watch()
    import django  # type: ignore[import-not-found]
    from django.apps import apps
    from django.conf import settings  # type: ignore[import-not-found]

    django.setup()
    said = {
        "django": django.get_version(),
        "root": settings.ROOT_URLCONF,
        "apps": [[c.label, c.name] for c in apps.get_app_configs() if inside(f"{c.path}/x")],
        "models": models(),
        "routes": routes(),
    }
    print("\n" + json.dumps(said))


main()
