"""Apps of every type and relation, held against the real Django, PostgreSQL and Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from skillrun.providers.blueprint.apps import app_files
from skillrun.providers.blueprint.domains import domains
from skillrun.providers.blueprint.templates import render_tree, tidy
from skillrun.providers.blueprint.wiring import install_app, mount_app
from skillrun.providers.blueprint.wishes import read_wish
from tests.e2e.generated import Project, uv
from tests.support.servers import running_postgres, running_redis
from tests.support.tools import require

pytestmark = pytest.mark.slow

MONSTER = """add zoo app with models
Keeper(user: fk User, nickname: str(12) unique, boss: fk Keeper?, mates: m2m Keeper, level: choices low/high,
  rules: json, note: text?, mentor: fk User?, watchers: m2m User, badge: o2o Badge?),
Badge(code: slug(20) unique, flag: bool, when: datetime, day: date, at: time, span: duration, ratio: float,
  amount: decimal, price: decimal(2,2), quantity: int, big: bigint, mail: email, link: url, uid: uuid unique,
  data: json?, type: choices a/b/c?, id_text: str?, alias: str? unique, short: str(1)),
Cage(keeper: fk Keeper, size: decimal(5,0) unique, animals: m2m Animal, main: fk Animal?, backup: o2o Cage?),
Animal(name: str = "x y", age: int?, cage: fk Cage?, born: date = today, seen: datetime = now, score: float = 1.5,
  active: bool = true, tags: json = [], mood: choices happy/sad = sad readonly, kind: fk Species),
Species(name: str unique max 50, extra: bool?),
Empty(),
Profile(user: o2o User, bio: text?),
Medal(profile: o2o Profile, title: str),
News(title: str unique, owner: fk User?, day: date unique, moment: datetime unique, hour: time unique,
  span: duration unique, num: int unique, dec: decimal(4,2) unique, fl: float unique, mail: email unique,
  link: url unique)"""
GRAPH = "add graph app with model Node(name: str, next_node: fk Node?, neighbours: m2m Node)"
# A plural that looks like a docstring's section, a choice that can't change, a name taken by builtins.
ODD = (
    "add odd app with models Return(hash: slug unique, only: choices a), Number(only: choices a), "
    "List(type: str, size: int, data: m2m Return, order: fk Number), OrderItem(quantity: int), "
    "Order(item_quantity: int, item: fk OrderItem?)"
)
MINIMUM_COVERAGE = 95


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with the widest app, a graph, and an app for each name that models are known for."""
    require("postgres", "redis-server", "python3.12")
    folder = tmp_path_factory.mktemp("apps") / "demo"
    write_project(folder, [MONSTER, GRAPH, ODD, *(f"add {name} app" for name in domains())])
    uv(folder, "sync")
    with running_postgres() as postgres, running_redis() as redis:
        variables = {
            "ENVIRONMENT": "local",
            "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "ALLOWED_HOSTS": "localhost",
            "POSTGRES_DB": "postgres",
            "POSTGRES_USER": postgres.user,
            "POSTGRES_PASSWORD": postgres.password,
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(postgres.server.port),
            "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
        }
        yield Project(folder, "zoo", variables)


def write_project(folder: Path, requests: list[str]) -> None:
    files = tidy(render_tree("project", {"project": "demo", "apps": ()}))
    for request in requests:
        (app,) = read_wish(request, files=files, listing=files).apps
        files |= app_files(app)
        files["config/settings.py"] = install_app(
            files["config/settings.py"], app.name, path="settings"
        )
        files["config/urls.py"] = mount_app(files["config/urls.py"], app.name, path="urls")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def test_code_is_clean(project: Project) -> None:
    for command in (("check", "--no-fix"), ("format", "--check")):
        done = project.run("ruff", *command, ".")
        assert done.returncode == 0, done.stdout


def test_migrations_are_what_makemigrations_would_write(project: Project) -> None:
    assert "No changes detected" in project.manage("makemigrations", "--check", "--dry-run")


def test_the_schema_is_valid_and_names_do_not_collide(project: Project) -> None:
    project.manage("spectacular", "--validate", "--fail-on-warn", "--file", "schema.yml")


def test_own_tests_pass_and_cover_the_apps(project: Project) -> None:
    done = project.run("pytest", "-q", f"--cov-fail-under={MINIMUM_COVERAGE}", "--show-capture=no")

    assert done.returncode == 0, done.stdout
