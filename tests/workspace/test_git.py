"""One commit of exactly what was written; what else is staged or changed stays as it is."""

import os
import subprocess
from pathlib import Path

import pytest

from skillrun.errors import CommandError, UsageError, WorkspaceError
from skillrun.workspace.git import (
    changed_files,
    check_repository,
    commit_files,
    refuse_uncommitted,
    untracked,
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ada")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Ada")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ada@example.com")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "ada@example.com")
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    return root


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def committed(root: Path) -> list[str]:
    return git(root, "show", "--format=", "--name-status", "HEAD").split()


@pytest.fixture
def begun(repository: Path) -> Path:
    for name in ("kept.py", "changed.py", "gone.py", "staged.py", "dirty.py"):
        write(repository, name, "old\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "begin")
    return repository


def test_new_changed_and_removed_files_are_one_commit(begun: Path) -> None:
    write(begun, "apps/new [1].py", "new\n")
    write(begun, "changed.py", "new\n")
    (begun / "gone.py").unlink()
    paths = ["apps/new [1].py", "changed.py"]
    made = commit_files(begun, paths, ["gone.py"], "add an app", "20261123-1-aaaa")
    assert made == git(begun, "rev-parse", "HEAD").strip()
    assert git(begun, "show", "--format=", "--name-only", "-z", "HEAD").strip("\0").split("\0") == [
        "apps/new [1].py",
        "changed.py",
        "gone.py",
    ]
    assert git(begun, "log", "-1", "--format=%B").strip() == (
        "add an app\n\nSkillrun-Session: 20261123-1-aaaa"
    )
    assert git(begun, "status", "--porcelain") == ""


def test_what_else_is_staged_or_changed_stays(begun: Path) -> None:
    write(begun, "staged.py", "staged\n")
    write(begun, "staged-new.py", "staged\n")
    git(begun, "add", "staged.py", "staged-new.py")
    write(begun, "staged.py", "and changed after\n")
    write(begun, "dirty.py", "dirty\n")
    write(begun, "untracked.py", "untracked\n")
    before = git(begun, "status", "--porcelain")
    write(begun, "new.py", "new\n")
    commit_files(begun, ["new.py"], [], "add new", "s")
    assert committed(begun) == ["A", "new.py"]
    assert git(begun, "status", "--porcelain") == before
    assert git(begun, "show", ":staged.py") == "staged\n"


def test_a_hook_that_refuses_leaves_the_index_as_it_was(begun: Path) -> None:
    hook = begun / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho 'no tabs please' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    write(begun, "staged.py", "staged\n")
    git(begun, "add", "staged.py")
    index = git(begun, "ls-files", "--stage")
    write(begun, "new.py", "new\n")
    with pytest.raises(CommandError, match="no tabs please") as raised:
        commit_files(begun, ["new.py"], [], "add new", "s")
    assert raised.value.exit_code == 5
    assert git(begun, "ls-files", "--stage") == index
    assert (begun / "new.py").is_file()


def test_hooks_see_no_keys(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted-0123456789abcdef")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    hook = begun / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nenv > seen.txt\n", encoding="utf-8")
    hook.chmod(0o755)
    write(begun, "new.py", "new\n")
    commit_files(begun, ["new.py"], [], "add new", "s")
    seen = (begun / "seen.txt").read_text(encoding="utf-8")
    assert "PATH=" in seen
    assert "planted" not in seen


def test_the_first_commit_of_a_repository(repository: Path) -> None:
    write(repository, "a.py", "")
    write(repository, "other.py", "x\n")
    commit_files(repository, ["a.py"], [], "begin", "s")
    assert committed(repository) == ["A", "a.py"]
    assert git(repository, "status", "--porcelain") == "?? other.py\n"


def test_a_workspace_below_the_repository(begun: Path) -> None:
    write(begun, "shop/a.py", "x\n")
    write(begun, "shop/old/b.py", "x\n")
    commit_files(begun / "shop", ["a.py", "old/b.py"], [], "add", "s")
    assert committed(begun) == ["A", "shop/a.py", "A", "shop/old/b.py"]
    (begun / "shop/old/b.py").unlink()
    commit_files(begun / "shop", [], ["old"], "remove", "s")
    assert committed(begun) == ["D", "shop/old/b.py"]


def test_ignored_files_are_left_out_and_no_difference_makes_no_commit(begun: Path) -> None:
    write(begun, ".gitignore", "*.log\n")
    write(begun, "a.log", "x\n")
    commit_files(begun, ["a.log", ".gitignore"], [], "ignore logs", "s")
    assert committed(begun) == ["A", ".gitignore"]
    assert commit_files(begun, ["kept.py", "a.log"], [], "nothing", "s") == ""
    assert git(begun, "log", "-1", "--format=%s").strip() == "ignore logs"


def test_a_long_request_is_cut_in_the_subject_alone(begun: Path) -> None:
    write(begun, "a.py", "x\n")
    request = "Добавь приложение " + "очень " * 30 + "большое\n# second line"
    commit_files(begun, ["a.py"], [], request, "s")
    subject = git(begun, "log", "-1", "--format=%s").strip()
    assert len(subject) <= 72
    assert subject.endswith("…")
    assert request in git(begun, "log", "-1", "--format=%B")


def test_many_files(begun: Path) -> None:
    paths = [f"apps/app_{i}/module_with_a_long_name.py" for i in range(500)]
    for path in paths:
        write(begun, path, "x\n")
    commit_files(begun, paths, [], "many", "s")
    assert git(begun, "status", "--porcelain") == ""


def test_a_folder_in_no_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is in none"):
        check_repository(tmp_path / "new")


def test_a_folder_that_is_not_there_yet_in_a_repository(begun: Path) -> None:
    check_repository(begun)
    check_repository(begun / "not" / "yet")


def test_an_ignored_folder_and_a_merge_are_refused(begun: Path) -> None:
    write(begun, ".gitignore", "scratch/\n")
    with pytest.raises(UsageError, match="ignores it"):
        check_repository(begun / "scratch")
    write(begun, ".git/MERGE_HEAD", git(begun, "rev-parse", "HEAD"))
    with pytest.raises(UsageError, match="a merge is under way"):
        check_repository(begun)


def test_no_git_at_all(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(begun))
    with pytest.raises(UsageError, match="no `git`"):
        check_repository(begun)


def test_nobody_to_commit_as(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    git(begun, "config", "user.useConfigOnly", "true")
    write(begun, "a.py", "x\n")
    index = git(begun, "ls-files", "--stage")
    with pytest.raises(CommandError, match="not committed"):
        commit_files(begun, ["a.py"], [], "add", "s")
    assert git(begun, "ls-files", "--stage") == index


def test_what_was_not_committed_before_gets_into_no_commit(begun: Path) -> None:
    mine = "old\nmine\n"
    refuse_uncommitted(begun, {"kept.py": b"old\n"})
    with pytest.raises(WorkspaceError, match=r"`changed\.py` holds changes"):
        refuse_uncommitted(begun, {"kept.py": b"old\n", "changed.py": mine.encode()})
    write(begun, "changed.py", f"{mine}theirs\n")
    write(begun, "new.py", "new\n")
    index = git(begun, "ls-files", "--stage")
    before = {"changed.py": mine.encode()}
    with pytest.raises(CommandError, match=r"not committed: `changed\.py`") as raised:
        commit_files(begun, ["changed.py", "new.py"], [], "add", "s", before=before)
    assert raised.value.exit_code == 5
    assert git(begun, "log", "-1", "--format=%s").strip() == "begin"
    assert git(begun, "ls-files", "--stage") == index


def test_staged_and_untracked_files_are_not_committed_yet(begun: Path) -> None:
    write(begun, ".gitignore", "*.log\n")
    git(begun, "add", ".gitignore")
    git(begun, "commit", "-q", "-m", "ignore")
    git(begun, "update-index", "--add", "--cacheinfo", f"100644,{blob(begun, 'mine')},staged.py")
    refuse_uncommitted(begun, {"a.log": b"an ignored file is in no commit"})
    for path, content in (("staged.py", b"mine"), ("untracked.py", b"mine")):
        with pytest.raises(WorkspaceError, match=f"`{path}`"):
            refuse_uncommitted(begun, {path: content})


def test_nothing_is_committed_in_a_new_repository(repository: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"`a\.py` holds"):
        refuse_uncommitted(repository, {"a.py": b"mine\n"})


def test_line_ends_that_git_rewrites_are_no_changes(begun: Path) -> None:
    write(begun, "shop/a.py", "one\n")
    write(begun, ".gitattributes", "*.py text eol=crlf\n")
    git(begun, "add", "-A")
    git(begun, "commit", "-q", "-m", "ends")
    refuse_uncommitted(begun / "shop", {"a.py": b"one\r\n"})
    with pytest.raises(WorkspaceError, match=r"`a\.py`"):
        refuse_uncommitted(begun / "shop", {"a.py": b"two\r\n"})


def test_what_is_changed_is_named_from_the_workspace(begun: Path) -> None:
    write(begun, "shop/a.py", "one\n")
    git(begun, "add", "-A")
    git(begun, "commit", "-q", "-m", "shop")
    assert changed_files(begun) == ()
    write(begun, "shop/a.py", "two\n")
    write(begun, "dirty.py", "two\n")
    write(begun, "new.py", "new\n")
    assert changed_files(begun) == ("dirty.py", "shop/a.py")
    assert changed_files(begun / "shop") == ("a.py",)
    assert changed_files(begun / "nowhere") == ()


def test_files_that_are_unknown_to_git(begun: Path) -> None:
    write(begun, "data.db", "x")
    assert untracked(begun, ["kept.py", "data.db"]) == {"data.db"}


def blob(root: Path, content: str) -> str:
    done = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"],
        cwd=root,
        input=content,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.strip()
