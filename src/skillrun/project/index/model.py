"""What the index of a project holds; every thing says in which file and on which line it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skillrun.project.index.facts import FileFacts


@dataclass(frozen=True, slots=True)
class App:
    """A Django app of the project.

    Attributes:
        label: What Django calls it: `AppConfig.label`, else the last part of its name.
        name: Its dotted package: `apps.shop`.
        folder: Its folder from the root, `.` for the root itself.
        path: The file that makes it an app: `apps.py`, else `models.py` or `__init__.py`.
        line: Where its configuration stands; 1 where it has none.
        config: The dotted name of its AppConfig; empty where it has none.
        installed: Some settings module names it in `INSTALLED_APPS`.
    """

    label: str
    name: str
    folder: str
    path: str
    line: int
    config: str = ""
    installed: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model.

    Attributes:
        name: Its name.
        kind: The dotted class, through imports and re-exports: `django.db.models.CharField`.
        path: The file that declares it: that of the abstract model where it is inherited.
        line: Its line there.
        arguments: As normalized source, one entry an argument; positional ones first and in their
            order, then keywords by name: `("max_length=20", "null=True")`.
        target: Of a relation, the model it points to: `shop.Order`, `settings.AUTH_USER_MODEL`
            resolved; the dotted or plain name where the model is not of this project; else empty.
        origin: The dotted class whose body declares it.
        implicit: Django adds it by itself: `id`, the pointer to a parent, `_order`; or it comes from
            a base outside the project that is known here.
    """

    name: str
    kind: str
    path: str
    line: int
    arguments: tuple[str, ...] = ()
    target: str = ""
    origin: str = ""
    implicit: bool = False

    @property
    def class_name(self) -> str:
        """The last part of `kind`: `CharField`."""
        return self.kind.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Model:
    """A model, abstract ones included.

    Attributes:
        app: The label of its app; empty where it belongs to none (an abstract base in a library module).
        name: The class's name.
        module: The dotted module.
        path: The file.
        line: The line of `class`.
        end_line: Its last line.
        bases: The dotted bases as resolved, in their order.
        fields: Its own and those inherited from abstract bases, in Django's order where it is known;
            not those that live in a parent's table.
        options: What `Meta` says in force, as normalized source by name; inherited where Django inherits it.
        meta_line: The line of its own `class Meta`; 0 where it has none.
        parents: Labels of the concrete models it inherits from (multi-table or proxied).
        abstract: It has no table.
        proxy: It uses its parent's table.
        swappable: The setting that may swap it: `AUTH_USER_MODEL`; else empty.
        installed: Its app is installed, or no settings say otherwise.
    """

    app: str
    name: str
    module: str
    path: str
    line: int
    end_line: int
    bases: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    meta_line: int = 0
    parents: tuple[str, ...] = ()
    abstract: bool = False
    proxy: bool = False
    swappable: str = ""
    installed: bool = True

    @property
    def label(self) -> str:
        """`shop.Order`, as Django spells it."""
        return f"{self.app}.{self.name}" if self.app else self.name

    @property
    def qualified(self) -> str:
        """The dotted class: `apps.shop.models.Order`."""
        return f"{self.module}.{self.name}"

    def field(self, name: str) -> Field | None:
        """The field with a name, if there is one."""
        return next((found for found in self.fields if found.name == name), None)


@dataclass(frozen=True, slots=True)
class Serializer:
    """A serializer of Django REST framework.

    Attributes:
        name: The class's name, qualified inside its module: `OrderView.InputSerializer`.
        module: The dotted module.
        path: The file.
        line: The line of `class`.
        end_line: Its last line.
        bases: The dotted bases.
        model: The label of the model in its `Meta`; the dotted name where it is not indexed; else empty.
        fields: Declared fields and those of `Meta.fields`, as far as literals reach; `("__all__",)` for all.
    """

    name: str
    module: str
    path: str
    line: int
    end_line: int
    bases: tuple[str, ...] = ()
    model: str = ""
    fields: tuple[str, ...] = ()

    @property
    def qualified(self) -> str:
        """The dotted class."""
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class Action:
    """What a viewset answers.

    Attributes:
        name: The method: `list`, `create`, `mark_paid`.
        path: The file; empty where a base outside the project has it.
        line: Its line; 0 there.
        detail: It is about one object.
        methods: The HTTP methods, in small letters.
        url_path: What a router adds to its prefix; empty for the standard ones.
        url_name: What a router adds to its basename; empty for the standard ones.
        custom: `@action` marks it.
    """

    name: str
    path: str
    line: int
    detail: bool = False
    methods: tuple[str, ...] = ("get",)
    url_path: str = ""
    url_name: str = ""
    custom: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A view: what takes a request and answers it.

    Attributes:
        name: The class's or function's name.
        module: The dotted module.
        path: The file.
        line: The line of `class` or `def`.
        end_line: Its last line.
        kind: `class`, `function` or `viewset`.
        bases: The dotted bases of a class.
        actions: The actions of a viewset; of another class the HTTP methods it defines.
        models: Labels of the models that its class attributes name (`model`, `queryset`).
        serializers: Dotted serializers that its body names.
    """

    name: str
    module: str
    path: str
    line: int
    end_line: int
    kind: str
    bases: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    models: tuple[str, ...] = ()
    serializers: tuple[str, ...] = ()

    @property
    def qualified(self) -> str:
        """The dotted name."""
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class Route:
    """A URL pattern, as it is reached from the root of the URLs.

    Attributes:
        pattern: The patterns on the way put together as Django does: `orders/<int:pk>/`,
            `api/^items/$`. A language prefix is spelled `<language>/`; a part that source cannot tell `<?>`.
        name: With its namespaces: `shop:order-detail`; empty where it has none.
        view: The dotted view; empty where source cannot tell.
        path: The file of the `path(…)` or `register(…)`.
        line: Its line.
        own_pattern: The pattern as written on that line: `<int:pk>/`; of a router's route, the prefix.
        own_name: The name as written or, of a router's route, as made: `order-detail`.
        router: It was made by a router, for this prefix; None for a plain route. A prefix may be empty.
        action: Of a router's route, the viewset's methods by HTTP method: `get=list,post=create`.
        root: The module of URLs from which it was reached: `config.urls`. Where no settings name one,
            each module of URLs that no other includes is a root.
        conditional: It stands under an `if` whose condition source cannot tell.
        mount: It stands for a whole tree outside the project (`admin.site.urls`, `include("allauth.urls")`);
            `view` is its dotted name.
    """

    pattern: str
    name: str
    view: str
    path: str
    line: int
    own_pattern: str = ""
    own_name: str = ""
    router: str | None = None
    action: str = ""
    root: str = ""
    conditional: bool = False
    mount: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """An assignment to a name in capitals in a module of settings.

    Attributes:
        name: `INSTALLED_APPS`; a key set later is `CACHES.default`.
        module: The dotted module of settings.
        path: The file.
        line: Its line; a setting assigned twice in a module is listed once, at its last assignment.
        source: The value as normalized source; long values are cut to their first 2,000 characters.
        value: The value as far as literals, names and joins of them reach; `UNKNOWN` where they do not.
    """

    name: str
    module: str
    path: str
    line: int
    source: str
    value: object


@dataclass(frozen=True, slots=True)
class Function:
    """A public function or class method of a services or selectors module.

    Attributes:
        name: Qualified inside the module: `create_order`, `OrderService.create`.
        module: The dotted module.
        path: The file.
        line: The line of `def`.
        end_line: Its last line.
        parameters: As normalized source without annotations: `("*", "order", "note=None")`.
    """

    name: str
    module: str
    path: str
    line: int
    end_line: int
    parameters: tuple[str, ...] = ()

    @property
    def qualified(self) -> str:
        """The dotted name."""
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class Test:
    """A test function or method.

    Attributes:
        name: Qualified inside the module: `TestOrder.test_total`.
        module: The dotted module.
        path: The file.
        line: The line of `def`.
    """

    __test__ = False  # its name tempts pytest

    name: str
    module: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Dependency:
    """A requirement that the project declares.

    Attributes:
        name: The normalized distribution: `djangorestframework`.
        requirement: As written: `djangorestframework>=3.15`.
        group: Empty for what the project needs; else the group, extra or requirements file.
        path: The file.
        line: Its line.
    """

    name: str
    requirement: str
    group: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of code that the index could not read.

    Attributes:
        path: The file.
        line: Where reading stopped.
        reason: Why.
    """

    path: str
    line: int
    reason: str


@dataclass(frozen=True)
class ProjectIndex:
    """A project as its source tells it. Things are sorted by path and line unless said otherwise.

    Attributes:
        apps: By label.
        models: Abstract ones too.
        serializers: All of them.
        views: Those that are routed, and those that look like views.
        routes: In the order in which Django would try them, root after root.
        settings: By module and name.
        services: Functions of `services` modules and packages.
        selectors: Functions of `selectors` modules and packages.
        tests: Test functions.
        dependencies: What the project's files declare.
        unread: Files of code that could not be read.
        facts: What each file says by itself, by path: what the next index is composed of.
    """

    apps: tuple[App, ...] = ()
    models: tuple[Model, ...] = ()
    serializers: tuple[Serializer, ...] = ()
    views: tuple[View, ...] = ()
    routes: tuple[Route, ...] = ()
    settings: tuple[Setting, ...] = ()
    services: tuple[Function, ...] = ()
    selectors: tuple[Function, ...] = ()
    tests: tuple[Test, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    unread: tuple[Unread, ...] = ()
    facts: Mapping[str, "FileFacts"] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def models_by_label(self) -> Mapping[str, Model]:
        """Models by `shop.Order`; where two bear one label, the installed or the first one."""
        ordered = sorted(self.models, key=lambda model: model.installed)
        return {model.label: model for model in reversed(ordered)} | {
            model.label: model for model in ordered if model.installed
        }

    def app_of(self, path: str) -> App | None:
        """The app whose folder holds a path, the innermost."""
        holding = [
            app for app in self.apps if app.folder == "." or path.startswith(f"{app.folder}/")
        ]
        return max(holding, key=lambda app: len(app.folder), default=None)
