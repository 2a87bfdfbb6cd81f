"""Django's functions that make routes, read as Django reads them."""

from collections.abc import Callable
from dataclasses import replace

from skillrun.project.index.evaluation.routers import with_formats
from skillrun.project.index.evaluation.values import Call, Included, Made, Pattern, Ref
from skillrun.project.index.unknown import UNKNOWN

LANGUAGE = "<language>/"
_STATIC = "django.views.static.serve"


def short(dotted: str) -> str:
    """A function by one name, from whichever of its modules it is imported."""
    for long, brief in _ALIASES:
        if dotted.startswith(long):
            return f"{brief}{dotted[len(long) :]}"
    return dotted


def _path(call: Call) -> object:
    names = ("route", "view", "kwargs", "name")
    given = dict(zip(names, call.arguments, strict=False)) | call.keywords
    route = given.get("route", given.get("regex", UNKNOWN))
    text = _translated(route)
    name = given.get("name")
    return Pattern(
        text,
        given.get("view", UNKNOWN),
        name if isinstance(name, str) else "",
        call.path,
        call.line,
        call.conditional,
        own=text,
        regex=call.name != "django.urls.path",
    )


def _include(call: Call) -> object:
    target = call.arguments[0] if call.arguments else call.keywords.get("arg", UNKNOWN)
    given = call.arguments[1] if len(call.arguments) > 1 else call.keywords.get("namespace")
    namespace = given if isinstance(given, str) else ""
    app_name = call.keywords.get("app_name")
    if isinstance(target, Included):
        return Included(target.target, target.app_name, namespace or target.namespace)
    if isinstance(target, tuple) and len(target) in {2, 3} and not isinstance(target[0], Pattern):
        app_name = target[1]
        namespace = namespace or (target[2] if len(target) == 3 else "")
        target = target[0]
    if isinstance(target, str):
        target = Ref(call.run.names.resolve(target))
    return Included(target, app_name if isinstance(app_name, str) else "", namespace)


def _decorated_include(call: Call) -> object:
    return _include(replace(call, arguments=call.arguments[1:]))


def _languages(call: Call) -> object:
    hidden = call.keywords.get("prefix_default_language", True) is False
    return [
        Pattern(
            "" if hidden else LANGUAGE,
            Included([*call.arguments]),
            "",
            call.path,
            call.line,
            call.conditional,
        )
    ]


def _patterns(call: Call) -> object:
    return [item for item in call.arguments[1:] if isinstance(item, Pattern)]


def _static(call: Call) -> object:
    prefix = call.arguments[0] if call.arguments else call.keywords.get("prefix")
    if call.run.setting("DEBUG") is False:
        return []
    text = prefix.lstrip("/") if isinstance(prefix, str) else "<?>"
    route = f"^{text}(?P<path>.*)$"
    return [
        Pattern(
            route, Ref(_STATIC), "", call.path, call.line, conditional=True, own=route, regex=True
        )
    ]


def _static_files(call: Call) -> object:
    return _static(replace(call, arguments=[call.run.setting("STATIC_URL")]))


def _formats(call: Call) -> object:
    given = call.arguments[0] if call.arguments else call.keywords.get("urlpatterns")
    allowed = call.arguments[2] if len(call.arguments) > 2 else call.keywords.get("allowed")
    if not isinstance(given, list):
        return given
    patterns = [item for item in given if isinstance(item, Pattern)]
    return [*with_formats(patterns, allowed if isinstance(allowed, list | tuple) else ())]


def _text(call: Call) -> object:
    return call.arguments[0] if call.arguments else UNKNOWN


def _config(call: Call) -> object:
    label = call.arguments[0] if call.arguments else call.keywords.get("app_label")
    found = call.run.app_config(label) if isinstance(label, str) else None
    return found or Made("django.apps.apps.get_app_config", tuple(call.arguments))


def _is_installed(call: Call) -> object:
    installed = call.run.setting("INSTALLED_APPS")
    if not isinstance(installed, list | tuple) or not call.arguments:
        return UNKNOWN
    wanted = str(call.arguments[0])
    names = [item for item in installed if isinstance(item, str)]
    if any(name == wanted or name.startswith(f"{wanted}.apps.") for name in names):
        return True
    return UNKNOWN if len(names) < len(installed) else False


def _getattr(call: Call) -> object:
    if len(call.arguments) < 2 or not isinstance(call.arguments[1], str):
        return UNKNOWN
    owner, name = call.arguments[0], call.arguments[1]
    default = call.arguments[2] if len(call.arguments) > 2 else UNKNOWN
    if isinstance(owner, Ref) and owner.dotted == "django.conf.settings":
        if call.run.settings is not None and name not in call.run.settings and call.run.settings:
            return default
        return call.run.setting(name)
    value = call.run.attribute(owner, name)
    return default if isinstance(value, Ref) and value.dotted.endswith(f".{name}") else value


def _module(call: Call) -> object:
    """`import_string("a.b")`, `import_module("a.b")`."""
    name = call.arguments[0] if call.arguments else None
    return call.run.value_of(name) if isinstance(name, str) else UNKNOWN


def _translated(route: object) -> str:
    if isinstance(route, Made) and route.arguments:
        route = route.arguments[0]
    return route if isinstance(route, str) else "<?>"


_Function = Callable[[Call], object]
_ALIASES = (
    ("django.urls.conf.", "django.urls."),
    ("django.conf.urls.defaults.", "django.conf.urls."),
    ("django.conf.urls.include", "django.urls.include"),
    ("django.utils.translation.gettext", "django.gettext"),
    ("django.utils.translation.ugettext", "django.gettext"),
    ("django.utils.translation.pgettext", "django.pgettext"),
)
FUNCTIONS: dict[str, _Function] = {
    "django.urls.path": _path,
    "django.urls.re_path": _path,
    "django.conf.urls.url": _path,
    "django.conf.urls.patterns": _patterns,
    "django.urls.include": _include,
    "decorator_include.decorator_include": _decorated_include,
    "django.conf.urls.i18n.i18n_patterns": _languages,
    "django.conf.urls.static.static": _static,
    "django.contrib.staticfiles.urls.staticfiles_urlpatterns": _static_files,
    "rest_framework.urlpatterns.format_suffix_patterns": _formats,
    "django.gettext": _text,
    "django.gettext_lazy": _text,
    "django.gettext_noop": _text,
    "django.apps.apps.get_app_config": _config,
    "django.apps.apps.is_installed": _is_installed,
    "django.utils.module_loading.import_string": _module,
    "importlib.import_module": _module,
    "getattr": _getattr,
}
