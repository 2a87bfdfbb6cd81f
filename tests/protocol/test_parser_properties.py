"""What holds for every answer: any chunking, any content, CommonMark's fences."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from skillrun.protocol.answer import NameForm, NoteKind, Part, Split
from skillrun.protocol.events import FileClosed, FileOpened, ParserEvent, ReasoningText
from skillrun.protocol.fences import one_newline
from skillrun.protocol.parser import Parser
from skillrun.protocol.parsing import parse, parse_part
from skillrun.protocol.render import render_part
from tests.protocol.grammars import RUSSIAN

# Lines that mean something to the parser, so that random answers are not just prose.
LINES = st.sampled_from(
    [
        "",
        "",
        "   ",
        "## Цепочка мыслей",
        "## Файлы",
        "# Файлы",
        "**Файлы**",
        "## Другое",
        "### Анализ",
        "### Операции файловой системы",
        "- **Операции файловой системы**: `mkdir a`",
        "## ⚠️ РЕКОМЕНДУЕМЫЕ ИЗМЕНЕНИЯ (ВНЕ СКОУПА)",
        "SOLUTION SPLIT: PART 1 — CONTINUE? (remaining: a.py, b/c.py)",
        "**solution split: part 2 - continue?**",
        "- `a.py`",
        "`a.py`",
        "`apps/b.py`",
        "### apps/b.py",
        "**apps/b.py**:",
        "Файл: `apps/c.md`",
        "`README.md`",
        "```",
        "```python",
        "```python:apps/z.py",
        "```bash",
        "```markdown",
        "````",
        "~~~",
        "~~~ text",
        "   ```",
        "    ```",
        "1. ```python",
        "> ```",
        "> quoted",
        ">",
        "# apps/d.py",
        "uv add stripe \\",
        "$ mkdir x",
        "echo 'open",
        "cat <<EOF",
        "EOF",
        "- `uv add a` и `touch b.py`",
        "x = '```'",
        "<think>",
        "</think>",
        "<think>a</think>## Файлы",
        "\ufeff## Файлы",
        "te\u200bxt\u2028more",
        "\x0b\x0c\x85",
        "---",
    ]
)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
ANSWERS = st.one_of(
    st.lists(st.tuples(LINES, ENDS)).map(lambda pairs: "".join(line + end for line, end in pairs)),
    st.lists(LINES, max_size=40).map("\n".join),
    st.text(),
)


def fed(text: str, sizes: list[int]) -> tuple[Part, list[ParserEvent]]:
    parser = Parser(RUSSIAN)
    events: list[ParserEvent] = []
    position = turn = 0
    while position < len(text):
        size = sizes[turn % len(sizes)]
        events += parser.feed(text[position : position + size])
        position += size
        turn += 1
    events += parser.finish()
    return parser.part, events


def talk(events: list[ParserEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, ReasoningText))


def others(events: list[ParserEvent]) -> list[ParserEvent]:
    return [event for event in events if not isinstance(event, ReasoningText)]


@settings(max_examples=1000, deadline=None)
@given(ANSWERS.filter(bool), st.lists(st.integers(1, 30), min_size=1))
@example("## Файлы\n`a.py`\n```\n", [1])
def test_any_chunking_gives_the_same_part_and_events(text: str, sizes: list[int]) -> None:
    whole, whole_events = fed(text, [len(text)])
    part, events = fed(text, sizes)
    assert part == whole
    assert others(events) == others(whole_events)
    assert talk(events) == talk(whole_events)


@settings(max_examples=300, deadline=None)
@given(ANSWERS.filter(bool))
def test_events_and_part_agree(text: str) -> None:
    part, events = fed(text, [len(text)])
    closed = [event.file for event in events if isinstance(event, FileClosed)]
    opened = [(event.path, event.line) for event in events if isinstance(event, FileOpened)]
    assert tuple(closed) == part.files
    assert opened == [(file.path, file.line) for file in part.files]
    assert part.text == text


@settings(max_examples=500, deadline=None)
@given(ANSWERS)
def test_lines_of_notes_and_files_are_inside_the_text(text: str) -> None:
    part = parse_part(text, RUSSIAN)
    last = text.count("\n") + 1
    assert all(1 <= note.line <= last for note in part.notes)
    assert all(1 <= file.line <= last for file in part.files)
    lines = [*text.split("\n"), ""]
    for file in part.files:
        if file.name_form is NameForm.STANDARD:
            assert file.spelled in lines[file.line - 1].replace("\ufeff", "")
    for operation in part.operations:
        assert operation.command.split()[0].strip("\\\"'") in lines[operation.line - 1]


PATHS = st.from_regex(
    r"[a-z]{1,6}(/[a-z_]{1,8}){0,3}\.(py|md|toml|html)", fullmatch=True
) | st.sampled_from(
    ["Dockerfile", ".gitignore", "apps/пример.py", "a b/с пробелом.md", "x/__init__.py"]
)
CONTENTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(LINES, max_size=25).map("\n".join),
    st.lists(LINES, max_size=25).map("\r\n".join),
)
PROSE = st.lists(
    st.text(
        st.characters(categories=["Lu", "Ll", "Zs", "Po"], exclude_characters="`~#*_<>\\"),
        max_size=60,
    ).map(lambda text: "слово " + text)
).map("\n".join)


@settings(max_examples=800, deadline=None)
@given(st.lists(st.tuples(PATHS, CONTENTS), max_size=6), PROSE, st.none() | PROSE, st.booleans())
def test_rendering_and_parsing_are_inverse(
    files: list[tuple[str, str]], reasoning: str, recommendations: str | None, split: bool
) -> None:
    marker = Split(3, ("a.py", "b/c.html"), 0) if split else None
    text = render_part(reasoning, files, RUSSIAN, recommendations=recommendations, split=marker)
    answer = parse([text], RUSSIAN)
    assert [(f.path, f.content) for f in answer.files] == [(p, one_newline(c)) for p, c in files]
    assert all(file.complete and file.name_form is NameForm.STANDARD for file in answer.files)
    assert answer.reasoning == reasoning.strip()
    assert answer.recommendations == (None if recommendations is None else recommendations.strip())
    assert answer.parts[0].notes == ()
    assert (answer.split is not None) is split
    if answer.split is not None:
        assert (answer.split.part, answer.split.remaining) == (3, ("a.py", "b/c.html"))
        assert answer.split.canonical
        assert answer.split.last


@pytest.mark.parametrize("path", ["a`b.py", "a\nb.py", " a.py", "", "a\r.py"])
def test_a_path_that_no_answer_can_name_is_not_rendered(path: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        render_part(None, [(path, "")], RUSSIAN)


FENCE_LINES = st.sampled_from(
    [
        "```",
        "````",
        "`````",
        "~~~",
        "~~~~",
        " ```",
        "   ```",
        "    ```",
        "  ~~~",
        "``` ",
        "```` \t",
        "```python",
        "````python",
        "~~~ python",
        "``` `x`",
        "~~~ `x`",
        "``",
        "text",
        "  indented",
        "      more",
        "",
        "## Файлы",
        "x ```",
        "```x```",
        "~~~~~ a b",
    ]
)


# A fence four columns in is none for CommonMark; models write them below items of lists.
OUTER_LINES = FENCE_LINES.filter(lambda line: not line.startswith("    "))


@settings(max_examples=1500, deadline=None)
@given(st.lists(OUTER_LINES, max_size=20))
def test_fences_are_read_as_commonmark_reads_them(lines: list[str]) -> None:
    """Unless a note says that a reading was chosen, blocks are exactly CommonMark's."""
    text = "## Файлы\n\n" + "".join(f"{line}\n" for line in lines)
    tokens = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "fence"]
    part = parse_part(text, RUSSIAN)
    if any(note.kind is NoteKind.AMBIGUOUS_FENCE for note in part.notes):
        return
    starts = [token.map[0] + 1 for token in tokens if token.map]
    assert starts == [note.line for note in part.notes if note.kind is NoteKind.UNNAMED_BLOCK]


@settings(max_examples=1500, deadline=None)
@given(st.lists(FENCE_LINES, max_size=12), st.sampled_from(["```", "````", "~~~", "  ```", "~~~~"]))
def test_a_block_holds_what_commonmark_says(lines: list[str], fence: str) -> None:
    text = f"## Файлы\n\n`a.txt`\n{fence}text\n" + "".join(f"{line}\n" for line in lines)
    token = next(t for t in MarkdownIt("commonmark").parse(text) if t.type == "fence")
    part = parse_part(text, RUSSIAN)
    if any(note.kind is NoteKind.AMBIGUOUS_FENCE for note in part.notes):
        return
    file = part.files[0]
    if file.content != one_newline(token.content):
        # Blocks inside are a part of the file only where all of the answer fits then.
        assert all(note.kind is NoteKind.STRAY_PROSE for note in part.notes)
        assert file.content.startswith(token.content)


@settings(max_examples=500, deadline=None)
@given(ANSWERS)
def test_files_lie_between_their_lines(text: str) -> None:
    part = parse_part(text, RUSSIAN)
    lines = text.split("\n")
    for file in part.files:
        assert file.line <= file.content_line <= file.end_line + 1 <= len(lines) + 1
        if file.complete:
            assert set(lines[file.end_line - 1].strip(" \t\r>")) in ({"`"}, {"~"})
    ends = [0, *(file.end_line for file in part.files)]
    assert all(end < file.line for end, file in zip(ends, part.files, strict=False))
