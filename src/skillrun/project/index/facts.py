"""What one file says by itself: read once, kept by content, composed with the others' facts.

Names stand here as written in the file; what they mean is for the whole project to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Assigned:
    """A name that a module or a class body gives a value.

    Attributes:
        name: The name.
        line: Its line.
        text: The value as normalized source.
        callee: Where the value is a call, the dotted name called; else empty.
        arguments: Where it is a call, its arguments as normalized source.
        dotted: Where the value is a plain dotted name, that name; else empty.
    """

    name: str
    line: int
    text: str
    callee: str = ""
    arguments: tuple[str, ...] = ()
    dotted: str = ""

    def argument(self, name: str, position: int = -1) -> str:
        """The normalized source of an argument of the call, by keyword or position; else empty."""
        for text in self.arguments:
            if text.startswith(f"{name}="):
                return text[len(name) + 1 :]
        if 0 <= position < len(self.arguments):
            text = self.arguments[position]
            return "" if _is_keyword(text) else text
        return ""


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """A function or method.

    Attributes:
        name: Its name.
        line: The line of `def`.
        end_line: Its last line.
        parameters: As normalized source without annotations.
        decorators: As normalized source.
        uses: Names in its body that begin with a capital letter, where it may be a view.
    """

    name: str
    line: int
    end_line: int
    parameters: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class, wherever in a module but in a function.

    Attributes:
        name: Qualified inside the module: `Order.Meta`.
        line: The line of `class`.
        end_line: Its last line.
        bases: Dotted names, of `Base[T]` the base; a call that makes a base ends in `()`.
        attributes: The names its body gives values, in their order.
        methods: Its functions.
        decorators: As normalized source.
        uses: As in `FunctionFacts`.
        guarded: It stands under an `if` or `try`.
    """

    name: str
    line: int
    end_line: int
    bases: tuple[str, ...] = ()
    attributes: tuple[Assigned, ...] = ()
    methods: tuple[FunctionFacts, ...] = ()
    decorators: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    guarded: bool = False

    def attribute(self, name: str) -> Assigned | None:
        """The last value that the body gives a name."""
        found = [item for item in self.attributes if item.name == name]
        return found[-1] if found else None

    def method(self, name: str) -> FunctionFacts | None:
        """The last method of a name."""
        found = [item for item in self.methods if item.name == name]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file of Python says by itself.

    Attributes:
        path: The file.
        text: Its content.
        imports: Dotted names by local name; a relative import keeps its dots: `..models.Order`.
        stars: Modules imported whole, in their order.
        classes: All classes.
        functions: The functions at the top.
        assigned: Names at the top whose value is a name or a call.
        added: Fields added to a class from outside: the class and the field, by `add_to_class`.
        problem: Line and reason where it could not be read.
    """

    path: str
    text: str
    imports: Mapping[str, str] = field(default_factory=dict)
    stars: tuple[str, ...] = ()
    classes: tuple[ClassFacts, ...] = ()
    functions: tuple[FunctionFacts, ...] = ()
    assigned: tuple[Assigned, ...] = ()
    added: tuple[tuple[str, Assigned], ...] = ()
    problem: tuple[int, str] | None = None


def packed(facts: FileFacts) -> list[Any]:
    """The facts without path and text, as plain lists."""
    return [
        dict(facts.imports),
        facts.stars,
        [_packed_class(item) for item in facts.classes],
        [_packed_function(item) for item in facts.functions],
        [_packed_assigned(item) for item in facts.assigned],
        [[owner, _packed_assigned(item)] for owner, item in facts.added],
        facts.problem,
    ]


def unpacked(path: str, text: str, rows: list[Any]) -> FileFacts:
    """The facts that `packed` made lists of.

    Raises:
        ValueError, TypeError, LookupError: If the rows are not such lists.
    """
    imports, stars, classes, functions, assigned, added, problem = rows
    return FileFacts(
        path,
        text,
        imports,
        tuple(stars),
        tuple([_class(row) for row in classes]),
        tuple([_function(row) for row in functions]),
        tuple([_assigned(row) for row in assigned]),
        tuple([(owner, _assigned(row)) for owner, row in added]),
        None if problem is None else (problem[0], problem[1]),
    )


def _is_keyword(text: str) -> bool:
    name, equals, _ = text.partition("=")
    return bool(equals) and name.isidentifier()


def _packed_assigned(item: Assigned) -> list[Any]:
    return [item.name, item.line, item.text, item.callee, item.arguments, item.dotted]


def _packed_function(item: FunctionFacts) -> list[Any]:
    return [item.name, item.line, item.end_line, item.parameters, item.decorators, item.uses]


def _packed_class(item: ClassFacts) -> list[Any]:
    return [
        item.name,
        item.line,
        item.end_line,
        item.bases,
        [_packed_assigned(one) for one in item.attributes],
        [_packed_function(one) for one in item.methods],
        item.decorators,
        item.uses,
        item.guarded,
    ]


def _assigned(row: list[Any]) -> Assigned:
    name, line, text, callee, arguments, dotted = row
    return Assigned(name, line, text, callee, tuple(arguments), dotted)


def _function(row: list[Any]) -> FunctionFacts:
    name, line, end_line, parameters, decorators, uses = row
    return FunctionFacts(name, line, end_line, tuple(parameters), tuple(decorators), tuple(uses))


def _class(row: list[Any]) -> ClassFacts:
    name, line, end_line, bases, attributes, methods, decorators, uses, guarded = row
    return ClassFacts(
        name,
        line,
        end_line,
        tuple(bases),
        tuple([_assigned(one) for one in attributes]),
        tuple([_function(one) for one in methods]),
        tuple(decorators),
        tuple(uses),
        guarded,
    )
