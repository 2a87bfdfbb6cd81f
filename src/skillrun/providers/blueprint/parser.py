"""The request language: what a request asks for, read by recursive descent.

request  := verb filler* clause (link clause)* end
clause   := project | apps | models | "to" project
project  := "project" name | name "project" | "project" "for" words
apps     := "app" name | name "app" | "apps" name ("," | "and") name; then optionally "with" models
models   := ["models"] model ("," | "and" model)*
"""

from dataclasses import replace

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.additions import (
    adds_models,
    is_addition,
    read_addition,
    read_new_models,
)
from skillrun.providers.blueprint.appnames import (
    app_name,
    app_purpose,
    is_known_app,
    project_name,
    purpose,
)
from skillrun.providers.blueprint.appreading import read_app, read_models, with_relation
from skillrun.providers.blueprint.modeling import begins_model
from skillrun.providers.blueprint.names import plural, singular, snake
from skillrun.providers.blueprint.scanner import Cursor, Token, skip
from skillrun.providers.blueprint.spec import Addition, App, Field, Kind, Model, Wish
from skillrun.providers.blueprint.types import model_name

_NAMES = frozenset({"word", "quoted"})
_SIGNS = ",:;.!?-"


def parse(request: str) -> Wish:
    """Read a request.

    Args:
        request: The request, English or Russian.

    Raises:
        UsageError: If it asks for something else; the message points at the place.
    """
    return _Reading(Cursor(request)).wish()


class _Reading:
    """A request half read: what was asked for up to here.

    Args:
        cursor: The request.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._apps: list[App] = []
        self._additions: list[Addition] = []
        self._project: str | None = None
        self._has_project = False
        self._into = False

    def wish(self) -> Wish:
        """Read to the end."""
        cursor = self._cursor
        start = cursor.now.at
        skip(cursor, words.COURTESY | (words.FILLERS - words.VERBS), signs=",!.")
        if not skip(cursor, words.VERBS) and not self._at_noun():
            why = 'a request begins with "create" or "add" (or "создай", "добавь")'
            cursor.fail(why, at=start)
        skip(cursor, words.VERBS | words.FILLERS)
        self._first()
        while not self._is_over():
            self._further()
        return Wish(
            self._project,
            tuple(self._apps),
            into=self._into,
            additions=tuple(self._additions),
            notes=tuple(cursor.notes),
        )

    def _at_noun(self) -> bool:
        """`project shop with ...`: no verb, and plain all the same where something is described."""
        cursor = self._cursor
        ahead = [cursor.ahead(steps) for steps in range(1, 7)]
        described = any(token.low in words.WITH or token.text == ":" for token in ahead)
        return cursor.now.low in words.PROJECT | words.APP and described

    def _first(self) -> None:
        cursor = self._cursor
        if not is_addition(cursor) and cursor.now.low in words.INTO and self._place():
            self._into = True
            skip(cursor, words.FILLERS, signs=",:")
        if is_addition(cursor):
            self._additions.append(read_addition(cursor))
            return
        if self._named_apps() or self._nouns():
            return
        if adds_models(cursor):
            self._additions.append(read_new_models(cursor))
            return
        if cursor.now.kind in _NAMES and is_known_app(cursor.now.text):
            self._apps.append(read_app(cursor, cursor.take()))
            return
        if cursor.now.kind in _NAMES:
            cursor.fail('neither "project" nor "app" is named here')
        cursor.fail('"project" or "app" was expected here')

    def _further(self) -> None:
        """One more clause, with what links it to those before."""
        cursor = self._cursor
        if cursor.now.low in words.INTO and self._place():
            return
        linked = skip(cursor, words.WITH | words.AND | words.VERBS | words.FILLERS, signs=_SIGNS)
        if not linked and not cursor.now.first:
            cursor.fail("the request is complete before this, and the rest has no meaning to it")
        if self._is_over():
            return
        if cursor.now.low in words.INTO and self._place():
            return
        if skip(cursor, words.GIVEN) or self._relation():
            return
        if self._link() or self._named_apps() or self._nouns() or self._more_models():
            return
        if self._has_project and not self._apps:
            cursor.fail("an app was expected here, as in 'with a payments app'")
        cursor.fail("the request is complete before this, and the rest has no meaning to it")

    def _is_over(self) -> bool:
        cursor = self._cursor
        place = cursor.place
        skip(cursor, words.COURTESY | {"ok"}, signs=_SIGNS)
        if cursor.now.kind == "end":
            return True
        cursor.place = place
        return False

    # The nouns: a project, one app or several

    def _nouns(self) -> bool:
        """`project shop`, `app payments`, `apps: catalog, orders`."""
        cursor = self._cursor
        if cursor.now.low in words.PROJECT:
            noun = cursor.take()
            self._set_project(noun, self._project_after())
            return True
        if cursor.now.low not in words.APP:
            return False
        noun = cursor.take()
        if cursor.now.low in words.NAMED_LEADS and cursor.next.low in words.NAMED:
            cursor.take()
        skip(cursor, words.NAMED | words.PURPOSE, signs=":=-")
        aimed = cursor.ahead(-1).low in words.PURPOSE
        if cursor.now.low in {"to", "that"} and cursor.next.low in words.PURPOSE_VERBS:
            aimed = skip(cursor, {"to", "that"} | words.PURPOSE_VERBS)
        if aimed:
            skip(cursor, words.PURPOSES | words.PURPOSE_VERBS)
        nameless = cursor.now.low in words.INTO | words.WITH | words.AND | words.NEVER_NAMES
        if cursor.now.kind not in _NAMES or nameless:
            cursor.fail("the app has no name", at=None if cursor.now.kind == "end" else noun.at)
        self._apps.append(read_app(cursor, app_purpose(cursor) if aimed else cursor.take()))
        while self._next_of_list():
            self._apps.append(read_app(cursor, cursor.take()))
        return True

    def _next_of_list(self) -> bool:
        """Whether another app follows in a list of them: `apps catalog and orders`."""
        cursor = self._cursor
        place = cursor.place
        parted = skip(cursor, words.AND, signs=",;") or cursor.now.first
        skip(cursor, words.FILLERS)
        token, after = cursor.now, cursor.next
        opens = after.kind == "end" or after.first or after.text in {",", ";", ":", "(", ".", "-"}
        opens = opens or after.low in words.AND | words.WITH | words.INTO | words.COURTESY
        plain = token.kind in _NAMES and not token.text[:1].isupper()
        known = (
            words.VERBS
            | words.APP
            | words.PROJECT
            | words.MODEL
            | words.WITH
            | words.INTO
            | words.COURTESY
        )
        if parted and plain and opens and token.low not in known and self._lists(place):
            return True
        cursor.place = place
        return False

    def _lists(self, place: int) -> bool:
        """Whether what was read before is a list of apps: a noun in the plural, or none of its models."""
        here = self._cursor.place
        self._cursor.place = place
        found = any(self._cursor.ahead(-step).low in words.APPS for step in range(1, place + 1))
        self._cursor.place = here
        return found

    def _named_apps(self) -> bool:
        """`payments app`, `catalog, orders and reviews apps`, `shop project`."""
        cursor = self._cursor
        steps = 0
        found: list[Token] = []
        while (
            cursor.ahead(steps).kind in _NAMES
            and cursor.ahead(steps).low not in words.APP | words.PROJECT
        ):
            found.append(cursor.ahead(steps))
            steps += 1
            if cursor.ahead(steps).low in words.APP | words.PROJECT:
                return self._take_named(found, steps)
            parted = False
            while cursor.ahead(steps).text == "," or cursor.ahead(steps).low in words.AND:
                steps, parted = steps + 1, True
            if not parted:
                break
        return False

    def _take_named(self, found: list[Token], steps: int) -> bool:
        cursor = self._cursor
        noun = cursor.ahead(steps)
        if noun.low in words.PROJECT and len(found) > 1:
            return False
        for _ in range(steps + 1):
            cursor.take()
        if noun.low in words.PROJECT:
            self._set_project(found[0], project_name(cursor, found[0]))
            return True
        self._apps += [App(app_name(cursor, name), at=name.at) for name in found[:-1]]
        self._apps.append(read_app(cursor, found[-1]))
        return True

    def _set_project(self, at: Token, name: str | None) -> None:
        if self._has_project:
            self._cursor.fail(
                "one project at a time", at=at.at, advice="Ask for the other one in another folder."
            )
        self._project, self._has_project = name, True

    def _project_after(self) -> str | None:
        """The name after the noun; None where the request gives none."""
        cursor = self._cursor
        if cursor.now.low in words.PURPOSE:
            return purpose(cursor)
        if cursor.now.low in words.NAMED_LEADS and cursor.next.low in words.NAMED:
            cursor.take()
        named = skip(cursor, words.NAMED, signs=":=") and cursor.ahead(-1).text != ":"
        links = words.WITH | words.AND | words.INTO | words.COURTESY
        if cursor.now.kind == "number":
            return project_name(cursor, cursor.take())
        no_name = cursor.now.low in words.NEVER_NAMES or (cursor.now.low in links and not named)
        if cursor.now.kind not in _NAMES or no_name:
            return None
        if cursor.next.low in words.APP or cursor.now.low in words.APP | words.MODEL:
            return None
        return project_name(cursor, cursor.take())

    # What belongs to an app

    def _more_models(self) -> bool:
        """Models in a clause of their own belong to the app named last, or to those that bear their names."""
        cursor = self._cursor
        described = cursor.next.text in {"(", "{", ":", "-"} or cursor.next.low in words.MODEL
        opens = described and begins_model(cursor.now, cursor.next)
        if not self._apps or not (opens or cursor.now.low in words.MODEL):
            return False
        skip(cursor, words.MODEL, signs=":-")
        for model in read_models(cursor):
            self._give(model)
        return True

    def _give(self, model: Model) -> None:
        bare = [app for app in self._apps if not app.models]
        home = self._apps[-1]
        if len(bare) > 1 and not home.models:
            forms = {snake(model.name), plural(snake(model.name))}
            named = [app for app in self._apps if app.name in forms]
            if not named:
                why = f'it is not clear to which app "{model.name}" belongs'
                advice = "Name its models behind each app: app menu with model Dish(name), app orders with model ..."
                self._cursor.fail(why, at=model.at, advice=advice)
            home = named[0]
        grown = replace(home, models=(*home.models, model))
        self._apps = [grown if app is home else app for app in self._apps]

    def _link(self) -> bool:
        """`with a link to Product`: a relation of the app's first model."""
        cursor = self._cursor
        if cursor.now.low not in words.LINK or not self._apps:
            return False
        cursor.take()
        skip(cursor, words.LINK_TO | words.FILLERS | words.MODEL)
        token = cursor.take()
        if token.kind not in _NAMES:
            cursor.fail("the model that the relation points to was expected here", at=token.at)
        app, name = "", token.text
        if cursor.mark("."):
            app, name = name, cursor.take().text
        target = model_name(name)
        link = Field(snake(target), Kind.FK, token.at, target=target, target_app=app)
        last = self._apps[-1]
        self._apps[-1] = replace(last, links=(*last.links, link))
        return True

    def _relation(self) -> bool:
        """`Item belongs to Supplier`, `Author has many Books`: a relation in a sentence of its own."""
        cursor = self._cursor
        heads = (cursor.next.low, cursor.ahead(2).low)
        if not self._apps or heads not in {
            ("belongs", "to"),
            ("has", "many"),
            ("принадлежит", cursor.ahead(2).low),
        }:
            return False
        here = cursor.take()
        cursor.take()
        if heads[0] != "принадлежит":
            cursor.take()
        skip(cursor, words.FILLERS)
        there = cursor.take()
        many = heads[0] == "has"
        one, other = (there, here) if many else (here, there)
        owner = model_name(singular(one.text) if many else one.text)
        target = model_name(other.text)
        self._apps[-1] = with_relation(
            cursor, self._apps[-1], owner, Field(snake(target), Kind.FK, here.at, target=target)
        )
        return True

    def _place(self) -> bool:
        """`to the project`, `to project shop`: where the apps go."""
        cursor = self._cursor
        place = cursor.place
        cursor.take()
        skip(cursor, words.OF_WORK | words.FILLERS)
        self._into = bool(self._apps or self._additions)
        if cursor.now.low in words.PROJECT:
            cursor.take()
            skip(cursor, words.NAMED)
            named = (
                cursor.now.kind in _NAMES
                and cursor.now.low not in words.WITH | words.AND | words.COURTESY
            )
            self._project = project_name(cursor, cursor.take()) if named else self._project
            return True
        name = cursor.now
        if name.kind in _NAMES and cursor.next.low in words.PROJECT:
            cursor.take()
            cursor.take()
            self._project = project_name(cursor, name)
            return True
        cursor.place = place
        if name.kind in _NAMES and cursor.now.low != "for":
            cursor.fail('"project" was expected here', at=name.at)
        return False
