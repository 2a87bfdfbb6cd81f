"""The models of a project: what Django would make of the classes, without making them."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from skillrun.project.index.evaluation import Interpreter, Ref
from skillrun.project.index.facts import Assigned, ClassFacts
from skillrun.project.index.fields import Fields, target_text
from skillrun.project.index.known import ABSTRACT, CONCRETE, MODEL_ROOTS, OPTIONS
from skillrun.project.index.model import App, Field, Model

# Fields with no column: a child has them too.
_TABLELESS = ("GenericRelation", "GenericForeignKey")
_MODULES = frozenset({"models", "model", "abstract_models", "base_models", "abstracts"})
_AUTO = "django.db.models.BigAutoField"


class Models:
    """Reads the models.

    Args:
        run: Works out values; it knows the names of the project.
        apps: Its apps.
        settings: What its settings agree on.
    """

    def __init__(
        self, run: Interpreter, apps: tuple[App, ...], settings: Mapping[str, object]
    ) -> None:
        self._run = run
        self._names = names = run.names
        self._apps = apps
        self._settings = settings
        self._fields = Fields(names)
        self._made: dict[str, Model | None] = {}
        self._is: dict[str, bool] = {}
        self._anything_installed = any(app.installed for app in apps)

    def all(self) -> tuple[Model, ...]:
        """All models, by path and line; relations point to labels."""
        found = [
            model
            for dotted, thing in self._names.things.items()
            if isinstance(thing, ClassFacts) and (model := self.of(dotted)) is not None
        ]
        return tuple(sorted(found, key=lambda model: (model.path, model.line)))

    def of(self, dotted: str) -> Model | None:
        """The model that a class is; None where it is none."""
        if dotted not in self._made:
            self._made[dotted] = None
            if self.is_model(dotted):
                self._made[dotted] = self._make(dotted)
        return self._made[dotted]

    def is_model(self, dotted: str) -> bool:
        """Whether a class is a model, by what it is made of."""
        if dotted not in self._is:
            self._is[dotted] = self._is_model(dotted)
        return self._is[dotted]

    def _is_model(self, dotted: str) -> bool:
        cls = self._names.cls(dotted)
        if cls is None or not cls.bases or dotted.endswith(".Meta"):
            return False
        order = self._names.order(dotted)
        outside = [base for base in order if self._names.cls(base) is None]
        if any(self._is_root(base) for base in outside):
            return True
        # Of a base outside the project only the name is known: fields make sure of it.
        like = [base for base in outside if _like_model(base)]
        if like and any(self._has_fields(base) for base in order):
            return True
        stands = "models" in self._names.place(dotted)[0].split(".")
        return stands and any(_of_models(base) and ".Abstract" in base for base in like)

    def _has_fields(self, dotted: str) -> bool:
        cls = self._names.cls(dotted)
        module = self._names.place(dotted)[0]
        return cls is not None and any(
            self._fields.kind(item.callee, module) for item in cls.attributes if item.callee
        )

    def _is_root(self, base: str) -> bool:
        return base in MODEL_ROOTS or base in ABSTRACT or base in CONCRETE

    def _make(self, dotted: str) -> Model:
        names = self._names
        cls = names.cls(dotted)
        assert cls is not None
        module, path = names.place(dotted)
        own = names.cls(f"{dotted}.Meta")
        options = self._options(dotted)
        abstract = _own_flag(own, "abstract")
        proxy = _own_flag(own, "proxy")
        app = self._app(module)
        label = _unquoted(options.get("app_label", "")) or (app.label if app else "")
        parents = self._parents(dotted)
        fields = () if proxy else tuple(self._all_fields(dotted))
        if not abstract and not proxy:
            fields = self._with_key(fields, parents, app, module, path, cls, options)
        return Model(
            label,
            cls.name,
            module,
            path,
            cls.line,
            cls.end_line,
            names.bases(dotted),
            fields,
            options,
            own.line if own is not None else 0,
            tuple(label for label, _ in parents),
            abstract,
            proxy,
            _unquoted(options.get("swappable", "")),
            self._is_installed(label),
        )

    def _app(self, module: str) -> App | None:
        """The innermost app whose folder holds a module; an installed one before any other."""
        path = self._names.layout.paths.get(module, "")
        holding = [
            app for app in self._apps if app.folder == "." or path.startswith(f"{app.folder}/")
        ]
        installed = [app for app in holding if app.installed]
        return max(installed or holding, key=lambda app: len(app.folder), default=None)

    def _is_installed(self, label: str) -> bool:
        return not self._anything_installed or label in self._installed

    @cached_property
    def _installed(self) -> frozenset[str]:
        return frozenset(app.label for app in self._apps if app.installed)

    def _options(self, dotted: str) -> dict[str, str]:
        """What `Meta` says, with what Django lets it inherit."""
        own = self._names.cls(f"{dotted}.Meta")
        inherited = self._inherited_meta(dotted)
        if own is None:
            options = dict(inherited)
        else:
            options = self._meta_of_bases(f"{dotted}.Meta", dotted)
            options.update({item.name: item.text for item in own.attributes})
        if not _own_flag(own, "abstract"):
            options.pop("abstract", None)
        for _, parent in self._parents(dotted):
            model = self.of(parent) if parent else None
            if model is not None and not _own_flag(own, "abstract"):
                for name in ("ordering", "get_latest_by"):
                    if name in model.options:
                        options.setdefault(name, model.options[name])
        return options

    def _inherited_meta(self, dotted: str) -> dict[str, str]:
        """The `Meta` that a class without one takes over: that of its nearest abstract base."""
        for base in self._names.order(dotted)[1:]:
            if base in OPTIONS:
                return dict(OPTIONS[base])
            if self._names.cls(f"{base}.Meta") is not None and self._is_abstract(base):
                return self._passed_on(base)
        return {}

    def _passed_on(self, base: str) -> dict[str, str]:
        model = self.of(base)
        options = dict(model.options) if model is not None else {}
        for name in ("abstract", "proxy", "swappable" if model is None else "abstract"):
            options.pop(name, None)
        return options

    def _meta_of_bases(self, meta: str, dotted: str) -> dict[str, str]:
        """`class Meta(Base.Meta)`: what the bases of a `Meta` say."""
        options: dict[str, str] = {}
        cls = self._names.cls(meta)
        module = self._names.place(dotted)[0]
        for base in reversed(cls.bases if cls is not None else ()):
            holder = self._names.written(base.removesuffix(".Meta"), module)
            if base.endswith(".Meta") and self.of(holder) is not None:
                options.update(self._passed_on(holder))
            elif holder in OPTIONS:
                options.update(OPTIONS[holder])
            else:
                found = self._names.cls(self._names.written(base, module))
                options.update({i.name: i.text for i in found.attributes} if found else {})
        options.pop("abstract", None)
        return options

    def _is_abstract(self, dotted: str) -> bool:
        return dotted in ABSTRACT or _own_flag(self._names.cls(f"{dotted}.Meta"), "abstract")

    def _parents(self, dotted: str) -> list[tuple[str, str]]:
        """The nearest concrete models a class inherits from: label, and dotted where of the project."""
        found: list[tuple[str, str]] = []
        for base in self._names.bases(dotted):
            if base in CONCRETE:
                found.append((CONCRETE[base], ""))
            elif self._names.cls(base) is not None and self.is_model(base):
                model = None if self._is_abstract(base) else self.of(base)
                if model is not None and model.proxy:
                    found += self._parents(base)
                else:
                    found += [(model.label, base)] if model else self._parents(base)
        return list(dict.fromkeys(found))

    def _all_fields(self, dotted: str) -> Iterator[Field]:
        """The fields in a class's own table: its own, then those of abstract bases."""
        seen: set[str] = set()
        found: dict[str, Field] = {}
        above = self._parent_names(dotted)
        for base in self._names.order(dotted):
            for field in self._own(base) if base == dotted or self._brings(base) else ():
                if field.name not in seen and (base == dotted or field.name not in above):
                    found[field.name] = field
            seen |= _set_names(self._names.cls(base)) | {name for name, _ in ABSTRACT.get(base, ())}
        yield from found.values()
        own = _set_names(self._names.cls(dotted)) | found.keys()
        for field in self._tableless(dotted):
            if field.name not in own:
                yield field

    def _tableless(self, dotted: str) -> Iterator[Field]:
        """The fields with no column that concrete parents pass on."""
        for _, parent in self._parents(dotted):
            model = self.of(parent) if parent else None
            for field in model.fields if model is not None else ():
                if any(base.endswith(_TABLELESS) for base in self._names.order(field.kind)):
                    yield field

    def _brings(self, base: str) -> bool:
        """Whether a base's fields become the class's own: an abstract model's do."""
        if base in ABSTRACT:
            return True
        return self._names.cls(base) is not None and self.is_model(base) and self._is_abstract(base)

    def _parent_names(self, dotted: str) -> frozenset[str]:
        """The names of fields in the tables of concrete parents: they hide an abstract base's."""
        found: set[str] = set()
        for _, parent in self._parents(dotted):
            model = self.of(parent) if parent else None
            if model is not None:
                found |= {field.name for field in model.fields} | self._parent_names(parent)
        return frozenset(found)

    def _own(self, dotted: str) -> Iterator[Field]:
        """The fields that one class's body declares, and those added to it from outside."""
        if dotted in ABSTRACT:
            for name, kind in ABSTRACT[dotted]:
                yield Field(name, kind, "", 0, (), "", dotted, implicit=True)
            return
        cls = self._names.cls(dotted)
        module, path = self._names.place(dotted)
        last = {item.name: item for item in cls.attributes} if cls is not None else {}
        for item in [*last.values(), *self._added.get(dotted, ())]:
            kind = self._fields.kind(item.callee, module) if item.callee else ""
            if kind:
                target = self._target(item, kind, module, dotted)
                yield Field(item.name, kind, path, item.line, item.arguments, target, dotted)
            if self._is_tags(kind) and self._is_generic(item, module):
                relation = "django.contrib.contenttypes.fields.GenericRelation"
                through = item.argument("through")
                yield Field(
                    "tagged_items", relation, path, item.line, (), through, dotted, implicit=True
                )

    def _is_tags(self, kind: str) -> bool:
        return any(base.endswith("TaggableManager") for base in self._names.order(kind) if kind)

    def _is_generic(self, item: Assigned, module: str) -> bool:
        """Whether tags hang on a generic relation, which django-taggit then adds to the model."""
        through = item.argument("through")
        if not through:
            return True
        spelled = _unquoted(through)
        dotted = self._names.written(spelled, module)
        ways = [dotted] if spelled == through else self._named.get(spelled.rpartition(".")[2], [])
        return any("Generic" in base for way in ways for base in self._names.order(way))

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """The dotted classes by their last names."""
        found: dict[str, list[str]] = {}
        for dotted, thing in self._names.things.items():
            if isinstance(thing, ClassFacts):
                found.setdefault(thing.name, []).append(dotted)
        return found

    @cached_property
    def _added(self) -> dict[str, list[Assigned]]:
        """Fields that modules add to classes with `add_to_class`."""
        found: dict[str, list[Assigned]] = {}
        for path, facts in self._names.facts.items():
            for owner, item in facts.added:
                dotted = self._names.written(owner, self._names.layout.modules[path])
                found.setdefault(dotted, []).append(item)
        return found

    def _target(self, item: Assigned, kind: str, module: str, dotted: str) -> str:
        """The label of the model that a relation points to."""
        text = target_text(item, kind)
        if not text:
            return ""
        spelled = _unquoted(text)
        if text in {"settings.AUTH_USER_MODEL", "get_user_model()"}:
            return str(self._settings.get("AUTH_USER_MODEL") or "auth.User")
        if spelled == "self":
            return self.label(dotted)
        if spelled and spelled.count(".") == 1 and spelled != text:
            return spelled
        if spelled and spelled != text:
            resolved = self._names.written(spelled, module)
            app = self._app(module)
            return (
                self.label(resolved)
                if self._names.cls(resolved)
                else (f"{app.label}.{spelled}" if app and "." not in spelled else spelled)
            )
        resolved = self._names.written(text, module)
        return CONCRETE.get(resolved) or self.label(resolved)

    def label(self, dotted: str) -> str:
        """The label of a class without making it: relations may go round in circles."""
        cls = self._names.cls(dotted)
        if cls is None or not self.is_model(dotted):
            return dotted
        meta = self._names.cls(f"{dotted}.Meta")
        own = meta.attribute("app_label") if meta is not None else None
        app = self._app(self._names.place(dotted)[0])
        label = _unquoted(own.text) if own is not None else (app.label if app else "")
        return f"{label}.{cls.name}" if label else cls.name

    def _with_key(
        self,
        fields: tuple[Field, ...],
        parents: list[tuple[str, str]],
        app: App | None,
        module: str,
        path: str,
        cls: ClassFacts,
        options: Mapping[str, str],
    ) -> tuple[Field, ...]:
        """Add what Django adds by itself: pointers to parents, `_order`, else the key."""
        dotted = f"{module}.{cls.name}"
        added: list[Field] = []
        linked = {field.target for field in fields if "parent_link=True" in field.arguments}
        for label, _ in parents:
            if label not in linked:
                name = f"{label.rpartition('.')[2].lower()}_ptr"
                kind = "django.db.models.OneToOneField"
                added.append(Field(name, kind, path, cls.line, (), label, dotted, implicit=True))
        keyed = any("primary_key=True" in field.arguments for field in fields)
        if not parents and not keyed and not any(field.name == "id" for field in fields):
            kind = self._app_key(app) or self._default_key()
            added.insert(0, Field("id", kind, path, cls.line, (), "", dotted, implicit=True))
        if options.get("order_with_respect_to", "None") != "None":
            kind = "django.db.models.OrderWrt"
            added.append(Field("_order", kind, path, cls.line, (), "", dotted, implicit=True))
        return (*added, *fields)

    def _app_key(self, app: App | None) -> str:
        """The `default_auto_field` of an app's configuration; empty where it names none."""
        if app is None or not app.config:
            return ""
        value = self._run.attribute(Ref(app.config), "default_auto_field")
        return value if isinstance(value, str) else ""

    def _default_key(self) -> str:
        value = self._settings.get("DEFAULT_AUTO_FIELD")
        return value if isinstance(value, str) else _AUTO


def _set_names(cls: ClassFacts | None) -> set[str]:
    """What a class's body sets: it hides a base's field of the name."""
    if cls is None:
        return set()
    return {item.name for item in cls.attributes} | {item.name for item in cls.methods}


def _own_flag(meta: ClassFacts | None, name: str) -> bool:
    found = meta.attribute(name) if meta is not None else None
    return found is not None and found.text == "True"


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _like_model(base: str) -> bool:
    """A base outside the project that is called a model, or lies in a module of models."""
    *parts, last = base.split(".")
    if base.startswith("django.") or not parts:
        return False
    return last.endswith("Model") or _of_models(base)


def _of_models(base: str) -> bool:
    """A name that lies in a module of models."""
    return bool(_MODULES.intersection(base.split(".")[1:-1]))
