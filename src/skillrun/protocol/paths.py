"""Whether a file's name in an answer is safe to write, judged by the name alone.

The disk is not looked at here: symlinks and what is already there are for `skillrun.workspace`.
A name is refused when it is unsafe on any of the usual systems, not only on this one: a project
is checked out on others later.
"""

import re
import unicodedata
from collections.abc import Iterable

MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 1024

_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_WINDOWS_CHARACTERS = frozenset('<>:"|?*')

# Control, format (zero-width, direction), surrogate, private use, line and paragraph separators.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Letters and marks that show as nothing although their category does not say so.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
# Look like `/`, `\`, `:` or `.` and are something else (fullwidth forms are found by folding).
_LOOKALIKES = frozenset("⁄∕⧸╱⟋〳∖⧵⧹╲⟍〵∶꞉׃․‥…。")
_MARKS = _WINDOWS_CHARACTERS | frozenset("./\\~。")

# Version control runs what these folders say; ours holds the transaction itself.
_CONTROL_FOLDERS = {
    ".git": "belongs to Git",
    ".hg": "belongs to Mercurial",
    ".svn": "belongs to Subversion",
    ".bzr": "belongs to Bazaar",
    ".jj": "belongs to Jujutsu",
    ".skillrun": "belongs to skillrun",
}
# An environment's programs run with the next command; they come from uv, never from an answer.
_RUN_FROM = frozenset({".venv", "venv", "node_modules", "__pycache__"})
_POWERFUL = {
    "skillrun.toml": "in which a person says what skillrun may do",
    ".envrc": "which direnv runs",
    **dict.fromkeys(
        ("uv.toml", "pip.conf", "pip.ini"), "in which a person says where packages come from"
    ),
    **dict.fromkeys((".netrc", "_netrc"), "in which a person keeps passwords"),
}
_GIT_SHORT_NAME = re.compile(r"git~\d+")

# `.env.example` is the standard's; the other three words are the same template by convention.
# Every other `.env.*` holds values of a real environment, and `.envrc` is run by direnv.
_ENV_TEMPLATES = frozenset({"example", "sample", "template", "dist"})


def normalize(spelled: str) -> str:
    """Make a name comparable.

    Args:
        spelled: The name as written.

    Returns:
        The name with forward slashes, composed characters (NFC), and no `.` or empty
        components. What makes a name unsafe (a leading `/`, `..`, a drive) is kept.
    """
    path = unicodedata.normalize("NFC", spelled).replace("\\", "/")
    kept = "/".join(part for part in path.split("/") if part not in {"", "."})
    return f"/{kept}" if path.startswith("/") else kept


def path_problem(spelled: str) -> str | None:
    """Say why a name is unsafe to write.

    Args:
        spelled: The name as the model wrote it, relative to the workspace.

    Returns:
        The reason in words that follow "the path", or None for a safe name.
    """
    if problem := _whole_problem(spelled) or _character_problem(spelled):
        return problem
    parts = [part for part in spelled.split("/") if part not in {"", "."}]
    return next(filter(None, map(_part_problem, parts)), None)


def case_clashes(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Find paths that are one and the same where case does not count.

    Folders count too: `Apps/a.py` and `apps/b.py` clash.

    Args:
        paths: Paths in any spelling.

    Returns:
        Pairs of two paths, the one seen first in front; in the order of the second.
    """
    # Each name by the number of its folder: whole paths would take the square of a long one.
    seen: dict[tuple[int, str], tuple[str, str, int]] = {}
    clashes: list[tuple[str, str]] = []
    for path in paths:
        folder = 0
        for part in normalize(path).split("/"):
            new = (part, path, len(seen) + 1)
            exact, first, below = seen.setdefault((folder, fold(part)), new)
            if exact != part:
                clashes.append((first, path))
                break
            folder = below
    return clashes


def fold(text: str) -> str:
    """Make names equal that are one and the same where case does not count.

    Args:
        text: A name or a path.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _whole_problem(spelled: str) -> str | None:
    checks = (
        (spelled.strip() in {"", ".", "./"}, "names no file"),
        ("\0" in spelled, "holds a NUL character"),
        ("\\" in spelled, "holds a backslash; write forward slashes"),
        (spelled.startswith("/"), "is absolute; write it relative to the project's root"),
        (spelled.lstrip("./").startswith("~"), "starts in a home folder (`~`)"),
        (_DRIVE.match(spelled) is not None, "starts with a drive letter"),
        (spelled.endswith(("/", "/.")), "names a folder, not a file"),
        (_size(spelled) > MAX_PATH_BYTES, f"is longer than {MAX_PATH_BYTES} bytes"),
    )
    return next((problem for found, problem in checks if found), None)


def _character_problem(spelled: str) -> str | None:
    for character in spelled:
        if problem := _one_character_problem(character):
            return f"holds {problem} (U+{ord(character):04X})"
    if unicodedata.normalize("NFC", spelled) != spelled:
        return "is not in the composed form of its characters (NFC)"
    if mixed := _mixed_scripts(spelled):
        return f"mixes letters of two alphabets that look alike in `{mixed}`"
    return None


def _one_character_problem(character: str) -> str | None:
    if character.isascii() and character.isprintable():
        return f"`{character}`, reserved on Windows," if character in _WINDOWS_CHARACTERS else None
    category = unicodedata.category(character)
    if category == "Cc":
        return "a control character"
    if category in _UNSEEN_CATEGORIES or _UNSEEN.match(character):
        return "an invisible character"
    if category == "Zs":
        return "a space that is not the ordinary one"
    if character in _LOOKALIKES or "\uff01" <= character <= "\uff5e" or _is_mark(character):
        return "a character that only looks like the usual one"
    return None


def _is_mark(character: str) -> bool:
    """Tell whether some systems take a character for one that has a meaning in paths (`﹨`, `｡`)."""
    return not _MARKS.isdisjoint(unicodedata.normalize("NFKC", character))


def _mixed_scripts(spelled: str) -> str | None:
    words: list[str] = re.findall(r"[^\W\d_]+", spelled)
    for word in words:
        scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}:
            return word
    return None


def _part_problem(part: str) -> str | None:
    """Judge one component of a path."""
    if part == "..":
        return "climbs with `..`"
    if part.endswith((".", " ")) or part.startswith(" "):
        return f"has a component that starts or ends with a space or ends with a dot (`{part}`)"
    if _size(part) > MAX_NAME_BYTES:
        return f"has a component longer than {MAX_NAME_BYTES} bytes"
    if _RESERVED.fullmatch(part.split(".", maxsplit=1)[0].rstrip()):
        return f"has a component that is a device on Windows (`{part}`)"
    return _owned_problem(fold(part))


def _owned_problem(part: str) -> str | None:
    if owner := _CONTROL_FOLDERS.get(part):
        return f"is inside `{part}/`, which {owner}"
    if _GIT_SHORT_NAME.fullmatch(part):
        return "is the short name of `.git/` on Windows"
    if part in _RUN_FROM:
        return f"is inside `{part}/`, which the project's commands are run from"
    if reason := _POWERFUL.get(part):
        return f"is `{part}`, {reason}"
    if part == ".env" or (
        part.startswith(".env.") and part.rsplit(".", maxsplit=1)[-1] not in _ENV_TEMPLATES
    ):
        return f"is `{part}`, which holds secrets; write `.env.example`"
    return None


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
