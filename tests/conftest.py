"""What all tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show in CI what real agents said and did: the proof that others can read."""
    folder = Path(os.environ.get("SKILLRUN_TRANSCRIPTS", ROOT / "build" / "transcripts"))
    if not os.environ.get("CI") or not folder.is_dir():
        return
    for path in sorted(folder.glob("*.txt")):
        terminalreporter.section(f"transcript: {path.stem}")
        terminalreporter.write_line(path.read_text(encoding="utf-8"))
