"""CMP009 dropped-definition, CMP010 unseen-file-edited."""

import ast
import re
from collections.abc import Iterator, Mapping

from skillrun.rules.definitions import Definition, definitions
from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

_BEFORE = {
    "apps/shop/models.py": (
        "from django.db import models\n\n\nclass Book(models.Model):\n"
        "    title = models.CharField(max_length=9)\n    price = models.IntegerField()\n"
    )
}


class DroppedDefinition(TreeRule):
    """An edited file that lost something nobody asked to lose."""

    code = "CMP009"
    name = "dropped-definition"
    directive = (
        "An edited file keeps everything it had: every class, function, method, field, route and "
        "setting that the request does not name stays."
    )
    decisions = (
        "Names are compared as they are qualified (`Book.price`, `CACHES.default`), wherever in the file they stand. "
        "The keys of a setting are settings too, as long as it is written as a dictionary. "
        "What the request names, in whatever spelling (`payment method` is `payment_method`), may "
        "go; so may what is imported instead, or newly defined under its name elsewhere in the same answer."
    )
    bad = Example(
        "from django.db import models\n\n\nclass Book(models.Model):\n"
        "    title = models.CharField(max_length=9)\n    isbn = models.CharField(max_length=13)\n",
        "apps/shop/models.py",
        _BEFORE,
        "add a field isbn to Book",
    )
    good = Example(
        "from django.db import models\n\n\nclass Book(models.Model):\n"
        "    title = models.CharField(max_length=9)\n",
        "apps/shop/models.py",
        _BEFORE,
        "remove the price from Book",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each definition that is gone, the outermost alone."""
        pairs = dict(_edited(subject))
        if not pairs:
            return
        moved = _new_names(subject, pairs)
        for path, before in pairs.items():
            yield from _dropped(before, subject.files[path], _said(subject), moved)


def _said(subject: Subject) -> str:
    """What names what may go: the requests of the session, and what a person approved."""
    return " ".join((subject.request, subject.earlier, *sorted(subject.approved)))


def _edited(subject: Subject) -> Iterator[tuple[str, Source]]:
    for path, source in subject.files.items():
        if source.language != "python" or source.tree is None:
            continue
        text = subject.on_disk(path)
        if text is not None and text != source.text:
            before = Source(path, text)
            if before.tree is not None:
                yield path, before


def _new_names(subject: Subject, pairs: dict[str, Source]) -> frozenset[tuple[str, str]]:
    """Kind and last name of all that this change brings where it was not before."""
    found: set[tuple[str, str]] = set()
    for path, source in subject.files.items():
        if source.tree is None:
            continue
        old = definitions(pairs[path]) if path in pairs else {}
        new = definitions(source)
        found.update((new[name].kind, new[name].last) for name in new.keys() - old.keys())
    return frozenset(found)


def _dropped(
    before: Source, after: Source, request: str, moved: frozenset[tuple[str, str]]
) -> Iterator[Finding]:
    old, new = definitions(before), definitions(after)
    routes = {part for d in new.values() if d.kind == "route" for part in d.name.split()}
    gone = [
        d
        for name, d in old.items()
        if name not in new
        and d.last not in after.imports.names
        # A route that keeps its pattern or its name is altered, not lost.
        and not (d.kind == "route" and routes.intersection(d.name.split()))
    ]
    lost = {d.name for d in gone} | _rewritten(old, after)
    for definition in gone:
        if definition.owner in lost or (definition.kind, definition.last) in moved:
            continue
        if _mentions(request, definition):
            continue
        owner = new.get(definition.owner)
        message = (
            f"The {definition.kind} `{definition.name}` of the file on disk is gone and the request "
            "does not name it: bring it back."
        )
        yield Finding(message, owner.line if owner else 1, path=after.path)


def _rewritten(old: Mapping[str, Definition], after: Source) -> set[str]:
    """Settings whose keys can no longer be read: another expression makes them now."""
    plain = {
        target.id
        for node in after.of_type(ast.Assign, ast.AnnAssign)
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        and isinstance(node.value, ast.Dict)
        and None not in node.value.keys
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    return {d.owner for d in old.values() if d.kind == "setting" and d.owner} - plain


def _mentions(request: str, definition: Definition) -> bool:
    if definition.kind == "route":
        return any(part in request for part in definition.last.split() if len(part) > 2)
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+", definition.last)
    if not words:
        return False
    pattern = r"[\s_-]*".join(re.escape(word) for word in words)
    return bool(re.search(rf"(?<![A-Za-z0-9]){pattern}(?:e?s)?(?![A-Za-z0-9])", request, re.I))


class UnseenFileEdited(TreeRule):
    """A file of the workspace overwritten by a model that never saw it."""

    code = "CMP010"
    name = "unseen-file-edited"
    directive = (
        "Edit only files whose content you were shown. If another existing file must change, say so "
        "in the reasoning and ask for it."
    )
    decisions = (
        "A file that is given back to the letter is no edit, and an empty one holds nothing to be seen. Where it is not known what the model "
        "saw (an answer from a file), the rule is silent."
    )
    bad = Example("A = 1\n", "apps/shop/urls.py", {"apps/shop/urls.py": "B = 2\n"})
    good = Example("A = 1\n", "apps/shop/urls.py", {"apps/shop/views.py": "B = 2\n"})

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each existing file that is overwritten unseen."""
        if subject.shown is None:
            return
        for path, source in subject.files.items():
            before = None if path in subject.shown else subject.on_disk(path)
            if before is not None and before.strip() and before != source.text:
                message = "The file exists and its content was never shown: ask for it first."
                yield Finding(message, path=path)
