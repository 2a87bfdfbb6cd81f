import hashlib
from pathlib import Path

import pytest

from skillrun.errors import UsageError
from skillrun.project.context import collect

PATHS = (
    "apps/core/healthcheck.py",
    "apps/payments/__init__.py",
    "apps/payments/apps.py",
    "apps/payments/migrations/0001_initial.py",
    "apps/payments/models.py",
    "apps/payments/tests/test_models.py",
    "apps/users/apps.py",
    "apps/users/models.py",
    "config/settings.py",
    "config/urls.py",
    "docker-compose.yml",
    "docs/notes.md",
    "pyproject.toml",
    "uv.lock",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path in PATHS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"# {path}\n", encoding="utf-8")
    return tmp_path


def test_an_empty_workspace_shows_nothing(tmp_path: Path) -> None:
    context = collect(tmp_path / "absent", "add payments app")
    assert (context.listing, context.files, context.left_out) == ((), (), ())


def test_the_wiring_is_always_shown(root: Path) -> None:
    context = collect(root, "add invoices app")
    assert context.listing == tuple(sorted(PATHS))
    assert list(context.why) == [
        "config/settings.py",
        "config/urls.py",
        "pyproject.toml",
        "docker-compose.yml",
    ]


def test_a_settings_package_is_wiring_too(root: Path) -> None:
    (root / "config" / "settings").mkdir()
    (root / "config" / "settings" / "base.py").write_text("A = 1\n", encoding="utf-8")
    assert collect(root, "x").why["config/settings/base.py"] == "wiring of the project"


@pytest.mark.parametrize(
    "request_text",
    [
        "Add a refund to the Payments app",
        "в приложение payments добавь возврат",
        "apps.payments: refunds",
    ],
)
def test_an_app_that_the_request_names_is_shown_without_migrations(
    root: Path, request_text: str
) -> None:
    shown = [path for path in collect(root, request_text).why if path.startswith("apps/")]
    assert shown == [
        "apps/payments/__init__.py",
        "apps/payments/apps.py",
        "apps/payments/models.py",
        "apps/payments/tests/test_models.py",
    ]


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        ("mend apps/core/healthcheck.py.", "apps/core/healthcheck.py"),
        ("mend ./apps/core/healthcheck.py", "apps/core/healthcheck.py"),
        ("исправь `core/healthcheck.py`, пожалуйста", "apps/core/healthcheck.py"),
        ("mend healthcheck.py", "apps/core/healthcheck.py"),
        (r"mend apps\core\healthcheck.py", "apps/core/healthcheck.py"),
    ],
)
def test_a_path_that_the_request_names(root: Path, request_text: str, expected: str) -> None:
    assert collect(root, request_text).why[expected] == "named in the request"


def test_a_bare_name_that_several_files_bear_names_none(root: Path) -> None:
    assert "named in the request" not in collect(root, "mend models.py").why.values()


def test_a_lock_file_is_never_shown(root: Path) -> None:
    assert "uv.lock" not in collect(root, "look at uv.lock").why


def test_named_files_come_first_whole_with_their_hash(root: Path) -> None:
    text = "строка\r\nlast"
    (root / "docs" / "notes.md").write_bytes(text.encode())
    context = collect(root, "x", ["./docs/notes.md", str(root / "apps/users/models.py")])
    first = context.files[0]
    assert (first.path, first.text, first.why) == ("docs/notes.md", text, "named with --file")
    assert first.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert context.files[1].path == "apps/users/models.py"


def test_files_are_left_out_whole_where_the_budget_ends(root: Path) -> None:
    (root / "config" / "settings.py").write_text("x" * 400, encoding="utf-8")
    (root / "docs" / "notes.md").write_text("x" * 4000, encoding="utf-8")
    context = collect(root, "x", ["docs/notes.md"], budget=1050)
    assert [one.path for one in context.left_out] == ["config/settings.py"]
    assert len(context.files[0].text) == 4000
    assert context.tokens <= 1050
    assert "config/urls.py" in context.why


def test_a_missing_file_is_told_with_the_nearest(root: Path) -> None:
    with pytest.raises(UsageError) as caught:
        collect(root, "x", ["apps/user/models.py"])
    assert "apps/user/models.py" in caught.value.message
    assert caught.value.advice == "Did you mean apps/users/models.py?"
    assert f"in `{root}`." in caught.value.message


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        (".env", b"KEY=1", "holds secrets"),
        ("build.log", b"x", "ignored"),
        ("logo.png", b"\x89PNG\x00\xff", "not UTF-8 text"),
        ("zero.txt", b"a\0b", "not UTF-8 text"),
        ("uv.lock", b"x", "lock file"),
    ],
)
def test_what_is_never_shown_is_refused_by_name(
    root: Path, path: str, content: bytes, why: str
) -> None:
    (root / ".gitignore").write_text("*.log\n.env\n", encoding="utf-8")
    (root / path).write_bytes(content)
    with pytest.raises(UsageError, match=why):
        collect(root, "x", [path])


def test_a_file_outside_the_workspace_is_refused(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "notes.md"
    outside.write_text("x", encoding="utf-8")
    for spelled in (str(outside), f"../{outside.parent.name}/notes.md"):
        with pytest.raises(UsageError):
            collect(root, "x", [spelled])


def test_a_binary_file_of_a_named_app_is_skipped(root: Path) -> None:
    (root / "apps" / "payments" / "blob.py").write_bytes(b"\xff\xfe")
    assert "apps/payments/blob.py" not in collect(root, "payments").why
