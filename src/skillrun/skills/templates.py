"""The words of the prompts stand in `prompts/*.j2`: here they are given their values."""

from functools import cache
from typing import TYPE_CHECKING

from skillrun.rules.packaged import builtin_root

if TYPE_CHECKING:
    from jinja2 import Environment

    from skillrun.protocol.grammar import Grammar


def render(template: str, **values: object) -> str:
    """Render a template; the message ends with one newline."""
    return _environment().get_template(template).render(values).strip() + "\n"


def one_line(text: str) -> str:
    """Text that an answer or a file may have shaped, kept to one line."""
    return " ".join(text.split())


def on_lines(lines: list[int]) -> str:
    """Line numbers in words."""
    unique = sorted(set(lines))
    return f"line{'s' if len(unique) > 1 else ''} {', '.join(map(str, unique))}"


def split_line(grammar: "Grammar", number: str = "1") -> str:
    """The line with which an answer says that another part follows."""
    files = "path/one.py, path/two.py"
    return grammar.split_marker.replace("{number}", number).replace("{files}", files)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(builtin_root() / "prompts", encoding="utf-8"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - the output is Markdown for a model, not HTML
    )
    environment.filters["quoted"] = lambda text: f'"{text}"'
    return environment
