"""Ruff as a part of the rules: staging, processes, what it says."""

import gc
from pathlib import Path

import pytest
import ruff  # type: ignore[import-untyped]

from skillrun.errors import UsageError
from skillrun.rules.ruff import Diagnostic, Edit, Question, Run, Stage, rewrite
from skillrun.rules.ruff import process as process_module

CONFIG = '[tool.ruff]\nline-length = 88\n[tool.ruff.lint]\nselect = ["F", "I"]\n'
CHECK = Question("lint", ("check", "--no-fix"), CONFIG)
FORMAT = Question("format", ("format", "--check"), CONFIG)


def found(files: dict[str, str], question: Question = CHECK) -> dict[str, list[tuple[str, int]]]:
    """Codes and lines by path."""
    reported = Run(Stage(files), question).diagnostics()
    return {path: [(d.code, d.line) for d in items] for path, items in reported.items()}


def test_what_ruff_reports_comes_by_path() -> None:
    files = {
        "apps/shop/a.py": "import os\n",
        "apps/shop/b.py": "RATE = 1\n",
        "c.py": "\nimport re\n",
    }
    assert found(files) == {"apps/shop/a.py": [("F401", 1)], "c.py": [("F401", 2)]}


def test_a_diagnostic_is_whole() -> None:
    (diagnostic,) = Run(Stage({"a.py": "import os\n"}), CHECK).diagnostics()["a.py"]
    assert diagnostic == Diagnostic(
        file=diagnostic.file,
        code="F401",
        message="`os` imported but unused",
        line=1,
        column=8,
        end_line=1,
        end_column=10,
        safe=True,
        remedy="Remove unused import: `os`",
        edits=(Edit(1, 1, 2, 1, ""),),
    )


def test_columns_count_characters() -> None:
    (diagnostic,) = Run(Stage({"a.py": 'NAME = ("имя", nothing)\n'}), CHECK).diagnostics()["a.py"]
    assert (diagnostic.code, diagnostic.column, diagnostic.end_column) == ("F821", 16, 23)
    assert not diagnostic.safe


def test_no_file_and_no_finding_are_nothing() -> None:
    assert found({}) == {}
    assert found({"a.py": "RATE = 1\n"}) == {}


def test_a_file_that_is_no_python_stops_no_other() -> None:
    files = {"bad.py": "x = (\n", "good.py": "import os\n"}
    assert found(files)["good.py"] == [("F401", 1)]
    assert found({"bad.py": "x = (\n", "good.py": "x  =  1\n"}, FORMAT)["good.py"]


def test_a_file_that_kills_ruff_stops_no_other() -> None:
    deep = "x = 1" + " + 1" * 200_000 + "\n"
    files = {f"m{n}.py": "import os\n" for n in range(5)} | {"m2.py": deep}
    assert set(found(files)) == {"m0.py", "m1.py", "m3.py", "m4.py"}
    assert Run(Stage(files), CHECK).unread() == ("m2.py",)
    assert Run(Stage({"m2.py": deep}), CHECK).unread() == ("m2.py",)
    assert Run(Stage({"m1.py": "import os\n"}), CHECK).unread() == ()


def test_a_file_that_ruff_never_ends_with_stops_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Ruff's formatter takes an hour for a megabyte of this.
    files = {f"m{n}.py": "x  =  1\n" for n in range(4)} | {"m2.py": "x = 1; " * 150_000}
    files["m3.py"] = f"x  =  '{'a' * 6_000}'\n"
    monkeypatch.setattr(process_module, "_LEAST_PATIENCE", 3.0)
    assert set(found(files, FORMAT)) == {"m0.py", "m1.py", "m3.py"}


def test_the_project_and_the_environment_configure_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ruff.toml").write_text('lint.ignore = ["F401"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RUFF_OUTPUT_FORMAT", "concise")
    files = {"a.py": "import os\n", "pyproject.toml": '[tool.ruff]\nlint.ignore = ["F401"]\n'}
    assert found({"a.py": files["a.py"]}) == {"a.py": [("F401", 1)]}


IMPORTS = (
    "import re\n\nfrom django.db import models\n\nfrom apps.users.models import User\n"
    "from config.settings import RATE\nfrom shared import tools\n\nX = (re, models, User, RATE, tools)\n"
)


def test_imports_of_packages_that_are_not_staged_are_first_party() -> None:
    stage = Stage(
        {"apps/shop/a.py": IMPORTS}, listing=["shared/tools.py"], packages=["apps", "config"]
    )
    assert Run(stage, CHECK).diagnostics() == {}
    assert found({"apps/shop/a.py": IMPORTS})


def test_the_standard_library_comes_before_the_project() -> None:
    stage = Stage({"a.py": "X = 1\n"}, listing=["types/a.py", "shop/b.py", "docs/index.md"])
    assert stage.first_party == {"a", "shop"}


def test_a_project_in_a_folder_is_judged_from_there() -> None:
    stage = Stage(
        {"backend/apps/a.py": IMPORTS},
        listing=["backend/src/shared/tools.py"],
        packages=["apps", "config"],
        root="backend/",
    )
    assert stage.root.name == "backend"
    assert Run(stage, CHECK).diagnostics() == {}


def test_per_file_ignores_count_from_the_project() -> None:
    config = CONFIG + '[tool.ruff.lint.per-file-ignores]\n"tests/**/*" = ["F401"]\n'
    files = {"backend/tests/a.py": "import os\n", "backend/apps/tests/a.py": "import os\n"}
    run = Run(Stage(files, root="backend/"), Question("lint", CHECK.words, config))
    assert set(run.diagnostics()) == {"backend/apps/tests/a.py"}


@pytest.mark.parametrize(
    "path",
    [
        "../../out.py",
        "/etc/out.py",
        "C:/out.py",
        "a/../../../out.py",
        "..\\..\\out.py",
        "//x/out.py",
    ],
)
def test_nothing_is_written_outside(path: str) -> None:
    stage = Stage({path: "import os\n", "apps/a.py": "X = 1\n"})
    top = stage.root.parent
    assert all(Path(name).resolve().is_relative_to(top) for name in stage.paths())
    assert found({path: "import os\n"}) == {path: [("F401", 1)]}


def test_paths_that_no_file_can_have_are_left_out() -> None:
    files = {
        "a\0.py": "import os\n",
        "x" * 300 + ".py": "import os\n",
        "": "",
        "b.py": "import os\n",
    }
    files |= {"c\nd.py": "import os\n", "e.py": "x = '\ud800'\n", "b.py/f.py": "import os\n"}
    assert set(found(files)) == {"b.py"}


def test_absolute_paths_share_their_folder() -> None:
    stage = Stage({"/a/b/apps/c.py": "X = 1\n", "/a/b/config/d.py": "X = 1\n"})
    assert set(stage.names) == {"apps/c.py", "config/d.py"}


def test_packages_on_the_way_are_there_and_empty() -> None:
    stage = Stage(
        {"apps/shop/a.py": "X = 1\n"},
        listing=["apps/__init__.py", "apps/shop/__init__.py", "apps/other/__init__.py"],
    )
    laid = {file.relative_to(stage.root).as_posix() for file in stage.root.rglob("*.py")}
    assert laid == {"apps/__init__.py", "apps/shop/__init__.py", "apps/shop/a.py"}


def test_the_folder_goes_with_the_stage() -> None:
    stage = Stage({"a.py": "X = 1\n"})
    root = stage.root
    assert root.is_dir()
    del stage
    gc.collect()
    assert not root.exists()


def test_rewriting_keeps_line_ends_of_what_is_not_changed() -> None:
    fix = Question("lint", ("check", "--fix-only", "--exit-zero"), CONFIG)
    files = {"a.py": "import os\r\nX = 1\r\n", "b.py": "X  = 2\r\n", "bad.py": "x = (\n"}
    assert rewrite(Stage(files), fix) == files | {"a.py": "X = 1\r\n"}


def test_formatting_leaves_what_does_not_parse() -> None:
    files = {"a.py": "X  = 'a'\n", "bad.py": "x = (\n"}
    format_all = Question("format", ("format",), CONFIG)
    assert rewrite(Stage(files), format_all) == {"a.py": 'X = "a"\n', "bad.py": "x = (\n"}


def test_a_configuration_that_ruff_refuses_is_told() -> None:
    question = Question("lint", ("check",), "[tool.ruff]\nnonsense = 1\n")
    with pytest.raises(UsageError, match="nonsense"):
        Run(Stage({"a.py": "X = 1\n"}), question).diagnostics()


def test_ruff_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(ruff, "find_ruff_bin", missing)
    process_module.find_ruff.cache_clear()
    with pytest.raises(UsageError, match="not installed") as caught:
        Run(Stage({"a.py": "X = 1\n"}), CHECK)
    assert "pip install ruff" in caught.value.advice
