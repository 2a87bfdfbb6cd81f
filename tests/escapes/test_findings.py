"""What the fuzzer found (benchmarks/fuzzing.md), and the properties that it holds up to chance."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.properties import commands_property, parser_property, paths_property
from skillrun.protocol.paths import case_clashes

_PIECES = r"../|..|.|/|a|A|.git|.env|out/|in/|g/|e|hard|pipe|con|:|~"
_WORDS = (
    "touch,rm,-rf,cp,uv,add,run,ruff,check,git,chmod,+x,cd,..,../x,a.py,/etc,~,-o/x,@x,--config=x,"
    "&&,;,|,$(,),{a-b},<<E,E,#,`,sh,-c,env,x="
)
PIECES = st.sampled_from(_PIECES.split("|")) | st.sampled_from(
    "\\\u200b\uff0e\u0301\u017f\ufb01\udcff "
)
WORDS = st.sampled_from(_WORDS.split(",")) | st.sampled_from("\n\0\\'\"")


@pytest.mark.parametrize(
    "lines",
    [["chmod"], ["chmod", "+x manage.py"], ["curl -o x http://a", "chmod", "chmod +x x"]],
)
def test_a_command_without_its_arguments_is_judged(lines: list[str]) -> None:
    commands_property(lines)


@pytest.mark.parametrize("unit", ["a/", "\u0301\udcff.\udcbf/", "//", "./", "../"])
def test_the_clashes_of_a_long_path_take_no_square(unit: str) -> None:
    def seconds(count: int) -> float:
        started = process_time()
        case_clashes([unit * count, "a"])
        return process_time() - started

    small = min(seconds(5_000) for _ in range(3))
    assert seconds(40_000) < 24 * small + 0.05


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=1, max_size=4))
def test_names_are_judged_and_written_inside(names: list[str]) -> None:
    paths_property(names)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=10).map(" ".join), max_size=5))
def test_commands_are_judged(lines: list[str]) -> None:
    commands_property(lines)


@settings(max_examples=200, deadline=None)
@given(st.text(), st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_answers_are_read(text: str, sizes: list[int]) -> None:
    parser_property(text, sizes)
