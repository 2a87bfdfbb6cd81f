"""`skillrun chat` as it is typed into a terminal: what is pasted, what Ctrl-C drops."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.engine.scripted import answer
from tests.support.wire import Reply, WireServer

pty = pytest.importorskip("pty", reason="pseudo-terminals")
readline = pytest.importorskip("readline")
PASTED = "add one number\nwith these fields:\n- a\n- b"
# The first terminal that a session opens is the one that Ctrl-C goes through.
START = """
import os, runpy
os.close(os.open(os.ttyname(0), os.O_RDWR))
runpy.run_module("skillrun", run_name="__main__", alter_sys=True)
"""
GOOD = '"""Numbers."""\n\nONE = 1\n'


class Terminal:
    """A chat at a terminal of its own."""

    def __init__(self, home: Path, base: str) -> None:
        self.ours, theirs = pty.openpty()
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, "chat", "--model", "compatible:x",
             "--base-url", base, "--workspace", "shop", "--select", "RSP,CMP", "--yes"],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=home, start_new_session=True,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm",
                 "XDG_DATA_HOME": str(home / "data")},
        )  # fmt: skip
        os.close(theirs)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while chunk := os.read(self.ours, 4096):
                self.seen += chunk
        except OSError:
            return

    def type(self, text: str, *, after: str, times: int = 1) -> None:
        """Type once the terminal has shown something so many times."""
        deadline = time.monotonic() + 60
        while self.seen.count(after.encode()) < times:
            assert time.monotonic() < deadline, self.seen.decode(errors="replace")
            time.sleep(0.02)
        time.sleep(0.2)
        os.write(self.ours, text.encode())


@pytest.mark.skipif("libedit" in (readline.__doc__ or ""), reason="libedit knows no pasting")
def test_what_is_pasted_is_one_request(tmp_path: Path) -> None:
    with WireServer() as server:
        server.script([Reply(answer(("apps/a.py", GOOD)))])
        terminal = Terminal(tmp_path, server.openai_base)
        terminal.type(f"\x1b[200~{PASTED}\x1b[201~\r", after="› ")
        terminal.type("\x04", after="› ", times=2)
        assert terminal.process.wait(timeout=60) == 0, terminal.seen.decode()
        (asked,) = server.requests
    assert PASTED in asked.body["messages"][1]["content"]


def test_ctrl_c_at_the_prompt_drops_the_line_and_not_the_chat(tmp_path: Path) -> None:
    with WireServer() as server:
        server.script([Reply(answer(("apps/a.py", GOOD)))])
        terminal = Terminal(tmp_path, server.openai_base)
        terminal.type("add nothing\x03", after="› ")
        terminal.type("add one number\r", after="› ", times=2)
        terminal.type("/quit\r", after="Written: ")
        assert terminal.process.wait(timeout=60) == 0, terminal.seen.decode()
        (asked,) = server.requests
    assert "add one number" in asked.body["messages"][1]["content"]
    assert "add nothing" not in asked.body["messages"][1]["content"]
