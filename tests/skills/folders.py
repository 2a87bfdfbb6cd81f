"""Skills made for a test."""

from pathlib import Path

HEAD = "---\nname: {name}\ndescription: Writes {name}.\n---\n\n# Notes\n\nWrite {name}.\n"
RULE = '''"""A rule."""

from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, SourceRule


class Own{code}(SourceRule):
    """It finds a word."""

    code = "{code}"
    name = "{name}"
    directive = "Never write {word}."
    bad = Example("{word}")
    good = Example("")

    def check(self, source, subject) -> Iterator[Finding]:
        """Yield the word."""
        if "{word}" in source.text:
            yield Finding("It is here.")


RULES = (Own{code},)
'''


def make_skill(folder: Path, name: str, manifest: str | None = None) -> Path:
    """Make a skill in a folder of skills."""
    root = folder / name
    root.mkdir(parents=True)
    (root / "SKILL.md").write_text(HEAD.format(name=name), encoding="utf-8")
    if manifest is not None:
        text = f'name = "{name}"\nversion = "2.0.0"\n{manifest}'
        (root / "skill.toml").write_text(text, encoding="utf-8")
    return root


def make_pack(
    root: Path, pack: str, code: str, name: str = "own-rule", word: str = "wombat"
) -> Path:
    """Give a skill a pack with one rule."""
    folder = root / "validators" / pack
    folder.mkdir(parents=True)
    text = RULE.format(code=code, name=name, word=word)
    (folder / "__init__.py").write_text(text, encoding="utf-8")
    return folder
