"""Sessions in a person's words: when, what, how it ended, what it cost."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from skillrun.cli.console import plural

if TYPE_CHECKING:
    from skillrun.providers.base import Usage
    from skillrun.sessions.records import KeptSession, Run

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def ago(moment: datetime) -> str:
    """Say how long ago something was; after two weeks its date."""
    seconds = (datetime.now(UTC) - moment).total_seconds()
    if seconds >= 14 * 86_400:
        return f"{moment.astimezone():%Y-%m-%d}"
    for length, unit in _UNITS:
        if seconds >= length:
            return f"{plural(int(seconds // length), unit)} ago"
    return "just now"


def one_line(text: str, width: int) -> str:
    """Put a text on one line of so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"


def result_of(run: "Run") -> str:
    """Say how a run ended, with its exit code where that is no success."""
    return f"{run.status} ({run.exit_code})" if run.exit_code else run.status


def result_of_session(session: "KeptSession") -> str:
    """Say how a session ended."""
    return "taken back" if session.undone else result_of(session.runs[-1])


def cost(usage: "Usage") -> str:
    """Say what requests cost; empty where that is nothing or unknown."""
    return f"${usage.cost_usd:.4f}" if usage.cost_usd else ""


def usage_line(usage: "Usage") -> str:
    """Say what requests used."""
    parts = [plural(usage.requests, "request")]
    if usage.input_tokens or usage.output_tokens:
        cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
        parts += [f"{usage.input_tokens:,} tokens in{cached}", f"{usage.output_tokens:,} out"]
    return ", ".join([*parts, *filter(None, [cost(usage)])])
