"""Apps of every type and relation, held against the real Django, PostgreSQL and Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from skillrun.providers.blueprint.answers import make_answer
from skillrun.providers.blueprint.domains import domains
from skillrun.providers.blueprint.project import Asked
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
# Relations between apps, what is unique together, labels in Russian, owners over several apps.
UNI = """add apps
people with models Student(user: o2o User, group: str), Teacher(user: o2o User), Room(code: slug unique);
courses with models Course(title: str, teacher: fk Teacher, students: m2m Student), Lesson(course: fk Course,
  room: fk Room?, at: datetime, length: int positive = 45, unique(course, at)), Plan(course: o2o Course, text);
grades with models Grade(student: fk Student, lesson: fk Lesson, оценка: целое, given: date = today,
  unique(student, lesson)), Отзыв(room: fk Room cascade, с: дата, вид: выбор хорошо/в работе, unique(room, с))"""
# What comes later to apps that are there.
LATER = [
    "add field isbn: str(13)? unique to odd.Return",
    "add fields extra: int positive, colour: choices red/blue and price: decimal(5,2) = 1.5 to Lesson",
    "add tutors: m2m Teacher, room: fk Room and note fields to Course",
    "add models Exam(course: fk Course, at: datetime, rooms: m2m Room, unique(course, at)), Mark(exam: fk Exam, "
    "student: fk Student, value: decimal(4,1)) to the courses app",
    "add field seats: int to Room",
    "add audits app with model Audit(mark: fk Mark, node: fk Node?, lesson: o2o Lesson?)",
]
MINIMUM_COVERAGE = 95


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with the widest app, a graph, and an app for each name that models are known for."""
    require("postgres", "redis-server", "python3.12")
    folder = tmp_path_factory.mktemp("apps") / "demo"
    known = [f"add {name} app" for name in domains()]
    write_project(folder, ["create project demo", MONSTER, GRAPH, ODD, *known, UNI, *LATER])
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
    """Ask for one thing after the other in a folder that all of is shown."""
    files: dict[str, str] = {}
    for request in requests:
        asked = Asked(
            request, "demo", frozenset(files), {p: t for p, t in files.items() if t}, part=1
        )
        files |= make_answer(asked).files
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
