"""Programs that stand in for the real ones and write down that they were started, how, and with what."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = ("uv", "git", "python", "python3", "sh", "bash", "curl", "sudo", "docker", "pip", "touch")
_PROGRAM = """#!{python} -SE
import json, os, sys
with open({log!r}, "a", encoding="utf-8") as log:
    log.write(json.dumps([os.path.basename(sys.argv[0]), sys.argv[1:], dict(os.environ)]) + "\\n")
print("true")
sys.exit("check-ignore" in sys.argv)
"""


@dataclass(frozen=True)
class StandIns:
    """The stand-ins and what they wrote down.

    Attributes:
        folder: Where the programs are.
        log: What was started, a line each.
    """

    folder: Path
    log: Path

    @classmethod
    def at(cls, folder: Path) -> "StandIns":
        """Make the programs, and a package `uv` that names the one of them."""
        made = cls(folder, folder / "log")
        (folder / "uv-package/uv").mkdir(parents=True)
        text = f"def find_uv_bin() -> str:\n    return {str(folder / 'uv')!r}\n"
        (folder / "uv-package/uv/__init__.py").write_text(text, encoding="utf-8")
        for name in NAMES:
            program = folder / name
            text = _PROGRAM.format(python=sys.executable, log=str(made.log))
            program.write_text(text, encoding="utf-8")
            program.chmod(0o755)
        return made

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to meet them."""
        path = f"{self.folder}{os.pathsep}{os.environ['PATH']}"
        return {"PATH": path, "PYTHONPATH": str(self.folder / "uv-package")}

    def started(self) -> list[tuple[str, list[str], dict[str, Any]]]:
        """Read what was started: the program, its arguments, its environment."""
        if not self.log.exists():
            return []
        rows = self.log.read_text(encoding="utf-8").splitlines()
        return [(name, words, env) for name, words, env in map(json.loads, rows)]
