"""Coverage-guided fuzzing of what reads a model's words: the parser, the command reader, the path door.

Run it with atheris beside the project, for one target at a time:

    uv run --with atheris python -m benchmarks.fuzzing parser --minutes 10
    uv run --with atheris python -m benchmarks.fuzzing commands --minutes 10
    uv run --with atheris python -m benchmarks.fuzzing paths --minutes 10

A finding ends the run with a traceback and leaves the input in `--corpus`; `--replay FILE` runs it
once more without the fuzzer. The properties themselves are in `benchmarks.properties`.
"""

import argparse
import importlib
import sys
import tempfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
SECONDS_AN_INPUT = 20
LONG = 6_000


class Targets:
    """The properties, fed with bytes.

    Args:
        properties: The module `benchmarks.properties`, its coverage counted or not.
    """

    def __init__(self, properties: ModuleType) -> None:
        self._properties = properties

    def parser(self, data: bytes) -> None:
        """Make an answer and the sizes of its chunks of bytes."""
        count = 1 + (data[0] % 4 if data else 0)
        sizes = [1 + size % 40 for size in data[1 : 1 + count]] or [1]
        self._properties.parser_property(_text(data, 1 + count), sizes)

    def commands(self, data: bytes) -> None:
        """Make command lines of bytes; a record separator ends one, for a line may hold a newline."""
        self._properties.commands_property(_text(data, 1).split("\x1e"))

    def paths(self, data: bytes) -> None:
        """Make names of bytes, one a line."""
        self._properties.paths_property(_text(data, 1).split("\n")[:8])


def _text(data: bytes, start: int) -> str:
    """Decode; the first byte may have it repeated until it is long, which shows what is quadratic."""
    errors = "surrogateescape" if data[:1] > b"\xf0" else "replace"
    text = data[start:].decode("utf-8", errors)
    again = data and data[0] % 32 == 31 and text
    return text * (LONG // len(text) + 1) if again else text


_WORDS = {
    "parser": "## Файлы\n|## Цепочка мыслей\n|### Операции файловой системы\n|\n```|````|~~~|`a.py`"
    "|**a.py**|> ```|1. |- `uv add a`|<think>|</think>|\r\n|SOLUTION SPLIT: PART 1 — CONTINUE? (remaining: a)"
    "|```python:a.py|# a.py|Файл: |<<EOF\n|```bash|\ufeff",
    "commands": "uv add |uv init |uv run |python manage.py |migrate|startapp |ruff |git add |cd |rm -rf |mv "
    "|cp |touch |&&|;|\x1e|$(|${|`|'|\"|\\\n|<<EOF\n|<(|$'|{a,b}|..|/etc|~|--config=|-o|\0|>|2>&1|(|)|#|sudo "
    "|sh -c |xargs |env |find . -exec |curl ",
    "paths": "../|.git|.env|.env.example|~/|C:|\\|con|nul.|git~1|.skillrun|out/|in/|gone|loop/|g/|e|hard"
    "|pipe|file|a/|\u200b|\u202e|．|／|ſ|\u0131|\u212a|\u0301|\0| |.|:|::$DATA|.GIT|%2e%2e",
}


def _seeds(target: str) -> list[bytes]:
    words = [word.encode() for word in _WORDS[target].split("|")]
    seeds = [b"\0\5" + word for word in words]
    if target == "parser":
        answers = sorted((ROOT / "tests/protocol/scenarios").rglob("part*.txt"))
        seeds += [b"\1\7\3" + path.read_bytes() for path in answers]
    if target == "commands":
        reference = ROOT / "tests/protocol/test_commands.py"
        seeds += [b"\0" + line.strip(b" \",'") for line in reference.read_bytes().split(b"\n")]
    return seeds


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("target", choices=_WORDS)
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--corpus", type=Path, help="where inputs are kept from run to run")
    options.add_argument("--replay", type=Path, help="run one input, without the fuzzer")
    given = options.parse_args()
    if given.replay:
        targets = Targets(importlib.import_module("benchmarks.properties"))
        getattr(targets, given.target)(given.replay.read_bytes())
    else:
        _fuzz(given.target, given.minutes, given.corpus)


def _fuzz(target: str, minutes: float, corpus: Path | None) -> None:
    corpus = corpus or Path(tempfile.mkdtemp(prefix=f"fuzzing-{target}-"))
    inputs = corpus / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(_seeds(target)):
        (inputs / f"seed-{number}").write_bytes(seed)
    words = "".join(f'"{_escaped(word)}"\n' for word in _WORDS[target].split("|"))
    (corpus / "words").write_text(words, encoding="utf-8")
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["skillrun"], enable_loader_override=False):
        targets = Targets(importlib.import_module("benchmarks.properties"))
    arguments = [
        f"-max_total_time={int(minutes * 60)}",
        f"-timeout={SECONDS_AN_INPUT}",
        "-max_len=3000",
        "-len_control=20",
        f"-dict={corpus / 'words'}",
        f"-artifact_prefix={corpus}/",
        "-print_final_stats=1",
        str(inputs),
    ]
    atheris.Setup([sys.argv[0], *arguments], getattr(targets, target))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
