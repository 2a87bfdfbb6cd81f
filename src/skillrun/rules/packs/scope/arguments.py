"""Arguments of fields and options of `Meta`, made comparable."""

import ast
from collections.abc import Iterable, Mapping

from skillrun.project.comparing import Renames
from skillrun.project.index import Field

# They say how a field is shown, not what the database holds.
_SHOWN = frozenset({"verbose_name", "help_text", "to"})
_DEFAULTS = frozenset(
    {
        "null=False",
        "blank=False",
        "unique=False",
        "db_index=False",
        "editable=True",
        "primary_key=False",
    }
)
_RELATIONS = frozenset(
    {"ForeignKey", "OneToOneField", "ManyToManyField", "GenericRelation", "ParentalKey"}
)
_TEXTS = frozenset({"_", "gettext", "gettext_lazy", "ugettext_lazy", "ugettext", "pgettext_lazy"})


def shape_of(field: Field, literals: Mapping[str, ast.expr], renames: Renames) -> tuple[str, ...]:
    """What of a field the database and other code depend on.

    Args:
        field: The field.
        literals: What the constants of its module stand for, by name.
        renames: Names that stand for one another.
    """
    relation = field.class_name in _RELATIONS or bool(field.target)
    shape: list[str] = []
    position = 0
    for argument in field.arguments:
        keyword, value = _split(argument)
        if not keyword:
            position += 1
            if position == 1 and (relation or _is_text(value)):
                continue
            keyword = "on_delete" if relation and position == 2 else str(position)
        if keyword not in _SHOWN:
            shape.append(f"{keyword}={_plain(keyword, value, literals, renames)}")
    target = renames.text(field.target).lower()
    return (field.class_name, target, *sorted(s for s in shape if s not in _DEFAULTS))


def plain_source(source: str, renames: Renames) -> str:
    """An option of `Meta` without the way it is written."""
    return _plain("", _parsed(source), {}, renames)


def _split(argument: str) -> tuple[str, ast.expr]:
    name, equals, rest = argument.partition("=")
    if equals and name.isidentifier() and not rest.startswith("="):
        return name, _parsed(rest)
    return "", _parsed(argument)


def _parsed(source: str) -> ast.expr:
    try:
        return ast.parse(source, mode="eval").body
    except SyntaxError:
        return ast.Constant(source)


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in _TEXTS or node.func.id.rpartition(".")[2] in _TEXTS
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in _TEXTS
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _plain(
    keyword: str, value: ast.expr, literals: Mapping[str, ast.expr], renames: Renames
) -> str:
    node = _Plain(literals, renames).visit(value)
    if keyword == "choices" and isinstance(node, ast.Tuple):
        node = ast.Tuple(list(_values(node.elts)), ast.Load())
    return ast.unparse(ast.fix_missing_locations(node))


def _values(choices: Iterable[ast.expr]) -> Iterable[ast.expr]:
    """The values of choices: their labels are shown and no more."""
    for choice in choices:
        yield choice.elts[0] if isinstance(choice, ast.Tuple) and choice.elts else choice


class _Plain(ast.NodeTransformer):
    def __init__(self, literals: Mapping[str, ast.expr], renames: Renames) -> None:
        self._literals = literals
        self._renames = renames

    def visit_List(self, node: ast.List) -> ast.expr:
        return ast.Tuple([self.visit(element) for element in node.elts], ast.Load())

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        return ast.Tuple([self.visit(element) for element in node.elts], ast.Load())

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._literals.get(node.id) or ast.Name(self._renames.identifier(node.id), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = self.visit(node.value)
        # `models.CASCADE` is `CASCADE`, however it is imported; `Status.NEW` keeps its class.
        if isinstance(value, ast.Name) and value.id.islower():
            return ast.Name(node.attr, ast.Load())
        return ast.Attribute(value, self._renames.identifier(node.attr), ast.Load())

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        value = self._renames.text(node.value) if isinstance(node.value, str) else node.value
        return ast.Constant(value)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if node.args and _is_text(node):
            return self.visit(node.args[0])  # type: ignore[no-any-return]
        keywords = [ast.keyword(k.arg, self.visit(k.value)) for k in node.keywords]
        func, args = self.visit(node.func), [self.visit(a) for a in node.args]
        return ast.Call(func, args, sorted(keywords, key=lambda k: k.arg or "~"))
