"""What MkDocs calls while it builds the site: pages and tables that are made from the code.

A page holds a comment such as `<!-- options: ask -->`; the table takes its place. The standard's
pages are those of the skill: there is one copy.
"""

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import reference  # beside this file: MkDocs puts its folder on the path

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).parents[1]
_LOG = logging.getLogger("mkdocs.hooks.skillrun")
_MARK = re.compile(r"<!-- (?P<name>[a-z-]+)(?:: (?P<words>[a-z ]+))? -->")


def _record_list() -> str:
    """List the decisions about the architecture, each a link by its title."""
    pages = [(p.name, p.read_text(encoding="utf-8").splitlines()[0]) for p in _records()]
    return "\n".join(f"- [{title.lstrip('# ')}](adr/{name})" for name, title in pages) + "\n"


def _records() -> list[Path]:
    return sorted((ROOT / "docs" / "adr").glob("0*.md"))


_MAKERS: dict[str, Callable[..., str]] = {
    "records": _record_list,
    "synopsis": reference.synopsis,
    "options": reference.options,
    "keys": reference.keys,
    "variables": reference.variables,
    "tables": reference.tables,
    "decisions": reference.decisions,
}
# What a browser fetches by itself when it shows a page.
_FETCHED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc="(?://|https?:)[^"]*"|"""
    r"""<link\b(?![^>]*rel="canonical")[^>]*\bhref="(?://|https?:)[^"]*\""""
)
_STANDARD = ROOT / "skill" / "references"
_ASSET = re.compile(r"`\.\./assets/(?P<name>[\w.-]+)`")
_PAGE = re.compile(r"`(?P<name>[a-z-]+)\.md`")


def on_config(config: "MkDocsConfig") -> None:
    """Fill the navigation with what is found in folders.

    Raises:
        SystemExit: If the build is a quiet one: MkDocs then counts no warning, and strictness is lost.
    """
    if not _LOG.isEnabledFor(logging.WARNING):
        raise SystemExit("Build without --quiet: a strict build has to see its warnings.")
    for entry in config.nav or []:
        for title, pages in entry.items():
            if title == "Rules":
                pages += list(_rule_pages())
            elif title == "The standard":
                pages += [f"standard/{path.name}" for path in _standard()]
            elif title == "Inside":
                records = [f"adr/{path.name}" for path in _records()]
                pages.insert(1, {"Decisions": records})


def _rule_pages() -> Iterator[dict[str, list[str]]]:
    for prefix, rules in reference.categories():
        yield {f"{prefix}: {reference.title(prefix)}": [f"rules/{rule.code}.md" for rule in rules]}


def _standard() -> list[Path]:
    return sorted(_STANDARD.glob("*.md"))


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the pages of the standard, as the skill has them."""
    from mkdocs.structure.files import File

    known = {path.stem for path in _standard()}
    for path in _standard():
        text = _ASSET.sub(_to_block, path.read_text(encoding="utf-8"))
        text = _PAGE.sub(lambda found: _to_page(found, known), text)
        files.append(File.generated(config, f"standard/{path.name}", content=text))
    files.append(File.generated(config, "standard/blocks.md", content=_blocks()))
    return files


def _to_block(found: re.Match[str]) -> str:
    name = found["name"]
    return f"[`{name}`](blocks.md#{_anchor(name)})"


def _to_page(found: re.Match[str], known: set[str]) -> str:
    name = found["name"]
    return f"[`{name}`]({name}.md)" if name in known else found[0]


def _blocks() -> str:
    """Show every exact block of the standard on one page."""
    parts = [
        "# Exact blocks\n",
        "What the standard fixes to the letter. Prompt, rules and blueprint read the same files.\n",
    ]
    for path in sorted((ROOT / "skill" / "assets").iterdir()):
        fence = "````" if path.suffix == ".md" else "```"
        kind = {".py": "python", ".toml": "toml", ".json": "json", ".sh": "bash"}.get(
            path.suffix, "markdown" if path.suffix == ".md" else "text"
        )
        text = path.read_text(encoding="utf-8").rstrip()
        parts.append(
            f"## {path.name} {{#{_anchor(path.name)}}}\n\n{fence}{kind}\n{text}\n{fence}\n"
        )
    return "\n".join(parts)


def _anchor(name: str) -> str:
    return re.sub(r"\W+", "-", name)


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401
    """Put tables in the place of their marks."""
    return _MARK.sub(_made, markdown)


def _made(found: re.Match[str]) -> str:
    words = [found["words"]] if found["words"] else []
    return _MAKERS[found["name"]](*words)


def on_post_page(output: str, page: Any, **_: Any) -> None:  # noqa: ANN401
    """Warn of what a reader's browser would fetch from elsewhere; a strict build fails of it."""
    for found in _FETCHED.findall(output):
        _LOG.warning("%s fetches from elsewhere: %s", page.file.src_uri, found)
