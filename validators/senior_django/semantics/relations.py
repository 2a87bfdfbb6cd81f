"""Which models lead to which: foreign keys, many-to-many fields, and their reverse sides."""

import ast
from dataclasses import dataclass
from functools import cached_property

from skillrun.rules.imports import module_of
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .classes import ClassIndex, ClassInfo, assigned_names, body_of, class_index
from .orm import orm_of
from .roles import role_of

# A model of the project, the dotted name of another, or `SOME_MODEL`.
ModelRef = ClassInfo | str
SOME_MODEL = "?"
_USER_BASES = frozenset(
    {
        "django.contrib.auth.models.AbstractUser",
        "django.contrib.auth.models.AbstractBaseUser",
        "django.contrib.auth.base_user.AbstractBaseUser",
    }
)
_PERMITTED = frozenset(
    {
        "django.contrib.auth.models.AbstractUser",
        "django.contrib.auth.models.PermissionsMixin",
        "django.contrib.auth.models.User",
    }
)
_GRANTED = {
    "groups": "django.contrib.auth.models.Group",
    "user_permissions": "django.contrib.auth.models.Permission",
}
_USER_NAMES = ("AUTH_USER_MODEL", "get_user_model")
_ONE = frozenset(
    {"ForeignKey", "OneToOneField", "ParentalKey", "TreeForeignKey", "GenericForeignKey"}
)
_MANY = frozenset(
    {"ManyToManyField", "ParentalManyToManyField", "GenericRelation", "TaggableManager"}
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One field that leads from a model to another.

    Attributes:
        name: The field.
        owner: The model that has it.
        target: The model it leads to.
        many: It leads to many: the attribute is a manager.
        reverse: The attribute on the other side; empty where there is none by name.
        reverse_many: The other side is a manager.
    """

    name: str
    owner: ClassInfo
    target: ModelRef
    many: bool
    reverse: str
    reverse_many: bool


class Relations:
    """The relations between the models of a project, those on disk included.

    Args:
        subject: What is judged.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._classes: ClassIndex = subject.once(class_index)

    @cached_property
    def models(self) -> tuple[ClassInfo, ...]:
        """The models of all modules of models."""
        orm = self._subject.once(orm_of)
        sources = [
            self._subject.source(p) for p in sorted(self._subject.paths) if role_of(p) == "models"
        ]
        return tuple(
            cls
            for source in sources
            if source is not None
            for cls in self._classes.of(source)
            if orm.is_model(cls)
        )

    @cached_property
    def user(self) -> ModelRef:
        """The model of accounts: the project's own where it is seen."""
        own = (cls for cls in self.models if self._classes.inherits(cls, _USER_BASES))
        return next(own, SOME_MODEL)

    def has(self, name: str) -> bool:
        """Whether any model of the project leads to another by this name."""
        return name in self._by_name

    def one(self, model: ModelRef, name: str) -> ModelRef | None:
        """The model of the single instance that an attribute of an instance leads to."""
        return self._other(model, name, many=False)

    def many(self, model: ModelRef, name: str) -> ModelRef | None:
        """The model of the instances that an attribute of an instance manages."""
        found = self._other(model, name, many=True)
        return _GRANTED.get(name) if found is None and self._may_log_in(model) else found

    def _may_log_in(self, model: ModelRef) -> bool:
        """Whether an instance of a model may be an account, with Django's groups and permissions."""
        if isinstance(model, str):
            return model in {SOME_MODEL, "django.contrib.auth.models.User"}
        return self._classes.inherits(model, _PERMITTED)

    @cached_property
    def _all(self) -> tuple[Relation, ...]:
        return tuple(found for cls in self.models for found in self._of(cls))

    @cached_property
    def _by_name(self) -> dict[str, list[Relation]]:
        found: dict[str, list[Relation]] = {}
        for relation in self._all:
            for name in {relation.name, relation.reverse} - {""}:
                found.setdefault(name, []).append(relation)
        return found

    def _other(self, model: ModelRef, name: str, *, many: bool) -> ModelRef | None:
        for relation in self._by_name.get(name, ()):
            if (
                relation.name == name
                and relation.many is many
                and self._fits(model, relation.owner)
            ):
                return relation.target
            reverse = relation.reverse == name and relation.reverse_many is many
            if reverse and self._fits(model, relation.target):
                return relation.owner
        return None

    def _fits(self, model: ModelRef, wanted: ModelRef) -> bool:
        """Whether an instance of a model may be one of another; of what is not known, all may."""
        if SOME_MODEL in (model, wanted) or model == wanted:
            return True
        line = self._classes.line(model) if isinstance(model, ClassInfo) else (model,)
        return wanted in line

    def _of(self, cls: ClassInfo) -> list[Relation]:
        return [
            relation
            for node in body_of(cls.node.body)
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call)
            for name in assigned_names(node)
            if (relation := self._read(name, node.value, cls)) is not None
        ]

    def _read(self, name: str, call: ast.Call, owner: ClassInfo) -> Relation | None:
        kind = (owner.source.qualified(call.func) or "").rsplit(".", 1)[-1]
        if kind not in _ONE | _MANY:
            return None
        related = _keyword(call, "related_name")
        text = related.value if isinstance(related, ast.Constant) else ""
        reverse = text if isinstance(text, str) and text.isidentifier() else ""
        single = kind == "OneToOneField"
        return Relation(
            name=name,
            owner=owner,
            target=self._target(call.args[0] if call.args else _keyword(call, "to"), owner),
            many=kind in _MANY,
            reverse=reverse or (owner.node.name.lower() if single else ""),
            reverse_many=not single,
        )

    def _target(self, node: ast.expr | None, owner: ClassInfo) -> ModelRef:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self.named(node.value, owner.source, owner)
        if node is None:
            return SOME_MODEL
        if (owner.source.qualified(node) or "").endswith(_USER_NAMES):
            return self.user
        return self._classes.resolve(node, owner.source) or SOME_MODEL

    def named(self, text: str, source: Source, owner: ClassInfo | None = None) -> ModelRef:
        """The model that a string names: `self`, `Author`, `library.Author`."""
        label, _, name = text.rpartition(".")
        if text == "self" and owner is not None:
            return owner
        local = self._classes.find(f"{module_of(source.path)}.{name}") if not label else None
        if local is not None:
            return local
        return next((m for m in self.models if m.name == name and _is_in(m, label)), SOME_MODEL)


def relations_of(subject: Subject) -> Relations:
    """The relations of a project; for `Subject.once`."""
    return Relations(subject)


def _is_in(model: ClassInfo, label: str) -> bool:
    return not label or label in model.source.path.split("/")[:-1]


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
