"""Where things of the user's are kept."""

from pathlib import Path

import pytest

from skillrun.machine.folders import cache_folder, config_folder, data_folder


def test_the_environment_says_where() -> None:
    env = {"XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "/config"}
    assert data_folder(env) == Path("/data/skillrun")
    assert config_folder(env) == Path("/config/skillrun")


def test_without_a_word_the_platform_does() -> None:
    for folder in (data_folder({}), config_folder({})):
        assert folder.is_absolute()
        assert folder.name == "skillrun"


def test_where_what_can_be_worked_out_again_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder("verdicts", {}) == tmp_path / "skillrun" / "verdicts"


@pytest.mark.parametrize("word", ["off", "OFF", "0", "no", "false"])
def test_nothing_is_kept_where_none_is_wanted(word: str) -> None:
    assert cache_folder("verdicts", {"SKILLRUN_CACHE": word}) is None
