"""`skillrun prompt` as a user runs it: the conversation, and what of the project is shown and why."""

import hashlib
from pathlib import Path

import pytest

from skillrun.cli.front import Front
from skillrun.cli.options import Color, Format
from skillrun.engine.events import Report
from skillrun.project.fencing import unfence
from skillrun.workspace.conflicts import Conflict
from tests.support.command import skillrun
from tests.support.wire import Fault, WireServer

FILES = {
    "config/settings.py": "INSTALLED_APPS = ['apps.shop']\nROOT_URLCONF = 'config.urls'\n",
    "config/urls.py": "urlpatterns = []\n",
    "apps/shop/apps.py": (
        "from django.apps import AppConfig\n\n\nclass ShopConfig(AppConfig):\n    name = 'apps.shop'\n"
    ),
    "apps/shop/models.py": (
        "from django.db import models\n\n\nclass Order(models.Model):\n    total = models.IntegerField()\n"
    ),
    "apps/shop/services.py": "def first():\n    pass\n",
    "apps/news/models.py": (
        "from django.db import models\n\n\nclass Story(models.Model):\n    title = models.TextField()\n"
    ),
    ".env": "SECRET_KEY=hush\n",
    "uv.lock": "version = 1\n",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_choice_is_a_table_beside_the_conversation(home: Path) -> None:
    done = skillrun("prompt", "добавь примечание к заказу", "--color", "never", home=home)
    assert done.code == 0
    assert done.out.startswith("=== system ===\n")
    rows = [line.split(None, 2) for line in done.err.splitlines()]
    assert ["Shown"] in rows
    for path, why in (
        ("apps/shop/models.py", "defines the model `Order`"),
        ("config/settings.py", "wiring of the project"),
    ):
        assert [path, str(len(FILES[path]) // 4), why] in rows
    assert "of 60,000 tokens" in done.err
    assert "hush" not in done.out + done.err
    user = done.out.split("=== user ===\n")[1]
    fenced = {(text.kind, text.name): text.text for text in unfence(user)}
    assert fenced["file", "apps/shop/models.py"] == FILES["apps/shop/models.py"]
    assert fenced["map", ""] == "news (apps/news): models Story(title)\nshop (apps/shop)"
    assert fenced["audit", ""].startswith("apps/shop/models.py:\n- ")
    assert ".env" not in fenced["listing", home.name].splitlines()


def test_the_choice_is_an_object_too(home: Path) -> None:
    found = skillrun(
        *("prompt", "look at Order and uv.lock", "--file", "apps/news/models.py"),
        *("--format", "json"),
        home=home,
    ).json
    assert [message["role"] for message in found["messages"]] == ["system", "user"]
    context = found["context"]
    assert context["budget"] == 60_000
    assert context["files"][0] == {
        "path": "apps/news/models.py",
        "tokens": len(FILES["apps/news/models.py"]) // 4,
        "sha256": hashlib.sha256(FILES["apps/news/models.py"].encode()).hexdigest(),
        "why": "named with --file",
    }
    assert context["left_out"] == [
        {
            "path": "uv.lock",
            "why": "named in the request",
            "reason": "a lock file",
            "tokens": 0,
        }
    ]
    assert context["tokens"] == sum(f["tokens"] for f in context["files"]) + context["map_tokens"]


def test_a_quiet_run_prints_the_conversation_alone(home: Path) -> None:
    done = skillrun("prompt", "add an order note", "--quiet", home=home)
    assert done.err == ""
    assert "=== user ===" in done.out


@pytest.mark.parametrize("request_text", ["mend Order", "mend Order. Make minimal changes"])
def test_minimal_changes_go_without_what_else_is_broken(home: Path, request_text: str) -> None:
    done = skillrun("prompt", request_text, "--format", "json", home=home)
    told = any(text.kind == "audit" for text in unfence(done.json["messages"][1]["content"]))
    assert told is ("minimal" not in request_text)


def test_a_conflict_is_shown_from_three_sides(capsys: pytest.CaptureFixture[str]) -> None:
    view = "@@ line 1: changed on disk and by the answer @@\n<<<<<<< on disk now\n\x1b[2Jtheirs\n"
    long = view + "".join(f"line {number}\n" for number in range(200))
    conflict = Conflict("apps/shop/models.py", "a", "b", "c", long)
    front = Front(Format.TEXT, Color.NEVER, quiet=False, verbose=False)
    report = Report(
        "failed", 4, conflicts=(conflict,), error="Changed on disk.", advice="Ask again."
    )
    assert front.conduct(lambda: report).exit_code == 4
    shown, told = capsys.readouterr()
    assert shown.startswith("apps/shop/models.py\n  @@ line 1: changed on disk")
    assert "\x1b" not in shown
    assert "83 lines more, all of them with --format json" in shown
    assert told == "error: Changed on disk.\n help: Ask again.\n"


@pytest.mark.parametrize(
    ("request_", "told"), [("почини вход", True), ("add a discount to Order", False)]
)
def test_a_request_that_names_nothing_of_the_project(home: Path, request_: str, told: bool) -> None:
    done = skillrun("prompt", request_, home=home)
    assert done.code == 0, done.err
    assert "config/urls.py" in done.err
    assert ("--file PATH" in done.err) is told
    with WireServer() as server:
        server.script([Fault("status", 400)])
        done = skillrun(
            "ask", request_, "--model", "compatible:x", "--base-url", server.openai_base, home=home
        )
        assert len(server.requests) == 1
    assert ("--file PATH" in done.err) is told, "it is said where it costs money too"
