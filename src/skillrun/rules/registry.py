"""Rule packs by name or path, and the catalogue that is made of them."""

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module, util
from inspect import isabstract
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from skillrun.errors import UsageError
from skillrun.rules.fixes import Fix
from skillrun.rules.model import NodeRule, Rule, SourceRule

_BUILT_IN = "skillrun.rules.packs"
_CODE = re.compile(r"[A-Z]{3}\d{3}\Z")
_REQUIRED = ("code", "name", "directive", "bad", "good")


@dataclass(frozen=True)
class Catalogue:
    """Rules, ordered by code, ready to run.

    Attributes:
        rules: One instance of each rule.
        fixes: What mends their violations, by code; a rule may also mend its own, see `fixing`.
        others: The codes of the rules that were left out when these were chosen.
    """

    rules: tuple[Rule, ...]
    fixes: Mapping[str, Fix] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    @cached_property
    def of_sources(self) -> tuple[SourceRule, ...]:
        """The rules on single files."""
        return tuple(rule for rule in self.rules if isinstance(rule, SourceRule))

    @cached_property
    def of_nodes(self) -> tuple[NodeRule, ...]:
        """The rules on nodes of syntax trees."""
        return tuple(rule for rule in self.rules if isinstance(rule, NodeRule))

    @cached_property
    def fatal(self) -> "Catalogue":
        """The rules that end a model's turn at once."""
        return replace(self, rules=tuple(rule for rule in self.rules if rule.fatal))

    def get(self, code: str) -> Rule:
        """The rule with a code or a name.

        Raises:
            UsageError: If there is none; the advice holds the nearest.
        """
        wanted = code.strip()
        for rule in self.rules:
            if rule.code == wanted.upper() or rule.name == wanted.lower():
                return rule
        raise self._unknown(wanted)

    def select(self, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> "Catalogue":
        """Narrow the catalogue as Ruff does: the longest prefix that fits a code decides.

        Args:
            select: Codes or prefixes (`CMP`, `CMP00`, `CMP004`, `ALL`); empty for all.
            ignore: Codes or prefixes to leave out; at equal length leaving out wins.

        Raises:
            UsageError: If a code or prefix fits no rule; the advice holds the nearest.
        """
        chosen = self._prefixes(select) or [""]
        ignored = self._prefixes(ignore)
        kept = tuple(r for r in self.rules if _fit(r.code, chosen) > _fit(r.code, ignored))
        left = {rule.code for rule in self.rules} - {rule.code for rule in kept}
        return replace(self, rules=kept, others=self.others | left)

    def _prefixes(self, codes: Sequence[str]) -> list[str]:
        prefixes = [code.strip().upper().removesuffix("ALL") for code in codes]
        for code, prefix in zip(codes, prefixes, strict=True):
            if prefix and not any(rule.code.startswith(prefix) for rule in self.rules):
                raise self._unknown(code)
            if not prefix and code.strip().upper() != "ALL":
                raise self._unknown(code)
        return prefixes

    def _unknown(self, code: str) -> UsageError:
        known = [name for rule in self.rules for name in (rule.code, rule.code[:3], rule.name)]
        near = get_close_matches(code.upper(), known, 1, 0.5) or get_close_matches(
            code.lower(), known, 1, 0.5
        )
        advice = f"Did you mean {near[0]}?" if near else "`skillrun rules` lists all of them."
        return UsageError(f"There is no rule {code!r}.", advice=advice)


def _fit(code: str, prefixes: Iterable[str]) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)


def catalogue(packs: Sequence[str | Path]) -> Catalogue:
    """Load packs and put their rules together.

    Args:
        packs: Names of built-in packs, or paths; see `load_pack`.

    Raises:
        UsageError: If a pack cannot be loaded or two rules share a code or a name.
    """
    rules = [rule for pack in dict.fromkeys(packs) for rule in load_pack(pack)]
    for what in ("code", "name"):
        for value in _repeated(getattr(rule, what) for rule in rules):
            message = f"Two rules have the {what} {value}."
            raise UsageError(message, advice="Load only one of their packs.")
    fixes = {code: fix for pack in packs for code, fix in load_fixes(pack).items()}
    return Catalogue(tuple(rule() for rule in sorted(rules, key=lambda rule: rule.code)), fixes)


def _repeated(values: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield value
        seen.add(value)


def load_pack(name_or_path: str | Path) -> tuple[type[Rule], ...]:
    """Load the rules of one pack.

    A pack's code is run: the caller has made sure that it is trusted.

    Args:
        name_or_path: The name of a built-in pack (`completeness`), or the path of a module or
            package that has `RULES`.

    Returns:
        Its rules, checked for what every rule must state.

    Raises:
        UsageError: If there is no such pack, it cannot be imported, or a rule is not whole.
    """
    spelled = str(name_or_path)
    rules = getattr(_module(name_or_path), "RULES", None)
    if not isinstance(rules, tuple):
        message = f"The rule pack {spelled} has no tuple RULES."
        raise UsageError(message)
    for rule in rules:
        _check_rule(rule, spelled)
    return rules


def load_fixes(name_or_path: str | Path) -> Mapping[str, Fix]:
    """Load what a pack names in `FIXES`, by code; nothing where it names none.

    Args:
        name_or_path: As for `load_pack`.

    Raises:
        UsageError: If there is no such pack, or it cannot be imported.
    """
    fixes: Mapping[str, Fix] = getattr(_module(name_or_path), "FIXES", {})
    return fixes


def _module(name_or_path: str | Path) -> ModuleType:
    spelled = str(name_or_path)
    if isinstance(name_or_path, str) and spelled.isidentifier():
        return _import(f"{_BUILT_IN}.{spelled}", spelled)
    return _import_path(Path(name_or_path))


def _import(module: str, pack: str) -> ModuleType:
    if util.find_spec(module) is None:
        known = sorted(
            module.name for module in iter_modules([str(Path(__file__).with_name("packs"))])
        )
        message = f"There is no rule pack {pack!r}."
        raise UsageError(message, advice=f"Built in are: {', '.join(known)}.")
    return import_module(module)


def _import_path(path: Path) -> ModuleType:
    file = path / "__init__.py" if path.is_dir() else path
    if not file.is_file():
        message = f"There is no rule pack at {path}."
        raise UsageError(message)
    # The place is part of the name: packs of two skills may be called alike.
    place = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:12]
    name = f"_skillrun_pack_{place}"
    if name in sys.modules:
        return sys.modules[name]
    folders = [str(file.parent)] if file.name == "__init__.py" else None
    spec = util.spec_from_file_location(name, file, submodule_search_locations=folders)
    if spec is None or spec.loader is None:
        message = f"The rule pack {path} is no Python module."
        raise UsageError(message)
    module = util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        message = f"The rule pack {path} cannot be imported: {type(error).__name__}: {error}"
        raise UsageError(message) from error
    return module


def _check_rule(rule: object, pack: str) -> None:
    if not (isinstance(rule, type) and issubclass(rule, Rule)):
        message = f"The rule pack {pack} holds {rule!r}, which is no rule."
        raise UsageError(message)
    missing = [name for name in _REQUIRED if not getattr(rule, name, None)]
    if missing:
        message = f"{rule.__name__} of the rule pack {pack} lacks {', '.join(missing)}."
        raise UsageError(message)
    if not _CODE.match(rule.code):
        message = f"{rule.code!r} of the rule pack {pack} is no code such as ABC001."
        raise UsageError(message)
    if isabstract(rule):
        message = f"{rule.code} of the rule pack {pack} has no check."
        raise UsageError(message)
