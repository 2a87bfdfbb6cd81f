"""The real `openclaw` and `clawhub`, in a home of their own, that know no address but loopback."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.command import Done

_FOLDER = Path(os.environ.get("SKILLRUN_TEST_TOOLS", Path.home() / ".cache/skillrun-test-tools"))
_BIN = _FOLDER / "openclaw" / "node_modules" / ".bin"
_INSTALL = Path(__file__).with_name("install")
_NOWHERE = "http://127.0.0.1:9"


def require_tools() -> None:
    """Install the tools where they are missing; without them skip with the reason, in CI fail."""
    done = subprocess.run([_INSTALL], capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-1:]
        reason = f"OpenClaw cannot be had from npm: {' '.join(said)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@dataclass
class Agent:
    """A person's home with OpenClaw in it.

    Attributes:
        home: The home; nothing outside it is written.
        registry: The address of the registry.
        command: skillrun is installed.
        log: Every command with what it said, for the transcript.
    """

    home: Path
    registry: str = _NOWHERE
    command: bool = True
    log: list[str] = field(default_factory=list)

    @property
    def workspace(self) -> Path:
        """Where OpenClaw keeps an agent's files unless told otherwise."""
        return self.home / ".openclaw" / "workspace"

    def run(self, *arguments: str | Path, cwd: Path | None = None, timeout: float = 300) -> Done:
        """Run a command of the tools, or any other, as the person would."""
        words = [str(argument) for argument in arguments]
        done = subprocess.run(
            [shutil.which(words[0], path=self._path) or words[0], *words[1:]],
            capture_output=True,
            cwd=cwd or self.home,
            env=self._environment,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        told = Done(done.returncode, done.stdout.decode(), done.stderr.decode())
        self.log.append(f"$ {' '.join(words)}\n{told.out}{told.err}(exit {told.code})")
        return told

    @property
    def _path(self) -> str:
        """The tools, this skillrun, and the system."""
        bin_ = self.home / "bin"
        shim = bin_ / "skillrun"
        bin_.mkdir(exist_ok=True)
        if self.command:
            shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m skillrun "$@"\n')
            shim.chmod(0o755)
        node = _BIN.parent / "node" / "bin"
        return os.pathsep.join(map(str, (bin_, node, _BIN, "/usr/local/bin", "/usr/bin", "/bin")))

    @property
    def _environment(self) -> dict[str, str]:
        # PYTHONDONTWRITEBYTECODE would hide what a script leaves in the skill's folder: it is not handed on.
        return {
            "PATH": self._path,
            "HOME": str(self.home),
            "TMPDIR": str(self.home),
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "OPENCLAW_CLAWHUB_URL": self.registry,
            "CLAWHUB_URL": self.registry,
            "CLAWHUB_REGISTRY": self.registry,
            "CLAWHUB_CONFIG_PATH": str(self.home / "clawhub.json"),
            "http_proxy": _NOWHERE,
            "https_proxy": _NOWHERE,
            "no_proxy": "127.0.0.1,localhost",
        }


def quick_validate(folder: Path) -> bool:
    """Whether OpenClaw's own check of a skill's format takes a folder."""
    scripts = _BIN.parent / "openclaw" / "skills" / "skill-creator" / "scripts"
    done = subprocess.run(
        [sys.executable, scripts / "quick_validate.py", folder], capture_output=True, check=False
    )
    return done.returncode == 0
