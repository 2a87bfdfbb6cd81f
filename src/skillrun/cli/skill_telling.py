"""What `skillrun skill` tells: a skill in a list, a skill described, faults."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from skillrun.cli import options
from skillrun.cli.console import Console, plural

if TYPE_CHECKING:
    from skillrun.skills.finding import Found
    from skillrun.skills.manifest import Manifest
    from skillrun.skills.validating import Fault


def name_of(folder: Path) -> str:
    """Tell what the skill in a folder is called, by its manifest or its SKILL.md."""
    from skillrun.skills.frontmatter import read_skill_text

    manifest = _manifest(folder)
    return manifest.name if manifest else read_skill_text(folder / "SKILL.md").name


def _manifest(folder: Path) -> "Manifest | None":
    from skillrun.skills.loading import manifest_of
    from skillrun.skills.manifest import read_manifest

    path = manifest_of(folder)
    return read_manifest(path) if path else None


def in_words(value: object) -> str:
    """A value of a skill's description on one line."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value))
        case dict():
            return ", ".join(f"{key}: {in_words(inner)}" for key, inner in value.items())
        case _:
            return str(value)


def listed(skill: "Found") -> dict[str, Any]:
    """Make the object of a skill in a list."""
    return {
        "name": skill.name,
        "version": skill.version,
        "description": skill.description,
        "place": skill.place,
        "path": str(skill.folder),
        "used": skill.hidden_by is None and not skill.problem,
        "hidden_by": str(skill.hidden_by) if skill.hidden_by else None,
        "problem": skill.problem or None,
    }


def described(folder: Path) -> dict[str, Any]:
    """Everything about a skill that can be told without running it."""
    from skillrun.rules.packaged import builtin_root
    from skillrun.skills.frontmatter import read_skill_text
    from skillrun.skills.loading import own_packs
    from skillrun.skills.manifest import Manifest
    from skillrun.skills.trusting import code_of, is_trusted

    text = read_skill_text(folder / "SKILL.md")
    manifest = _manifest(folder)
    stated = manifest or Manifest(name="none", version="0")
    packaged = folder.resolve() == builtin_root().resolve()
    code = code_of(folder) if own_packs(folder) and not packaged else None
    grammar = stated.grammar
    return {
        "name": manifest.name if manifest else text.name,
        "version": manifest.version if manifest else text.version,
        "description": text.description,
        "path": str(folder.resolve()),
        "packaged": packaged,
        "manifest": manifest is not None,
        "headings": [grammar.reasoning, grammar.files, grammar.recommendations],
        "language": grammar.language,
        "packs": list(stated.packs),
        "severity": dict(stated.severity),
        "references": list(stated.references),
        "assets": list(stated.assets),
        "commands": [" ".join(command.argv) for command in stated.allowed_commands],
        "own_code": {"files": list(code.files), "sha256": code.sha256} if code else None,
        "trusted": is_trusted(stated.name, code) if code else None,
    }


def tell_faults(folder: Path, faults: "tuple[Fault, ...]", output: options.Format) -> None:
    """Tell faults, and end with 1 where there are errors among them."""
    from skillrun.cli.jsonio import print_object

    errors = sum(not fault.warning for fault in faults)
    if output is not options.Format.TEXT:
        rows = [
            {
                "path": f.path,
                "line": f.line,
                "severity": "warning" if f.warning else "error",
                "source": str(f.source),
                "message": f.message,
            }
            for f in faults
        ]
        print_object({"ok": not errors, "path": str(folder), "faults": rows})
    else:
        console = Console(sys.stdout, color=False)
        for fault in faults:
            console.line(str(fault))
        counted = f"{plural(errors, 'error')}, {plural(len(faults) - errors, 'warning')}"
        console.line(f"{folder}: {counted if faults else 'valid'}")
    if errors:
        raise typer.Exit(1)
