"""`skillrun check` beside its peers on one corpus, written to `checking.md`: see there.

`python -m benchmarks.checking CORPUS PEERS`, PEERS being the `bin` of an environment that has
Fixit and flake8.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import skillrun

PAGE = Path(__file__).with_name("checking.md")
RUFF = ["check", "--isolated", "--no-cache", "--select", "DJ,S,D,ANN,F,E"]
FLAKE8 = ["--isolated", "--select", "DJ,ANN,F,E"]
OFF, COLD, WARM = "skillrun, cache off", "skillrun, cache empty", "skillrun, warm"
SLOW = frozenset({"Fixit", "flake8"})
PEERS = ("fixit", "flake8", "flake8-django", "flake8-annotations")
INTRODUCTION = """\
# Checking

```bash
pip download --no-deps wagtail -d corpus && unzip -q corpus/wagtail-*.whl -d corpus/wagtail
python -m venv peers && peers/bin/pip install fixit flake8 flake8-django flake8-annotations
uv run python -m benchmarks.checking corpus/wagtail peers/bin
```

The command writes this page. All tools judge the same folder in the same rounds, one after the other, so that what else the machine
does falls on all of them; each figure is the median over the rounds, and each ratio the median of the rounds' own ratios. skillrun runs
all of its rules, Ruff's among them, over every text file of the folder and prints each violation with its line; the others read the
Python files only: Ruff with `--select DJ,S,D,ANN,F,E --no-cache`, flake8 with `--select DJ,ANN,F,E`, Fixit with its default rules,
on a part of the files, because it takes minutes for all.
"""


@dataclass(frozen=True)
class Command:
    """A command that is timed.

    Attributes:
        words: Its arguments.
        files: How many Python files it judges.
        env: Variables of its own.
        clear: A folder that is removed before each run.
    """

    words: Sequence[str]
    files: int
    env: Mapping[str, str]
    clear: Path | None = None

    def seconds(self, env: Mapping[str, str]) -> float:
        """Run it once, and tell the wall time."""
        if self.clear:
            shutil.rmtree(self.clear, ignore_errors=True)
        started = time.perf_counter()
        done = subprocess.run(self.words, capture_output=True, env={**env, **self.env}, check=False)
        taken = time.perf_counter() - started
        assert done.returncode in {0, 1}, (self.words, done.returncode, done.stderr[-2000:])
        return taken


@contextmanager
def commands(corpus: Path, peers: Path, every: int) -> Iterator[dict[str, Command]]:
    """Prepare the commands by name, with a part of the corpus for Fixit and caches for skillrun.

    Args:
        corpus: The folder that is judged.
        peers: Where the other tools are.
        every: Fixit judges one file of so many.
    """
    here = Path(sys.executable).parent
    files = sum(1 for _ in corpus.rglob("*.py"))
    check = [str(here / "skillrun"), "check", str(corpus)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few = sample(corpus, folder / "sample", every)
        yield {
            OFF: Command(check, files, {"SKILLRUN_CACHE": "off"}),
            COLD: Command(check, files, {"XDG_CACHE_HOME": f"{name}/cold"}, folder / "cold"),
            WARM: Command(check, files, {"XDG_CACHE_HOME": f"{name}/warm"}),
            "Ruff": Command([str(here / "ruff"), *RUFF, str(corpus)], files, {}),
            "flake8": Command([str(peers / "flake8"), *FLAKE8, str(corpus)], files, {}),
            "Fixit": Command([str(peers / "fixit"), "lint", f"{name}/sample"], few, {}),
        }


def sample(corpus: Path, folder: Path, every: int) -> int:
    """Copy every nth Python file of a corpus, and say how many that are."""
    chosen = sorted(corpus.rglob("*.py"))[::every]
    for file in chosen:
        target = folder / file.relative_to(corpus)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return len(chosen)


def measure(found: Mapping[str, Command], rounds: int) -> dict[str, list[float]]:
    """Time all commands in turn, round by round, after one that is not counted (of the quick ones)."""
    # Bytecode is part of start-up: a shell that forbids it would time the compiler.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in found}
    for counted in range(rounds + 1):
        for name, command in found.items():
            if counted or name not in SLOW:
                taken = command.seconds(env)
                times[name] += [taken] if counted else []
                print(f"round {counted}: {name} {taken:.2f} s", file=sys.stderr)
    return times


def table(found: Mapping[str, Command], times: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """Yield the lines of the table."""
    ruff, fixit = times["Ruff"], _rates(found["Fixit"], times["Fixit"])
    yield "| | Python files | median | files a second | Ruff's time | Fixit's files a second |"
    yield "|---|---|---|---|---|---|"
    for name, command in found.items():
        rates = _rates(command, times[name])
        # Ruff's share of a part of the files is nobody's measure.
        slower = "" if name == "Fixit" else f"{_median_of_ratios(times[name], ruff):.1f} ×"
        quicker = f"{_median_of_ratios(rates, fixit):.0f} ×"
        seconds, rate = statistics.median(times[name]), statistics.median(rates)
        yield f"| {name} | {command.files} | {seconds:.2f} s | {rate:.0f} | {slower} | {quicker} |"


def _rates(command: Command, times: Sequence[float]) -> list[float]:
    return [command.files / taken for taken in times]


def _median_of_ratios(these: Sequence[float], those: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(these, those, strict=True))


def versions(peers: Path) -> str:
    """The versions of all tools."""
    script = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    command = [str(peers / "python"), "-c", script, *PEERS]
    told = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    theirs = ", ".join(f"{name} {v}" for name, v in zip(PEERS, told.split(), strict=True))
    return f"skillrun {skillrun.__version__}, Ruff {version('ruff')}, {theirs}"


def main() -> None:
    """Write the page, and print its table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("peers", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--every", type=int, default=20, help="Fixit judges one file of so many.")
    options = parser.parse_args()
    tools, before = versions(options.peers), os.getloadavg()[0]
    with commands(options.corpus, options.peers, options.every) as found:
        lines = "\n".join(table(found, measure(found, options.rounds)))
    where = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    load = f"load {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    said = f"{tools}; {where}; {options.rounds} rounds; {load}."
    PAGE.write_text(f"{INTRODUCTION}\n{said}\n\n{lines}\n", encoding="utf-8")
    print(f"{said}\n{lines}")


if __name__ == "__main__":
    main()
