"""What a pack of rules may know of the program."""

import ast
from pathlib import Path

PACKS = Path(__file__).parents[2] / "validators"
KNOWN = ("skillrun.rules", "skillrun.protocol", "skillrun.project")


def imported(path: Path) -> set[str]:
    """Name the modules that a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_the_rules_know_rules_protocol_and_project_alone() -> None:
    found = {
        f"{path.name}: {module}"
        for path in PACKS.rglob("*.py")
        for module in imported(path)
        if module.startswith("skillrun")
        and not f"{module}.".startswith(tuple(f"{k}." for k in KNOWN))
    }
    assert not found
