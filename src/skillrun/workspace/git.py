"""One commit of exactly the files that a run wrote, made by the git program itself.

The program is asked, not a library: hooks, signing, filters, and whatever else the person has set
up for commits happen as usual. Everything else that is staged or changed stays as it is.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from skillrun.errors import CommandError, UsageError, WorkspaceError
from skillrun.machine.environment import clean_environment, for_git

_TIME_LIMIT = 600.0
# Who commits, and how it is signed; never where, which a caller's GIT_DIR would decide.
_IDENTITY = re.compile(
    r"GIT_(AUTHOR|COMMITTER)_\w+|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|EMAIL|GNUPGHOME|GPG_TTY|SSH_AUTH_SOCK"
)
_UNDER_WAY = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
}
_SUBJECT = 72


def check_repository(root: Path) -> None:
    """Make sure that a commit can be made, before anything is asked of a model.

    Args:
        root: The workspace; need not exist yet.

    Raises:
        UsageError: If there is no git, no repository, or a merge or rebase is under way.
    """
    folder = next(one for one in (root.resolve(), *root.resolve().parents) if one.is_dir())
    inside = _git(folder, "rev-parse", "--is-inside-work-tree")
    if not inside.ok or inside.out.strip() != "true":
        raise UsageError(
            f"--commit needs a Git repository, and `{root}` is in none.",
            advice="Make one with `git init`, or leave --commit out.",
        )
    if _git(folder, "check-ignore", "--quiet", f"{root.resolve()}/").ok:
        raise UsageError(
            f"--commit: the Git repository around `{root}` ignores it.",
            advice="Make a repository of its own with `git init`, or leave --commit out.",
        )
    for name, what in _UNDER_WAY.items():
        place = _git(folder, "rev-parse", "--git-path", name).out.strip()
        if place and (folder / place).exists():
            raise UsageError(
                f"--commit: a {what} is under way in this repository.",
                advice=f"Finish the {what} first, or leave --commit out.",
            )


def changed_files(root: Path) -> tuple[str, ...]:
    """Name the files of the last commit that are not as they were in it, from the root.

    Args:
        root: The workspace; need not exist yet.
    """
    if not root.is_dir():
        return ()
    return tuple(_split(_git(root, "diff", "--name-only", "--relative", "-z", "HEAD").out))


def refuse_uncommitted(root: Path, before: Mapping[str, bytes]) -> None:
    """Make sure that a commit of files would hold nothing of what was in them before.

    Args:
        root: The workspace.
        before: What files hold that are about to be written, by path.

    Raises:
        WorkspaceError: If one holds what is not committed; nothing is changed.
    """
    if mixed := _uncommitted(root, before):
        raise WorkspaceError(
            f"Nothing was written: {_named(mixed)} not committed, and --commit would put them into "
            "its commit.",
            advice="Commit them first, or leave --commit out.",
        )


def untracked(root: Path, paths: Sequence[str]) -> frozenset[str]:
    """Name the files that the repository does not know.

    Args:
        root: The workspace.
        paths: Files, from the root.
    """
    known = frozenset(_split(_must(_git(root, "ls-files", "-z", "--cached")).out))
    return frozenset(paths) - known


def commit_files(
    root: Path,
    paths: Sequence[str],
    removed: Sequence[str],
    request: str,
    session: str,
    *,
    before: Mapping[str, bytes] | None = None,
) -> str:
    """Commit files as they are on disk, and nothing else.

    What else is staged stays staged, what else is changed stays changed. A file that the
    repository ignores is left out. Hooks run as for any commit.

    Args:
        root: The workspace.
        paths: Files that were written, from the root.
        removed: Files and folders that were removed, from the root.
        request: What was asked: the commit's message.
        session: The session's name, put at the end of the message.
        before: What these files held before, as far as they were there.

    Returns:
        The commit's hash; empty where nothing differs from the last commit.

    Raises:
        CommandError: If a file held what was not committed, or git or a hook refuses; the index is
            as it was.
    """
    if mixed := _uncommitted(root, before or {}):
        raise CommandError(
            f"The files are written, but not committed: {_named(mixed)} not committed before.",
            advice="Commit yours and the run's by hand: git add --patch",
        )
    ignored = set(_split(_git(root, "check-ignore", "-z", "--stdin", names=paths).out))
    known = frozenset(_split(_must(_git(root, "ls-files", "-z", "--cached")).out))
    written = [path for path in paths if path in known or path not in ignored]
    new = [path for path in written if path not in known]
    gone = [path for path in known if any(_is_in(path, one) for one in removed)]
    wanted = sorted({*written, *gone})
    # Untracked files are made known first: a commit of named files takes no others.
    _must(_git(root, "add", "--intent-to-add", *_FROM_INPUT, names=new) if new else _NOTHING)
    try:
        if not wanted or _git(root, "diff", "--quiet", "HEAD", "--", *wanted).ok:
            return ""
        message = _message(request, session)
        _must(_git(root, "commit", "--quiet", "--only", "-m", message, *_FROM_INPUT, names=wanted))
    except BaseException:
        _git(root, "rm", "--cached", "--quiet", "--ignore-unmatch", *_FROM_INPUT, names=new)
        raise
    return _must(_git(root, "rev-parse", "HEAD")).out.strip()


def _uncommitted(root: Path, before: Mapping[str, bytes]) -> list[str]:
    """Name the files whose former content is not that of the last commit, as Git would store it."""
    if not before:
        return []
    listed = _split(_git(root, "ls-tree", "-r", "-z", "HEAD").out)
    stored = {path: facts.split()[-1] for facts, _, path in (one.partition("\t") for one in listed)}
    new = [path for path in before if path not in stored]
    ignored = set(_split(_git(root, "check-ignore", "-z", "--stdin", names=new).out))
    return sorted(
        path
        for path, content in before.items()
        if path not in ignored and _hashed(root, path, content) != stored.get(path)
    )


def _hashed(root: Path, path: str, content: bytes) -> str:
    """The name that Git gives a file's content, line ends and filters as for that path."""
    return _must(
        _git(root, "hash-object", "--stdin", f"--path={path}", content=content)
    ).out.strip()


def _named(paths: Sequence[str]) -> str:
    few = ", ".join(f"`{path}`" for path in paths[:5])
    more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
    return f"{few}{more} {'holds' if len(paths) == 1 else 'hold'} changes that are"


_FROM_INPUT = ("--pathspec-from-file=-", "--pathspec-file-nul")


@dataclass(frozen=True, slots=True)
class _Done:
    ok: bool
    out: str = ""
    said: str = ""


_NOTHING = _Done(ok=True)


def _git(folder: Path, *arguments: str, names: Iterable[str] = (), content: bytes = b"") -> _Done:
    """Run git in a folder; names go to its standard input, however many, or a file's content."""
    given = content or os.fsencode("".join(f"{name}\0" for name in names))
    identity = {name: value for name, value in os.environ.items() if _IDENTITY.fullmatch(name)}
    try:
        done = subprocess.run(
            ["git", *_plainly(arguments), *arguments],  # noqa: S607
            cwd=folder,
            env=for_git(clean_environment(os.environ, **identity)),
            input=given,
            capture_output=True,
            check=False,
            timeout=_TIME_LIMIT,
        )
    except FileNotFoundError:
        raise UsageError(
            "There is no `git` here.", advice="Install Git, or leave --commit out."
        ) from None
    except subprocess.TimeoutExpired:
        return _Done(ok=False, said=f"git did not end within {_TIME_LIMIT:.0f} seconds")
    out, said = (os.fsdecode(text) for text in (done.stdout, done.stderr or done.stdout))
    return _Done(done.returncode == 0, out, said.strip())


def _plainly(arguments: Sequence[str]) -> Sequence[str]:
    """Have names taken as they are, brackets and all, wherever there is another way."""
    return () if arguments[0] in {"check-ignore", "ls-tree"} else ("--literal-pathspecs",)


def _must(done: _Done) -> _Done:
    if done.ok:
        return done
    raise CommandError(
        f"The files are written, but not committed: {done.said[-2000:] or 'a hook refused'}",
        advice="Mend what it names and commit them yourself, or take them back: skillrun undo",
    )


def _split(listed: str) -> list[str]:
    return list(filter(None, listed.split("\0")))


def _is_in(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place.rstrip('/')}/")


def _message(request: str, session: str) -> str:
    """Put the request into a message: its first line as the subject, all of it below if longer."""
    lines = request.strip().splitlines() or ["Files written by skillrun"]
    subject = lines[0].strip()
    whole = len(lines) == 1 and len(subject) <= _SUBJECT
    if len(subject) > _SUBJECT:
        subject = f"{subject[: _SUBJECT - 1].rstrip()}…"
    body = [] if whole else [request.strip()]
    return "\n\n".join([subject, *body, f"Skillrun-Session: {session}"])
