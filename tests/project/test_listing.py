import os
import subprocess
import time
from pathlib import Path

import pytest

from skillrun.project.listing import is_secret, list_files


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"{path}\n", encoding="utf-8")


def git(root: Path, *arguments: str) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    subprocess.run(["git", *arguments], cwd=root, env=clean, check=True, capture_output=True)


@pytest.fixture(params=["git", "walk"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    if request.param == "git":
        git(folder, "init", "--quiet")
    return folder


def test_a_workspace_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert list_files(tmp_path / "absent") == ()


def test_paths_are_sorted_and_spelled_from_the_root(root: Path) -> None:
    make(root, "manage.py", "apps/b.py", "apps/файл.py", "apps/a b.py")
    assert list_files(root) == ("apps/a b.py", "apps/b.py", "apps/файл.py", "manage.py")


def test_ignored_files_are_left_out_nested_rules_and_exceptions_too(root: Path) -> None:
    make(
        root,
        "a.log",
        "keep.log",
        "out/x.py",
        "app/local.py",
        "app/b.log",
        "app/deep/local.py",
        "x/local.py",
    )
    (root / ".gitignore").write_text("*.log\n!keep.log\n/out/\n", encoding="utf-8")
    (root / "app" / ".gitignore").write_text("local.py\n!b.log\n", encoding="utf-8")
    assert list_files(root) == (
        ".gitignore",
        "app/.gitignore",
        "app/b.log",
        "keep.log",
        "x/local.py",
    )


def test_secrets_caches_and_environments_are_left_out_without_any_rule(root: Path) -> None:
    make(
        root, ".env", ".env.local", "prod.env", ".env.example", "tls/site.pem", "id_rsa", "deploy.key",
        ".venv/lib/a.py", "node_modules/m/index.js", "apps/__pycache__/a.pyc", ".ruff_cache/x", "manage.py",
    )  # fmt: skip
    assert list_files(root) == (".env.example", "manage.py")


def test_nothing_in_a_folder_that_is_left_out_is_taken_in_by_its_name(root: Path) -> None:
    make(root, "venv/secrets.py", "node_modules/m/.env.example", "secrets.d/secrets.py")
    make(root, "secrets.py", "docs/.env.example", "venv.py", "apps/tls.pem.txt")
    assert list_files(root) == ("apps/tls.pem.txt", "docs/.env.example", "secrets.py", "venv.py")


def test_a_link_out_of_the_workspace_is_left_out(root: Path) -> None:
    make(root.parent, "outside.py", "folder/inside.py")
    make(root, "a.py")
    (root / "link.py").symlink_to(root.parent / "outside.py")
    (root / "linked").symlink_to(root.parent / "folder")
    assert list_files(root) == ("a.py",)


def test_names_that_cannot_stand_on_a_line_are_left_out(root: Path) -> None:
    make(root, "a.py", "two\nlines.py")
    Path(os.fsdecode(os.fsencode(root) + b"/\xff.py")).touch()
    assert list_files(root) == ("a.py",)


def test_a_tracked_file_that_is_deleted_is_left_out(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    make(tmp_path, "a.py", "b.py")
    git(tmp_path, "add", "a.py", "b.py")
    (tmp_path / "b.py").unlink()
    assert list_files(tmp_path) == ("a.py",)


def test_a_workspace_that_the_repository_around_it_ignores(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    make(tmp_path, "demo/manage.py")
    (tmp_path / ".gitignore").write_text("demo/\n", encoding="utf-8")
    assert list_files(tmp_path / "demo") == ("manage.py",)


def test_the_workspace_cannot_make_git_start_a_program(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    make(tmp_path, "a.py")
    hook = tmp_path / "hook.sh"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n", encoding="utf-8")
    hook.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(hook))
    list_files(tmp_path)
    assert not (tmp_path / "started").exists()


def test_a_git_dir_of_the_caller_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, work = tmp_path / "other", tmp_path / "work"
    make(other, "theirs.py")
    make(work, "ours.py")
    git(other, "init", "--quiet")
    git(other, "add", "theirs.py")
    git(work, "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert list_files(work) == ("ours.py",)


@pytest.mark.parametrize("path", [".env", "a/.env.prod", "b/x.pem", "id_ed25519", "secrets.json"])
def test_names_that_hold_secrets(path: str) -> None:
    assert is_secret(path)


@pytest.mark.parametrize(
    "path", [".env.example", "apps/keys.py", "env.py", "secrets.py", "monkey.py"]
)
def test_names_that_hold_none(path: str) -> None:
    assert not is_secret(path)


def test_a_line_that_is_no_pattern_ignores_nothing(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b.log")
    (tmp_path / ".gitignore").write_text("a\\\n\\\n[\n*.log\n", encoding="utf-8")
    assert list_files(tmp_path) == (".gitignore", "a.py")


def test_a_gitignore_of_megabytes_is_read_in_a_moment(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b.log")
    lines = "".join(f"folder{number}/*.x\n" for number in range(200_000))
    (tmp_path / ".gitignore").write_text(f"{lines}*.log\n", encoding="utf-8")
    started = time.process_time()
    assert list_files(tmp_path) == (".gitignore", "a.py")
    assert time.process_time() - started < 5
