"""What a dotted name stands for, through imports, re-exports, stars and aliases of the project."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from skillrun.project.index.facts import Assigned, ClassFacts, FileFacts, FunctionFacts
from skillrun.project.index.layout import Layout

Thing = ClassFacts | FunctionFacts | Assigned
_DEEPEST = 40


@dataclass(frozen=True)
class Names:
    """The names of a project.

    Attributes:
        facts: What each file of Python says, by path.
        layout: Which module each is.
    """

    facts: Mapping[str, FileFacts]
    layout: Layout
    _resolved: dict[str, str] = field(default_factory=dict)
    _members: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _orders: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def things(self) -> Mapping[str, Thing]:
        """What modules define, by dotted name."""
        found: dict[str, Thing] = {}
        for path, facts in self.facts.items():
            module = self.layout.modules[path]
            if self.layout.paths.get(module) != path:
                continue
            for assigned in facts.assigned:
                found[f"{module}.{assigned.name}"] = assigned
            for function in facts.functions:
                found[f"{module}.{function.name}"] = function
            for cls in facts.classes:
                found[f"{module}.{cls.name}"] = cls
        return found

    def module_facts(self, module: str) -> FileFacts | None:
        """What the file of a module says."""
        return self.facts.get(self.layout.paths.get(module, ""))

    def cls(self, dotted: str) -> ClassFacts | None:
        """The class of a resolved name."""
        return self._classes.get(dotted)

    @cached_property
    def _classes(self) -> Mapping[str, ClassFacts]:
        return {name: one for name, one in self.things.items() if isinstance(one, ClassFacts)}

    def place(self, dotted: str) -> tuple[str, str]:
        """The module and the file of a resolved name of the project; both empty for any other."""
        module = dotted
        while module:
            module = module.rpartition(".")[0]
            path = self.layout.paths.get(module)
            if path and not path.endswith("/"):
                return module, path
        return "", ""

    def written(self, name: str, module: str) -> str:
        """Resolve a name as written in a module: `models.Model`, `Base`, `.base.Base`."""
        if not name:
            return ""
        if name.startswith("."):
            return self.resolve(self.absolute(name, module))
        head, dot, rest = name.partition(".")
        return self.resolve(f"{module}.{head}{dot}{rest}" if module else name, written=name)

    def resolve(self, dotted: str, *, written: str = "") -> str:
        """Follow a dotted name to the place that defines it.

        Args:
            dotted: A full name.
            written: What to fall back on where the module does not define the name: it is a builtin,
                or comes from outside.

        Returns:
            The name by which the project defines it, else the name outside the project.
        """
        key = f"{dotted}|{written}"
        if key not in self._resolved:
            self._resolved[key] = dotted  # what leads back to itself ends there
            self._resolved[key] = self._follow(dotted, 0) or written or dotted
        return self._resolved[key]

    def order(self, dotted: str) -> tuple[str, ...]:
        """The classes that a class is made of, itself first, in about Python's order."""
        if dotted not in self._orders:
            self._orders[dotted] = (dotted,)
            self._orders[dotted] = tuple(self._linear(dotted))
        return self._orders[dotted]

    def bases(self, dotted: str) -> tuple[str, ...]:
        """The resolved bases of a class of the project."""
        cls = self.cls(dotted)
        if cls is None:
            return ()
        module = self.place(dotted)[0]
        scope = dotted.rpartition(".")[0]
        return tuple(self._base(base, scope, module) for base in cls.bases)

    def _base(self, base: str, scope: str, module: str) -> str:
        """A base as written; inside a class the names of that class come first."""
        if scope != module and f"{scope}.{base}" in self.things:
            return f"{scope}.{base}"
        return self.written(base, module)

    def _linear(self, dotted: str) -> Iterator[str]:
        """Depth first, a class that comes again counted where it comes last, as C3 mostly does."""
        flat = [dotted]
        for base in self.bases(dotted):
            flat.extend(self.order(base))
        last = {name: position for position, name in enumerate(flat)}
        return (name for position, name in enumerate(flat) if last[name] == position)

    def _follow(self, dotted: str, depth: int) -> str | None:
        """The defining name; None where a module of the project does not define the next part."""
        if depth > _DEEPEST:
            return None
        if dotted in self.things:
            return self._alias(dotted, depth)
        module, rest = self._split(dotted)
        if module is None or not rest:
            return module or dotted
        head, _, tail = rest.partition(".")
        target = self._member(module, head, depth)
        if target is None or not tail:
            return target
        full = f"{target}.{tail}"
        ours = full in self.things or self.layout.find(target) is not None
        return self._follow(full, depth + 1) if ours else full

    def _member(self, module: str, name: str, depth: int) -> str | None:
        """What a name is that a module defines, imports, or takes whole with a star."""
        key = (module, name)
        if key not in self._members:
            self._members[key] = None  # what leads back to itself ends there
            self._members[key] = self._looked_up(module, name, depth)
        return self._members[key]

    def _looked_up(self, module: str, name: str, depth: int) -> str | None:
        full = f"{module}.{name}"
        if full in self.things:
            return self._alias(full, depth)
        facts = self.module_facts(module)
        if facts is not None:
            target = facts.imports.get(name)
            if target is not None:
                target = self.absolute(target, module)
                if target != full:
                    found = self._follow(target, depth + 1)
                    return found or target
        if full in self.layout.paths:
            return full
        return None if facts is None else self._starred(facts, module, name, depth)

    def _starred(self, facts: FileFacts, module: str, name: str, depth: int) -> str | None:
        for star in reversed(facts.stars):
            source = self.layout.find(self.absolute(star, module))
            if source is not None and source != module and depth < _DEEPEST:
                found = self._member(source, name, depth + 1)
                if found is not None:
                    return found
        return None

    def _alias(self, dotted: str, depth: int) -> str:
        """`Order = base.Order` at the top of a module is that other name."""
        thing = self.things[dotted]
        if not isinstance(thing, Assigned) or not thing.dotted:
            return dotted
        module = self.place(dotted)[0]
        if thing.dotted == thing.name or thing.dotted.startswith(("True", "None", "False")):
            return dotted
        return self._follow(f"{module}.{thing.dotted}", depth + 1) or dotted

    def _split(self, dotted: str) -> tuple[str | None, str]:
        """The longest module of the project that begins a name, and what is left."""
        head, rest = dotted, ""
        while head:
            found = self.layout.find(head)
            if found is not None:
                return found, rest
            head, _, last = head.rpartition(".")
            rest = f"{last}.{rest}" if rest else last
        return None, dotted

    def absolute(self, name: str, module: str) -> str:
        """The full name of what a relative import names, seen from a module."""
        if not name.startswith("."):
            return name
        stem = name.lstrip(".")
        level = len(name) - len(stem)
        is_package = self.layout.paths.get(module, "").endswith(("__init__.py", "/"))
        parts = module.split(".")
        keep = len(parts) - level + (1 if is_package else 0)
        return ".".join([*parts[: max(keep, 0)], stem] if stem else parts[: max(keep, 0)])
