"""What a model wrote never steers the terminal that it is shown on."""

from pathlib import Path

import pytest

from skillrun.cli.app import run
from tests.engine.scripted import answer
from tests.escapes.ground import Ground
from tests.escapes.test_commands import reply

GOOD = ("apps/a.py", '"""Numbers."""\n\nONE = 1\n')
STEERING = "\x1b]0;owned\x07\x1b[2J\x1b[8m\u202e"
ANSWERS = {
    "a file's name": answer((f"apps/{STEERING}a.py", GOOD[1])),
    "a command": reply(f"touch a{STEERING}.py"),
    "a command left to the person": reply(f"docker run {STEERING}"),
    "a promise": answer(
        GOOD, tail=f"\nSOLUTION SPLIT: PART 1 — CONTINUE? (remaining: {STEERING}b.py)\n"
    ),
    "a section": answer(GOOD, tail=f"\n## Раздел {STEERING}\n\nТекст.\n"),
    "the content": answer((GOOD[0], f'"""Numbers {STEERING}."""\n\nONE = 1\n')),
    "a name with no block": answer(GOOD, tail=f"\n`{STEERING}.py`\n\nТекст.\n"),
}


@pytest.mark.parametrize("more", [[], ["--dry-run"], ["--select", "CMP002"], ["--verbose"]])
@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_nothing_steers_the_terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    more: list[str],
) -> None:
    ground = Ground(tmp_path / "ground").prepare()
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    saved = tmp_path / "answer.md"
    saved.write_text(text, encoding="utf-8")
    run(["apply", str(saved), "--workspace", str(ground.root), "--operations", "never", *more])
    said = capsys.readouterr()
    told = said.err + said.out
    assert told
    assert {c for c in told if not c.isprintable() and c not in "\n\t"} == set()
