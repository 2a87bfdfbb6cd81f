"""Which shell commands of an answer are refused (RSP021), and why.

Refused is what would do harm if a person copied it: it leaves the workspace, needs root, runs
what it downloads, deletes wholesale, or is no command. Other commands that are not ours to run
(`openssl`, `docker compose`, a here-document into a workspace file) are merely not run.
"""

import itertools
import re
from collections.abc import Iterable, Sequence

from skillrun.protocol.places import Place, outside, wholesale
from skillrun.protocol.shell import Command, CommandSyntaxError, Word, read_commands


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROOT = _names(
    """
    sudo su doas pkexec runuser sudoedit visudo apt apt-get aptitude dpkg yum dnf rpm apk
    pacman zypper systemctl service mount umount chown useradd adduser usermod userdel
    groupadd passwd chroot setcap sysctl modprobe insmod iptables nft ufw shutdown reboot
    poweroff halt fdisk parted mkswap crontab update-rc.d ldconfig setenforce
    """
)
_DOWNLOADERS = _names("curl wget fetch aria2c http https lynx ftp")
_SHELLS = _names("sh bash zsh dash ksh fish ash csh tcsh pwsh powershell")
_INTERPRETERS = re.compile(r"(python|pypy|perl|ruby|node|php|deno|bun|lua|osascript)[\d.]*")
_WRAPPERS = _names(
    """
    env command exec builtin nohup time nice ionice timeout xargs stdbuf setsid unbuffer
    """
)
_KEYWORDS = _names("! { } do done elif else fi if then until while time")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_WRAPPER_OPTION = re.compile(r"-.*|[\d.]+[smhd]?|\{\}", re.DOTALL)
_FIND_RUNS = frozenset({"-exec", "-execdir", "-ok", "-okdir"})
_URL = re.compile(r"[a-z][a-z0-9+]*://", re.IGNORECASE)

# These name files by their arguments; in others a word such as `/api/` may be a pattern or a text.
_FILE_COMMANDS = frozenset(
    [
        "cd",
        "pushd",
        "rm",
        "rmdir",
        "unlink",
        "shred",
        "cp",
        "mv",
        "ln",
        "touch",
        "mkdir",
        "mkfifo",
        "tee",
        "chmod",
        "chgrp",
        "install",
        "cat",
        "less",
        "more",
        "head",
        "tail",
        "source",
        ".",
        "tar",
        "unzip",
        "zip",
        "dd",
        "truncate",
        "rsync",
        "scp",
        "find",
        "ls",
        "tree",
        "du",
        "vi",
        "vim",
        "nano",
        "sh",
        "bash",
        "zsh",
    ]
)
# What they say concerns a container or is only printed.
_ELSEWHERE = _names("docker docker-compose podman nerdctl kubectl helm echo printf export")
_DELETERS = _names("rm rmdir unlink shred")


def refusal(line: str) -> str | None:
    """Say why a command line is refused.

    Args:
        line: One logical line, carried out in the workspace's root.

    Returns:
        The reason in words, or None where it is not refused.
    """
    return refusals([line])[0]


def refusals(lines: Iterable[str]) -> list[str | None]:
    """Judge lines that follow one another: `cd` holds on, `uv init NAME` makes NAME the root.

    Args:
        lines: The logical lines of an answer, in order.

    Returns:
        For each line the reason in words, or None.
    """
    place = Place()
    return [_line_refusal(line, place, depth=0) for line in lines]


def _line_refusal(line: str, place: Place, *, depth: int) -> str | None:
    if depth > 10:
        return "hides commands in commands"
    try:
        commands = read_commands(line)
    except CommandSyntaxError as error:
        return f"cannot be parsed: {error.what}"
    if problem := _pipeline_refusal(commands):
        return problem
    for command in commands:
        place.bracket(command.before)
        if problem := _command_refusal(command, place, depth):
            return problem
        place.bracket(command.after if command.after == ")" else "")
    return None


def _command_refusal(command: Command, place: Place, depth: int) -> str | None:
    inner = [text for word in _all_words(command) for text in word.inner]
    for text in inner:
        if problem := _line_refusal(text, place.copy(), depth=depth + 1):
            return problem
    for operator, target in command.redirects:
        if not operator.startswith("<<") and (reason := _file_problem(target, place)):
            return (
                f"redirects to `{target.text}`, which {reason.replace('of it', 'of the workspace')}"
            )
    words = _core(command.words)
    if not words:
        return None
    if command.after == "(":
        return "defines a shell function"
    return _words_refusal(words, place, depth)


def _words_refusal(words: Sequence[Word], place: Place, depth: int) -> str | None:
    name = _base(words[0].text)
    if name in _ROOT or name.startswith("mkfs"):
        return f"needs root (`{name}`)"
    for check in (_remote_code, _global_settings, _deletion, _argument_refusal):
        if problem := check(name, words, place):
            return problem
    if problem := _carried_refusal(name, words, place, depth + 1):
        return problem
    place.follow([word.text for word in words])
    return None


def _carried_refusal(name: str, words: Sequence[Word], place: Place, depth: int) -> str | None:
    """Judge the command that a command carries out: `sh -c`, `uv run`, `find -exec`."""
    texts = [word.text for word in words]
    if name == "eval" or (name in _SHELLS and "-c" in texts):
        script = " ".join(text for text in texts[1:] if not text.startswith("-"))
        return _line_refusal(script, place, depth=depth)
    if texts[:2] == ["uv", "run"]:
        start = next((at for at in range(2, len(texts)) if not texts[at].startswith("-")), None)
    elif name == "find":
        start = next((at + 1 for at, text in enumerate(texts) if text in _FIND_RUNS), None)
    else:
        start = None
    carried = _core(words[start:]) if start else ()
    return _words_refusal(carried, place, depth) if carried else None


def _core(words: Sequence[Word]) -> Sequence[Word]:
    """Strip what stands in front of the command proper: keywords, assignments, `env`, `xargs -n 1`."""
    wrapped = False
    for start, word in enumerate(words):
        if word.text in _WRAPPERS:
            wrapped = True
        elif not (
            word.text in _KEYWORDS
            or _ASSIGNMENT.match(word.text)
            or (wrapped and _WRAPPER_OPTION.fullmatch(word.text))
        ):
            return words[start:]
    return ()


def _pipeline_refusal(commands: Sequence[Command]) -> str | None:
    """Find text that is piped into a shell, and a download that is run."""
    saved: set[str] = set()
    source = ""
    for command in commands:
        words = [word.text for word in _core(command.words)]
        name = _base(words[0]) if words else ""
        source = source if command.before in {"|", "|&"} else ""
        if command.before in {"|", "|&"} and name in _SHELLS:
            return f"pipes {source or 'text'} into a shell (`{name}`)"
        if source and _runs_input(words):
            return f"pipes {source} into `{name}`"
        if words and _runs_saved(name, words, saved):
            return "runs what it downloads"
        if name in _DOWNLOADERS:
            source = "a download"
            saved |= {_base(word) for word in words[1:] if not word.startswith("-")}
    return None


def _base(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _runs_input(words: Sequence[str]) -> bool:
    """Tell an interpreter that is given no script, only standard input."""
    for at, word in enumerate(words):
        if _INTERPRETERS.fullmatch(_base(word)):
            return all(rest == "-" or rest.startswith("-u") for rest in words[at + 1 :])
    return list(words[:3]) == ["uv", "run", "-"]


def _runs_saved(name: str, words: Sequence[str], saved: set[str]) -> bool:
    if _base(words[0]) in saved:
        return True
    arguments = [_base(word) for word in words[1:] if not word.startswith(("-", "+"))]
    if name in _SHELLS | {".", "source"} or _INTERPRETERS.fullmatch(name):
        return bool(arguments) and arguments[0] in saved
    makes_runnable = name == "chmod" and any("x" in word for word in words[1:2])
    return makes_runnable and bool(set(arguments) & saved)


def _remote_code(name: str, words: Sequence[Word], place: Place) -> str | None:
    del place
    runs = name in _SHELLS | {".", "source", "eval"} or _INTERPRETERS.fullmatch(name)
    for word in words:
        if (runs or name == "uv") and any(_downloads(text) for text in word.inner):
            return "runs what it downloads"
    texts = [word.text for word in words]
    script = next((text for text in texts[2:] if not text.startswith("-")), "")
    if texts[:2] == ["uv", "run"] and _URL.match(script):
        return "runs what it downloads"
    return None


def _downloads(line: str) -> bool:
    try:
        commands = read_commands(line)
    except CommandSyntaxError:
        return True
    names = [_core(command.words)[:1] for command in commands]
    return any(_base(word.text) in _DOWNLOADERS for name in names for word in name)


def _global_settings(name: str, words: Sequence[Word], place: Place) -> str | None:
    del place
    texts = [word.text for word in words]
    if name == "git" and "config" in texts and {"--global", "--system"} & set(texts):
        return "leaves the workspace: changes Git's settings for everything"
    return None


def _deletion(name: str, words: Sequence[Word], place: Place) -> str | None:
    texts = [word.text for word in words]
    if (
        name == "git"
        and texts[1:2] == ["clean"]
        and any(re.fullmatch(r"-[a-z]*f[a-z]*|--force", text) for text in texts)
    ):
        return "deletes more than files of the workspace that it names"
    if name == "find" and "-delete" in texts and not {"-name", "-path", "-iname"} & set(texts):
        return "deletes more than files of the workspace that it names"
    if name not in _DELETERS:
        return None
    for word in words[1:]:
        if not word.text.startswith("-") and (reason := wholesale(word, place)):
            return f"deletes `{word.text}`, {reason}"
    return None


def _argument_refusal(name: str, words: Sequence[Word], place: Place) -> str | None:
    if name in _ELSEWHERE:
        return _mount_refusal(words) if name in {"docker", "podman", "nerdctl"} else None
    if name == "cd" and len(words) == 1:
        return "leaves the workspace (`cd` alone goes home)"
    for word in words[1:]:
        if reason := _file_problem(word, place, certain=name in _FILE_COMMANDS):
            return f"leaves the workspace or its files: `{word.text}` {reason}"
    program = words[0].text
    if "/" in program and (reason := _file_problem(words[0], place, certain=False)):
        return f"leaves the workspace: `{program}` {reason}" if ".." in program else None
    return None


def _mount_refusal(words: Sequence[Word]) -> str | None:
    for option, value in itertools.pairwise(words):
        if option.text in {"-v", "--volume"} and re.match(
            r"/(:|$)|/(etc|root|home|var)\b", value.text
        ):
            return f"leaves the workspace: mounts `{value.text}`"
    return None


def _file_problem(word: Word, place: Place, *, certain: bool = True) -> str | None:
    if _URL.match(word.text):
        return None
    value = (
        word.text.rsplit("=", 1)[-1] if word.text.startswith("-") or "=" in word.text else word.text
    )
    return outside(word, value, place, certain=certain)


def _all_words(command: Command) -> list[Word]:
    return [*command.words, *(target for _, target in command.redirects)]
