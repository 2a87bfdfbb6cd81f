"""Which values of a class's body are fields, and what a relation points to."""

from skillrun.project.index.facts import Assigned, ClassFacts
from skillrun.project.index.known import FIELD_NAMES, NOT_FIELDS
from skillrun.project.index.names import Names

_ENDS = (
    "Field",
    "ForeignKey",
    "ParentalKey",
    "GenericRelation",
    "ForeignObject",
    "ParentalManyToManyField",
)
_RELATIONS = (
    "ForeignKey",
    "OneToOneField",
    "ManyToManyField",
    "GenericRelation",
    "ParentalKey",
    "TreeForeignKey",
)
# Forms, serializers and filters have fields of the same names.
_OTHERS = frozenset({
    "forms", "serializers", "filters", "django_filters", "graphene", "fields_forms", "wtforms", "marshmallow",
    "form_fields", "schema", "tables", "dataclasses", "attr", "attrs", "pydantic", "haystack", "indexes",
    "django_elasticsearch_dsl", "import_export", "factory", "strawberry", "rest_framework", "admin", "ninja",
})  # fmt: skip


class Fields:
    """Tells fields from other values.

    Args:
        names: The names of the project.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[str, str] = {}

    def kind(self, callee: str, module: str) -> str:
        """The dotted class of the field that a call makes; empty where it makes none.

        Args:
            callee: The called name as written.
            module: The module it is written in.
        """
        dotted = self._names.written(callee, module)
        if dotted not in self._known:
            self._known[dotted] = self._kind(dotted)
        return self._known[dotted]

    def _kind(self, dotted: str) -> str:
        thing = self._names.things.get(dotted)
        if thing is None:
            return dotted if _is_outside_field(dotted) else ""
        if isinstance(thing, ClassFacts):
            order = self._names.order(dotted)[1:]
            outside = [base for base in order if self._names.cls(base) is None]
            return dotted if any(_is_outside_field(base) for base in outside) else ""
        return dotted if _ends_like_field(dotted) else ""


def target_text(item: Assigned, kind: str) -> str:
    """What a relation is told to point to, as written; empty for what is no relation."""
    if not kind.endswith(_RELATIONS):
        return ""
    return item.argument("to", 0)


def _is_outside_field(dotted: str) -> bool:
    parts = dotted.split(".")
    if _OTHERS.intersection(parts[:-1]) and "models" not in parts[:-1]:
        return False
    return _ends_like_field(dotted)


def _ends_like_field(dotted: str) -> bool:
    last = dotted.rpartition(".")[2]
    return last not in NOT_FIELDS and (last.endswith(_ENDS) or last in FIELD_NAMES)
