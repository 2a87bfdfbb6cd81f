"""What Django itself says of a project: run by the project's own Python, with its settings.

    PYTHONPATH=… DJANGO_SETTINGS_MODULE=… python django_truth.py ROOT

It prints JSON: the apps, models, fields and routes whose code lies below ROOT.
"""

import json
import os
import sys

ROOT = os.path.realpath(sys.argv[1])
# Where routes are put together for somebody else: the next frame outwards made them.
MAKERS = (
    "/django/urls/", "/django/conf/urls/", "/rest_framework/", "/rest_framework_nested/", "/importlib/",
    "/functools.py", "/django/utils/functional.py", "<frozen", "/django_truth.py",
)  # fmt: skip


def made_by() -> str:
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if not any(maker in name for maker in MAKERS):
            return os.path.realpath(name)
        frame = frame.f_back
    return ""


def inside(file) -> bool:
    return bool(file) and os.path.realpath(file).startswith(ROOT + os.sep) and (
        "site-packages" not in os.path.realpath(file)[len(ROOT) :]
    )


def watch() -> None:
    from django.urls import resolvers

    for cls in (resolvers.URLPattern, resolvers.URLResolver):
        first = cls.__init__

        def noting(self, *args, _first=first, **kwargs):
            self._made_by = made_by()
            _first(self, *args, **kwargs)

        cls.__init__ = noting


def models() -> list:
    from django.apps import apps

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


def routes() -> list:
    from django.urls import get_resolver
    from django.urls.resolvers import LocalePrefixPattern, URLResolver
    from django.utils import translation

    found = []

    def piece(pattern) -> str:
        if isinstance(pattern, LocalePrefixPattern):
            return "<language>/" if pattern.prefix_default_language else ""
        return str(pattern)

    def walk(resolver, prefix, namespaces) -> None:
        for item in resolver.url_patterns:
            here = prefix + piece(item.pattern)
            if isinstance(item, URLResolver):
                walk(item, here, [*namespaces, item.namespace] if item.namespace else namespaces)
            else:
                name = ":".join([*namespaces, item.name]) if item.name else ""
                found.append([here, name, inside(item._made_by), os.path.basename(item._made_by)])

    translation.deactivate_all()
    walk(get_resolver(), "", [])
    return found


def main() -> None:
    watch()
    import django
    from django.apps import apps
    from django.conf import settings

    django.setup()
    said = {
        "django": django.get_version(),
        "root": settings.ROOT_URLCONF,
        "apps": [[c.label, c.name] for c in apps.get_app_configs() if inside(os.path.join(c.path, "x"))],
        "models": models(),
        "routes": routes(),
    }
    print("\n" + json.dumps(said))


main()
