"""Any set of models makes code that parses and that the standard's Ruff settings accept."""

import ast
import re
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from ruff import find_ruff_bin  # type: ignore[import-untyped]

from skillrun.errors import UsageError
from skillrun.providers.blueprint.apps import app_files
from skillrun.providers.blueprint.growing import grow
from skillrun.providers.blueprint.project import Asked
from skillrun.providers.blueprint.spec import Addition, Field, Kind
from skillrun.providers.blueprint.wishes import read_wish
from skillrun.rules.packaged import builtin_root
from tests.blueprint.requests import model_sets


@cache
def ruff_settings() -> str:
    asset = builtin_root() / "skill" / "assets" / "pyproject-ruff.toml"
    return f'[project]\nname = "demo"\nrequires-python = ">=3.12"\n\n{asset.read_text(encoding="utf-8")}'


def ruff(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        [find_ruff_bin(), *arguments, "--no-cache", "."],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def faults(files: dict[str, str]) -> str:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "pyproject.toml").write_text(ruff_settings(), encoding="utf-8")
        (root / "config").mkdir()
        (root / "apps" / "users").mkdir(parents=True)
        (root / "apps" / "users" / "__init__.py").touch()
        (root / "apps" / "__init__.py").touch()
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return ruff(root, "check", "--no-fix") + ruff(root, "format", "--check")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model_sets())
@example("Empty()")
@example("Order(item_status: choices a/b), OrderItem(status: choices a/b, order: fk Order)")
@example(
    "Book(meta: choices a/b, tags: m2m Tag), Tag(books: m2m Book, parent: fk Tag?, twin: o2o Tag?)"
)
@example("Profile(user: o2o User), Medal(profile: o2o Profile, title: str unique)")
def test_any_models_make_clean_code(models: str) -> None:
    try:
        wish = read_wish(f"add zoo app with models {models}")
    except UsageError as error:
        # Two names that would collide are told so; nothing else of these is refused.
        assert "would both need the name" in error.message or "has a column" in error.message  # noqa: PT017
        assume(False)
    (app,) = wish.apps

    files = app_files(app)

    for path, text in files.items():
        ast.parse(text, path)
    assert faults(files) == ""


def test_the_same_request_makes_the_same_files() -> None:
    request = "add zoo app with models Cage(name: str, keepers: m2m User), Animal(cage: fk Cage, kind: choices a/b)"
    (first,), (second,) = read_wish(request).apps, read_wish(request).apps

    assert app_files(first) == app_files(second)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model_sets())
@example(
    "Keeper(user: fk User, level: choices low/high readonly, boss: fk Keeper?, mates: m2m Keeper, alias: str? unique)"
)
@example(
    "Cage(size: decimal(5,0) = 3, flag: bool = true, data: json = [], day: date = today, at: datetime = now readonly)"
)
@example("Nest(place: str(9), unique(place, day), day: date)")
@example("Клетка(размер: целое positive, вид: выбор большая/в работе)")
def test_any_app_is_read_back_as_it_was_asked_for(models: str) -> None:
    try:
        (app,) = read_wish(f"add zoo app with models {models}").apps
    except UsageError:
        assume(False)
    files = app_files(app)
    asked = Asked("", "demo", frozenset(files), files, part=1)
    addition = Addition(app.models[0].name, "zoo", (Field("zz_note", Kind.TEXT, optional=True),))

    growth = grow(asked, addition)

    grown = growth.files["apps/zoo/models.py"].splitlines()
    there = files["apps/zoo/models.py"].splitlines()
    assert [line for line in grown if "zz_note" not in line] == there
    assert faults({**files, **growth.files}) == ""


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model_sets(), st.data())
def test_any_two_apps_make_clean_code(models: str, data: st.DataObject) -> None:
    names = re.findall(r"(\w+)\(", re.sub(r"(str|slug|decimal)\(", "", models))
    links = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))
    kinds = [data.draw(st.sampled_from(("fk", "o2o", "m2m"))) for _ in links]
    fields = ", ".join(
        f"link{n}: {kind} {name}" for n, (kind, name) in enumerate(zip(kinds, links, strict=True))
    )
    try:
        apps = read_wish(
            f"create project demo with apps zoo with models {models}; farm with model Barn({fields}, note: text)"
        ).apps
    except UsageError as error:
        assert "would both need the name" in error.message or "has a column" in error.message  # noqa: PT017
        assume(False)

    files = {path: text for app in apps for path, text in app_files(app).items()}

    assert [app.name for app in apps] == ["zoo", "farm"]
    assert faults(files) == ""


WORDS = ["create", "add", "project", "app", "apps", "model", "models", "field", "with", "and", ",", ":", ";", ".", "(", ")", "{", "}", "[", "]", "?", "!", "=", "/", "|", "-", "->", "\n", "shop", "catalog", "Product", "Order", "Автор", "name:", "str", "price:", "decimal", "(10,2)", "fk", "User", "m2m", "to", "in", "the", "choices", "a/b", "new/paid", "unique", "optional", "default", "0", "=", "max", "20", "readonly", "unique(a,b)", "author", "date", "CharField(max_length=3)", "models.ForeignKey(Product,", "`x`", '"a', 'b"', "5", "-3", "1.5", "belongs", "has", "many", "в", "модель", "поле", "приложение", "с", "добавь", "link", "for", "unique_together", "on", "delete", "cascade", "catalog.Product", "```", "type", "of", "Product(", ")", "🎉"]  # fmt: skip


@settings(max_examples=400, deadline=2000)
@given(
    st.sampled_from(("add", "добавь", "add app x with model Y(", "add app x: Y:", "add field", "create project p with apps")),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=14),
)  # fmt: skip
def test_any_words_are_understood_or_refused_with_advice(lead: str, words: list[str]) -> None:
    try:
        wish = read_wish(f"{lead} {' '.join(words)}")
    except UsageError as error:
        assert error.advice  # noqa: PT017
    else:
        assert wish.project or wish.apps or wish.additions or "project" in f"{lead} {words}"
