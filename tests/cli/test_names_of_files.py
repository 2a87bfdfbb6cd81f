"""What the files of a check are called: from the workspace, links followed."""

from pathlib import Path

import pytest

from skillrun.cli.files import read_sources


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("work/a.py", "work/apps/shop/models.py", "work/apps/b.py", "beside/c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f'"""{name}"""\n', encoding="utf-8")
    (tmp_path / "work" / "linked").symlink_to(tmp_path / "work" / "apps")
    (tmp_path / "work" / "link.py").symlink_to(tmp_path / "work" / "apps" / "b.py")
    (tmp_path / "other").symlink_to(tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "workspace", "names"),
    [
        (["."], ".", ["a.py", "apps/b.py", "apps/shop/models.py"]),
        (["apps"], ".", ["apps/b.py", "apps/shop/models.py"]),
        (["a.py", "../beside/c.py"], ".", ["a.py", "../beside/c.py"]),
        (["apps/b.py", "apps/../a.py"], ".", ["apps/b.py", "a.py"]),
        (["linked/b.py", "link.py"], ".", ["apps/b.py"]),
        (["linked/shop/models.py"], ".", ["apps/shop/models.py"]),
        (["."], "..", ["work/a.py", "work/apps/b.py", "work/apps/shop/models.py"]),
        (["../beside"], "..", ["beside/c.py"]),
        (["../beside"], ".", ["../beside/c.py"]),
        (["../other/a.py"], ".", ["a.py"]),
        (["."], "../other", ["a.py", "apps/b.py", "apps/shop/models.py"]),
    ],
)
def test_files_are_named_from_the_workspace(
    place: Path, paths: list[str], workspace: str, names: list[str]
) -> None:
    sources = read_sources([Path(path) for path in paths], Path(workspace))
    assert list(sources) == names
    assert all(text.endswith('.py"""\n') for text in sources.values())


def test_a_folder_named_in_full(place: Path) -> None:
    names = ["a.py", "apps/b.py", "apps/shop/models.py"]
    assert list(read_sources([place / "work"], Path())) == names
    assert list(read_sources([place / "beside"], Path())) == [f"{place}/beside/c.py"]
