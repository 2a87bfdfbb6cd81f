"""SEC007 mass-assignment."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import (
    Attribute,
    ClassIndex,
    ClassInfo,
    class_index,
    own_attribute,
)
from ..semantics.rest import is_model_serializer
from ..semantics.values import constant, literal, module_lookup

_ALL = "__all__"
_INSTEAD = 'list the fields: `fields: ClassVar[list[str]] = ["id", …]`.'
_MODEL = (
    "from rest_framework import serializers\n\nfrom apps.shop.models import Book\n\n\n"
    'class BookSerializer(serializers.ModelSerializer):\n    """A book."""\n\n    class Meta:\n'
    "        model = Book\n"
)


class MassAssignment(TreeRule):
    """A serializer whose fields nobody has listed."""

    code = "SEC007"
    name = "mass-assignment"
    directive = (
        'Every ModelSerializer lists its fields: never `fields = "__all__"`, never `exclude`, never a '
        "list that is computed."
    )
    decisions = (
        "A list or tuple may be put together from other literal lists of the project (`*COMMON`, "
        "`Base.Meta.fields + (…)`): what is listed is still listed. A serializer without a model "
        "that others build on is judged by them. `Meta` may be inherited."
    )
    bad = Example(f'{_MODEL}        fields = "__all__"\n', "apps/shop/serializers.py")
    good = Example(
        f'{_MODEL}        fields: ClassVar[list[str]] = ["id", "title"]\n',
        "apps/shop/serializers.py",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield what leaves the fields of a serializer open."""
        index = subject.once(class_index)
        parents = {base for cls in index.classes for base in index.line(cls)[1:]}
        for cls in index.classes:
            if is_model_serializer(cls, index):
                yield from _judge(cls, subject, is_parent=cls in parents)


def _judge(cls: ClassInfo, subject: Subject, *, is_parent: bool) -> Iterator[Finding]:
    index = subject.once(class_index)
    meta = _meta(cls, index)
    if meta is None:
        if not (is_parent or "Base" in cls.node.name or _has_foreign_meta(cls, index)):
            message = (
                f"`{cls.node.name}` lists no fields: give it a `Meta` with `model` and `fields`."
            )
            yield _at(cls.source, cls.node, message)
        return
    if own_attribute(cls, "Meta") is None:
        return
    fields, exclude = index.attribute(meta, "fields"), index.attribute(meta, "exclude")
    if exclude is not None and _is_judged_here(exclude, meta, index) and not _is_empty(exclude):
        message = f"`exclude` lets every new field of the model in: {_INSTEAD}"
        yield _at_attribute(exclude, meta, message)
    elif fields is None or fields.value is None:
        if exclude is None and index.attribute(meta, "model") and not index.externals(meta):
            yield _at(cls.source, meta.node, f"`{cls.node.name}` lists no fields: {_INSTEAD}")
    elif _is_judged_here(fields, meta, index):
        yield from _judge_fields(fields, meta, subject)


def _is_judged_here(attribute: Attribute, meta: ClassInfo, index: ClassIndex) -> bool:
    """Whether a `Meta` answers for an attribute: its own, or one of a class that is no serializer's."""
    if attribute.owner is meta:
        return True
    holder = attribute.owner.source.parent(attribute.owner.node)
    return not isinstance(holder, ast.ClassDef) or not is_model_serializer(
        index.info(holder, attribute.owner.source), index
    )


def _judge_fields(fields: Attribute, meta: ClassInfo, subject: Subject) -> Iterator[Finding]:
    value, source = fields.value, fields.owner.source
    assert value is not None
    if _is_all(value, source):
        message = f'`fields = "__all__"` lets every field in: {_INSTEAD}'
        yield _at_attribute(fields, meta, message)
    elif not _is_listed(value, source, subject, 0):
        yield _at_attribute(fields, meta, f"`fields` is no literal list or tuple: {_INSTEAD}")


def _at_attribute(attribute: Attribute, meta: ClassInfo, message: str) -> Finding:
    """Point at the attribute, or at the `Meta` that inherits it."""
    return _at(meta.source, attribute.node if attribute.owner is meta else meta.node, message)


def _is_all(value: ast.expr, source: Source) -> bool:
    return (
        source.qualified(value) == "rest_framework.serializers.ALL_FIELDS"
        or literal(value, module_lookup(source)) == _ALL
    )


def _is_listed(value: ast.expr, source: Source, subject: Subject, depth: int) -> bool:
    """Whether an expression comes down to literal names."""
    if depth > 10:
        return False
    if isinstance(value, ast.List | ast.Tuple):
        return all(_is_item(item, source, subject, depth + 1) for item in value.elts)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return all(_is_listed(v, source, subject, depth + 1) for v in (value.left, value.right))
    if isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
        name = source.qualified(value.func)
        return name in {"list", "tuple"} and _is_listed(value.args[0], source, subject, depth + 1)
    return _is_listed_elsewhere(value, source, subject, depth)


def _is_item(item: ast.expr, source: Source, subject: Subject, depth: int) -> bool:
    if isinstance(item, ast.Starred):
        return _is_listed(item.value, source, subject, depth)
    if isinstance(item, ast.Name | ast.Attribute):
        return True
    return isinstance(item, ast.Constant) and isinstance(item.value, str) and item.value != _ALL


def _is_listed_elsewhere(value: ast.expr, source: Source, subject: Subject, depth: int) -> bool:
    """Whether a name or `Parent.Meta.fields` is a literal list, as far as the project shows."""
    if isinstance(value, ast.Attribute):
        owner = subject.once(class_index).resolve(value.value, source)
        if isinstance(owner, ClassInfo):
            found = subject.once(class_index).attribute(owner, value.attr)
            return bool(
                found
                and found.value
                and _is_listed(found.value, found.owner.source, subject, depth + 1)
            )
        # A list of another package is as good as that package.
        return isinstance(owner, str) and owner.endswith(".Meta") and value.attr == "fields"
    if isinstance(value, ast.Name):
        place = constant(value, source, subject)
        return place is not None and _is_listed(place[0], place[1], subject, depth + 1)
    return False


def _meta(cls: ClassInfo, index: ClassIndex) -> ClassInfo | None:
    found = index.attribute(cls, "Meta")
    if found is None or not isinstance(found.node, ast.ClassDef):
        return None
    return index.info(found.node, found.owner.source)


def _has_foreign_meta(cls: ClassInfo, index: ClassIndex) -> bool:
    return any(not name.startswith("rest_framework.") for name in index.externals(cls))


def _is_empty(attribute: Attribute) -> bool:
    return attribute.value is not None and literal(attribute.value) in ([], None)


def _at(source: Source, node: ast.AST, message: str) -> Finding:
    found = (
        source.at_name(node, message)
        if isinstance(node, ast.ClassDef)
        else source.at_node(node, message)
    )
    return replace(found, path=source.path)
