"""The sandbox that code written by a model runs in: bubblewrap, on Linux.

Inside there are the system's programs (read-only), the workspace (writable but for `.git`), an
empty home and an empty /tmp; no network but loopback, no capability, no process from outside. What
runs there ends with skillrun, however that ends.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from skillrun.machine.environment import tool_environment

HOME = "/tmp/home"  # noqa: S108 - a path inside the sandbox, whose /tmp is its own
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
# Of /etc only what programs need to start, to speak TLS and to know who they are.
_ETC = (
    *("alternatives", "ca-certificates", "ca-certificates.conf", "fonts", "group", "hosts"),
    *("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "login.defs", "magic"),
    *("mime.types", "nsswitch.conf", "passwd", "pki/ca-trust", "pki/tls/cert.pem"),
    *("pki/tls/certs", "protocols", "services", "ssl/cert.pem", "ssl/certs", "ssl/openssl.cnf"),
    "timezone",
)
_NETWORK = ("resolv.conf", "host.conf", "gai.conf")
# Space for a process, size of a file, number of processes; no core dumps.
_LIMITS = (
    "ulimit -c 0; ulimit -v 8388608; ulimit -f 4194304; "
    'ulimit -u 2048 2>/dev/null || ulimit -p 2048 2>/dev/null; exec "$@"'
)
_TRIES = 10.0
_NOBODY = "65534"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a command in the sandbox can reach beside the system's programs.

    Attributes:
        root: The workspace, writable.
        folder: Where the command runs.
        readable: Further files and folders, under the same names as outside.
        writable: Folders that it may change besides.
        network: It has the machine's network.
        hosts: A file to take the place of /etc/hosts; None for that of the machine.
        humble: It runs as nobody, for servers that refuse to run as root.
    """

    root: Path
    folder: Path
    readable: tuple[Path, ...] = ()
    writable: tuple[Path, ...] = ()
    network: bool = False
    hosts: Path | None = None
    humble: bool = False


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A bubblewrap that works here.

    Attributes:
        program: Its path.
    """

    program: str

    def command(self, argv: Sequence[str], reach: Reach) -> list[str]:
        """Make the command line that runs a command inside.

        Args:
            argv: The command.
            reach: What it can reach.
        """
        root = reach.root.resolve()
        words = [self.program, *_isolation(network=reach.network), *_system(network=reach.network)]
        words += ["--uid", _NOBODY, "--gid", _NOBODY] if reach.humble else []
        words += [part for path in reach.readable for part in _bind("--ro-bind-try", path)]
        words += ["--bind", str(root), str(root)]
        # A hook left in there would run outside, with the person's next commit.
        for name in (".git", ".venv"):
            if (root / name).exists() and root / name not in reach.writable:
                words += ["--ro-bind", str(root / name), str(root / name)]
        words += [part for path in reach.writable for part in _bind("--bind-try", path)]
        if reach.hosts is not None:
            words += ["--ro-bind", str(reach.hosts), "/etc/hosts"]
        words += ["--remount-ro", "/", "--chdir", str(reach.folder.resolve()), "--"]
        return [*words, "/bin/sh", "-c", _LIMITS, "sh", *argv]

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """Fit an environment to the inside: another home, another folder for temporary files."""
        outside = ("HOME", "TMPDIR", "TEMP", "TMP", "USER", "LOGNAME", "SHELL", "PYENV_ROOT")
        kept = {k: v for k, v in env.items() if k not in outside and not k.startswith("XDG_")}
        return kept | {"HOME": HOME, "TMPDIR": "/tmp", "LANG": env.get("LANG", "C.UTF-8")}  # noqa: S108


@dataclass(frozen=True, slots=True)
class NoSandbox:
    """Why there is no sandbox here.

    Attributes:
        reason: What is missing, half a sentence.
        mend: What to do about it; empty where nothing can be done.
    """

    reason: str
    mend: str = ""


def find_sandbox(root: Path) -> Sandbox | NoSandbox:
    """Find a sandbox that works for a workspace.

    Args:
        root: The workspace.

    Returns:
        The sandbox, or why there is none.
    """
    if Path.home().resolve().is_relative_to(root.resolve()):
        return NoSandbox(
            "the workspace holds your home folder, which a sandbox would have to hide",
            "Move the project into a folder of its own.",
        )
    return machine_sandbox()


@cache
def machine_sandbox() -> Sandbox | NoSandbox:
    """Look for bubblewrap and try it once: containers and kernels may forbid what it needs."""
    if sys.platform != "linux":
        return NoSandbox(f"there is none for {sys.platform}: it takes Linux and bubblewrap")
    program = shutil.which("bwrap")
    if program is None:
        return NoSandbox("bubblewrap is not installed", "sudo apt-get install bubblewrap")
    here = Path("/usr")
    trial = [program, *_isolation(network=False), *_system(network=False)]
    trial += ["--chdir", str(here), "--", "/bin/sh", "-c", "exit 0"]
    try:
        done = subprocess.run(
            trial,
            env=tool_environment(),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_TRIES,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return NoSandbox(f"bubblewrap does not start ({error})")
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("bwrap: ")
        return NoSandbox(
            f"bubblewrap is not allowed to make one ({said})",
            "Allow user namespaces: sudo sysctl kernel.unprivileged_userns_clone=1 "
            "kernel.apparmor_restrict_unprivileged_userns=0",
        )
    return Sandbox(program)


def interpreter_folders(python: Path) -> tuple[Path, ...]:
    """Name the folders that an interpreter lives in, for every link on the way to it.

    Args:
        python: An interpreter, possibly that of a virtual environment.

    Returns:
        The folders above `bin`, those of the system left out.
    """
    folders: list[Path] = []
    hop = python
    for _link in range(20):
        folders += [hop.parent.parent, hop.parent.resolve().parent]
        if not hop.is_symlink():
            break
        hop = Path(os.path.normpath(hop.parent / hop.readlink()))
    own = (f for f in dict.fromkeys(folders) if not _is_system(f) and len(f.parts) > 1)
    return tuple(own)


def _is_system(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in _SYSTEM)


def _isolation(*, network: bool) -> list[str]:
    words = ["--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-uts"]
    words += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    return [*words, *([] if network else ["--unshare-net"]), "--hostname", "sandbox"]


def _system(*, network: bool) -> list[str]:
    words: list[str] = []
    for folder in map(Path, _SYSTEM):
        if folder.is_symlink():
            words += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.exists():
            words += _bind("--ro-bind", folder)
    for name in (*_ETC, *(_NETWORK if network else ())):
        # A link there may lead to where the sandbox does not reach: its target takes its place.
        target = Path("/etc", name).resolve()
        words += ["--ro-bind-try", str(target), f"/etc/{name}"]
    return [*words, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", HOME]  # noqa: S108


def _bind(how: str, path: Path) -> list[str]:
    return [how, str(path), str(path)]
