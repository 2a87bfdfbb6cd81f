"""Recorded conversations: written, read, replayed."""

from dataclasses import replace
from pathlib import Path

import pytest

from skillrun.errors import ModelError, StreamCutError, UsageError
from skillrun.providers.base import Finish, Message, StopReason, Usage
from skillrun.providers.recording import Recorded, read_recording, record_line
from skillrun.providers.replay import ReplayProvider
from tests.providers.conftest import ASKED, finish_of, text_of

USAGE = Usage(1, 100, 60, 9, 0.25)


def recording(path: Path, *lines: str) -> ReplayProvider:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return ReplayProvider(str(path))


def test_written_and_read_back() -> None:
    text = "Рассуждение\n\u2028 и \x85 строка\n"
    lines = [
        record_line(Message("user", "Add payments.")),
        record_line(Message("assistant", text), StopReason.LENGTH, USAGE, at="2026-01-01"),
    ]
    assert all("\n" not in line for line in lines)
    assert "Рассуждение" in lines[1]
    assert read_recording(lines) == [
        Recorded(Message("user", "Add payments.")),
        Recorded(Message("assistant", text), StopReason.LENGTH, USAGE),
    ]


def test_answers_come_in_order(tmp_path: Path) -> None:
    provider = recording(
        tmp_path / "talk.jsonl",
        record_line(Message("system", "Obey.")),
        record_line(Message("user", "One?")),
        record_line(Message("assistant", "One\u2028.\nMore."), StopReason.LENGTH, USAGE),
        "",
        record_line(Message("user", "Two?")),
        record_line(Message("assistant", "Two."), StopReason.END),
    )
    first = list(provider.stream(ASKED))
    assert text_of(first) == "One\u2028.\nMore."
    # It was paid for when it was recorded.
    assert finish_of(first) == Finish(StopReason.LENGTH, replace(USAGE, cost_usd=0.0))
    free = Usage(requests=1, cost_usd=0.0)
    assert finish_of(list(provider.stream(ASKED))) == Finish(StopReason.END, free)
    with pytest.raises(ModelError, match="no further answer") as caught:
        list(provider.stream(ASKED))
    assert caught.value.exit_code == 3
    assert provider.name == f"replay:{tmp_path / 'talk.jsonl'}"


def test_answer_that_was_cut_is_cut_again(tmp_path: Path) -> None:
    provider = recording(tmp_path / "talk.jsonl", record_line(Message("assistant", "Half an ans")))
    stream = provider.stream(ASKED)
    assert text_of([next(stream)]) == "Half an ans"
    with pytest.raises(StreamCutError):
        next(stream)


def test_vendors_words_for_a_stop(tmp_path: Path) -> None:
    provider = recording(
        tmp_path / "talk.jsonl",
        '{"role": "assistant", "content": "a", "stop_reason": "end_turn", "usage": {"output_tokens": 3}}',
        '{"role": "assistant", "content": "b", "stop_reason": "max_tokens"}',
    )
    assert finish_of(list(provider.stream(ASKED))) == Finish(
        StopReason.END, Usage(requests=1, output_tokens=3, cost_usd=0.0)
    )
    assert finish_of(list(provider.stream(ASKED))).stop_reason is StopReason.LENGTH


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"role": "robot", "content": "a"}',
        '{"role": "assistant"}',
        '{"role": "assistant", "content": "a", "stop_reason": "because"}',
        '{"role": "assistant", "content": "a", "stop_reason": ["end"]}',
        '{"role": "assistant", "content": "a", "usage": 7}',
    ],
)
def test_line_that_is_no_message(tmp_path: Path, line: str) -> None:
    with pytest.raises(UsageError, match=r"talk\.jsonl.*line 2"):
        recording(tmp_path / "talk.jsonl", record_line(Message("user", "One?")), line)


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        ReplayProvider(str(tmp_path / "none.jsonl"))
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(UsageError, match="UTF-8"):
        ReplayProvider(str(tmp_path / "bytes.jsonl"))
