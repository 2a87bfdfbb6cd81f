"""The request language: what a request asks for, read by recursive descent.

request  := verb filler* clause (link clause)* end
clause   := project | apps | models | "to" project
project  := "project" name | name "project" | "project" "for" words
apps     := "app" name | name "app" | "apps" name ("," | "and") name; then optionally "with" models
models   := ["models"] model ("," | "and" model)*
"""

from collections.abc import Collection
from dataclasses import replace

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.additions import is_addition, read_addition
from skillrun.providers.blueprint.appnames import app_name, is_known_app, project_name, purpose
from skillrun.providers.blueprint.modeling import begins_model, read_model
from skillrun.providers.blueprint.scanner import Cursor, Token
from skillrun.providers.blueprint.spec import Addition, App, Field, Kind, Model, Wish
from skillrun.providers.blueprint.types import model_name

_NAMES = frozenset({"word", "quoted"})
_SIGNS = ",:;.!-"


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
        _skip(cursor, words.COURTESY | words.FILLERS, signs=",!.")
        if not _skip(cursor, words.VERBS) and not self._at_noun():
            why = 'a request begins with "create" or "add" (or "создай", "добавь")'
            cursor.fail(why, at=start)
        _skip(cursor, words.VERBS | words.FILLERS)
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
        """`project shop with ...`: no verb, and plain all the same."""
        return (
            self._cursor.now.low in words.PROJECT | words.APP
            and self._cursor.next.kind in _NAMES | {"sign"}
        )

    def _first(self) -> None:
        cursor = self._cursor
        if is_addition(cursor):
            self._additions.append(read_addition(cursor))
            return
        if self._named_apps() or self._nouns():
            return
        if begins_model(cursor.now, cursor.next) or cursor.now.low in words.MODEL:
            cursor.fail(
                "no app is named for these models",
                advice=f"Name the app: add library app with models ...\n\n{words.HELP}",
            )
        if cursor.now.kind in _NAMES and is_known_app(cursor.now.text):
            self._apps.append(self._app(cursor.take()))
            return
        if cursor.now.kind in _NAMES:
            cursor.fail('neither "project" nor "app" is named here')
        cursor.fail('"project" or "app" was expected here')

    def _further(self) -> None:
        """One more clause, with what links it to those before."""
        cursor = self._cursor
        if cursor.now.low in words.INTO and self._place():
            return
        linked = _skip(cursor, words.WITH | words.AND | words.VERBS | words.FILLERS, signs=_SIGNS)
        if not linked and not cursor.now.first:
            cursor.fail("the request is complete before this, and the rest has no meaning to it")
        if self._is_over():
            return
        if cursor.now.low in words.INTO and self._place():
            return
        if self._link() or self._named_apps() or self._nouns() or self._more_models():
            return
        if self._has_project and not self._apps:
            cursor.fail("an app was expected here, as in 'with a payments app'")
        cursor.fail("the request is complete before this, and the rest has no meaning to it")

    def _is_over(self) -> bool:
        cursor = self._cursor
        place = cursor.place
        _skip(cursor, words.COURTESY | {"ok"}, signs=f"{_SIGNS}?")
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
        _skip(cursor, words.NAMED | words.PURPOSE, signs=":=-")
        if cursor.ahead(-1).low in words.PURPOSE:
            _skip(cursor, words.PURPOSES)
        if cursor.now.kind not in _NAMES:
            cursor.fail("the app has no name", at=None if cursor.now.kind == "end" else noun.at)
        self._apps.append(self._app(cursor.take()))
        while self._next_of_list():
            self._apps.append(self._app(cursor.take()))
        return True

    def _next_of_list(self) -> bool:
        """Whether another app follows in a list of them: `apps catalog and orders`."""
        cursor = self._cursor
        place = cursor.place
        parted = _skip(cursor, words.AND, signs=",;") or cursor.now.first
        _skip(cursor, words.FILLERS)
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
        self._apps.append(self._app(found[-1]))
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
        named = _skip(cursor, words.NAMED, signs=":=") and cursor.ahead(-1).text != ":"
        links = words.WITH | words.AND | words.INTO | words.COURTESY
        if cursor.now.kind not in _NAMES or (cursor.now.low in links and not named):
            return None
        if cursor.next.low in words.APP or cursor.now.low in words.APP | words.MODEL:
            return None
        return project_name(cursor, cursor.take())

    # What belongs to an app

    def _app(self, name: Token) -> App:
        cursor = self._cursor
        app = App(app_name(cursor, name), at=name.at)
        place = cursor.place
        if cursor.now.text == "(" and begins_model(cursor.next, cursor.ahead(2)):
            cursor.take()
            app = replace(app, models=self._models())
            cursor.expect(")", '")" was expected after the models')
            return app
        _skip(cursor, words.WITH | words.AND | words.FILLERS | {"uses"}, signs=",:-")
        opens = cursor.now.low in words.MODEL or begins_model(cursor.now, cursor.next)
        linked = cursor.ahead(-1).low in words.WITH or cursor.ahead(-1).text == ":"
        if not opens and not (linked and cursor.place > place and self._reads_as_model()):
            cursor.place = place
            return app
        _skip(cursor, words.MODEL, signs=":-")
        return replace(app, models=self._models())

    def _reads_as_model(self) -> bool:
        """Whether what follows `with` can be nothing but a model, if a misspelt one."""
        cursor = self._cursor
        others = words.LINK | words.APP | words.PROJECT | words.FIELD
        return (
            cursor.now.kind in _NAMES
            and cursor.now.low not in others
            and cursor.next.low not in words.APP
        )

    def _models(self) -> tuple[Model, ...]:
        cursor = self._cursor
        found = [read_model(cursor)]
        while True:
            place = cursor.place
            parted = _skip(cursor, words.AND, signs=",;.-") or cursor.now.first
            if parted:
                _skip(cursor, words.FILLERS)
            named = _skip(cursor, words.MODEL, signs=":")
            if (
                not parted
                or not (named or begins_model(cursor.now, cursor.next))
                or self._begins_app()
            ):
                cursor.place = place
                return tuple(found)
            found.append(read_model(cursor))

    def _begins_app(self) -> bool:
        """`orders (Order(...))` in a list of apps: brackets that hold models, not fields."""
        cursor = self._cursor
        small = not cursor.now.text[:1].isupper()
        return small and cursor.next.text == "(" and begins_model(cursor.ahead(2), cursor.ahead(3))

    def _more_models(self) -> bool:
        """Models in a clause of their own belong to the app named last."""
        cursor = self._cursor
        opens = cursor.now.low in words.MODEL or begins_model(cursor.now, cursor.next)
        if not self._apps or not opens:
            return False
        _skip(cursor, words.MODEL, signs=":-")
        last = self._apps[-1]
        self._apps[-1] = replace(last, models=(*last.models, *self._models()))
        return True

    def _link(self) -> bool:
        """`with a link to Product`: a relation of the app's first model."""
        cursor = self._cursor
        if cursor.now.low not in words.LINK or not self._apps:
            return False
        cursor.take()
        _skip(cursor, words.LINK_TO | words.FILLERS | words.MODEL)
        token = cursor.take()
        if token.kind not in _NAMES:
            cursor.fail("the model that the relation points to was expected here", at=token.at)
        app, name = "", token.text
        if cursor.mark("."):
            app, name = name, cursor.take().text
        target = model_name(name)
        from skillrun.providers.blueprint.names import snake

        link = Field(snake(target), Kind.FK, token.at, target=target, target_app=app)
        last = self._apps[-1]
        self._apps[-1] = replace(last, links=(*last.links, link))
        return True

    def _place(self) -> bool:
        """`to the project`, `to project shop`: where the apps go."""
        cursor = self._cursor
        place = cursor.place
        cursor.take()
        _skip(cursor, words.OF_WORK | words.FILLERS)
        self._into = bool(self._apps or self._additions)
        if cursor.now.low in words.PROJECT:
            cursor.take()
            _skip(cursor, words.NAMED)
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


def _skip(cursor: Cursor, these: Collection[str], *, signs: str = "") -> bool:
    """Pass over words and signs; whether there were any."""
    before = cursor.place
    while _is_word(cursor, these) or (cursor.now.kind == "sign" and cursor.now.text in signs):
        cursor.take()
    return cursor.place > before


def _is_word(cursor: Cursor, these: Collection[str]) -> bool:
    """Whether a keyword comes next; a capital letter inside a sentence begins a model's name."""
    capital = cursor.now.text[:1].isupper() and cursor.next.text in {"(", ":", "-", "{"}
    return cursor.now.low in these and not (capital and cursor.place > 0)
