"""A pytest plugin that tells how each test ended, a line of JSON each, while it happens.

It is loaded with `-p skillrun_reporter`; the file to write is named by SKILLRUN_RESULTS.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

# Where tests are distributed, the one who distributes them tells.
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_FILE = os.devnull if _IS_WORKER else os.environ.get("SKILLRUN_RESULTS", os.devnull)


def _tell(**data: object) -> None:
    with Path(_FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(data) + "\n")


def pytest_collection_finish(session: Any) -> None:  # noqa: ANN401 - pytest's own types
    """Tell how many tests there are; those who only distribute them know as well."""
    _tell(event="collected", tests=len(session.items))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:  # noqa: ANN401, ARG001
    """Tell how many tests a worker found."""
    _tell(event="collected", tests=len(ids))


def pytest_collectreport(report: Any) -> None:  # noqa: ANN401
    """Tell of a file that could not be read."""
    if report.failed:
        _tell(event="broken", test=report.nodeid, text=str(report.longreprtext))


def pytest_runtest_logreport(report: Any) -> None:  # noqa: ANN401
    """Tell how a test, its preparation or its clearing up ended."""
    if report.failed:
        _tell(event="failed", test=report.nodeid, when=report.when, text=str(report.longreprtext))
    elif report.when == "call" or report.outcome == "skipped":
        _tell(event=report.outcome, test=report.nodeid)
