"""A skill's publishable folder: what agents read, and nothing that a registry drops or flags."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from skillrun.errors import UsageError, WorkspaceError
from skillrun.skills.frontmatter import read_skill_text
from skillrun.skills.loading import manifest_of
from skillrun.skills.manifest import Manifest, read_manifest
from skillrun.skills.trusting import PACKS_FOLDER
from skillrun.skills.validating import Fault, validate
from skillrun.skills.validating.bundle import published_files

_FOLDERS = ("references", "assets", "scripts")
_IGNORE = """\
# Written by `skillrun skill pack`: what never goes to a registry.
__pycache__/
*.pyc
*.pyo
.venv/
.env
*.log
*.tmp
"""


def pack(root: Path, target: Path) -> tuple[Path, tuple[Fault, ...]]:
    """Make the publishable folder of a skill; it is named as the skill is.

    Args:
        root: The skill's folder.
        target: Where the folder is made; its parent, unless it has the skill's name itself.

    Returns:
        The folder, and the faults of what is in it; with errors among them nothing is written.

    Raises:
        UsageError: If the skill can't be read, or `target` is a skill that was not packed.
        WorkspaceError: If the folder can't be written.
    """
    name = read_skill_text(root / "SKILL.md").name
    folder = target if target.name == name else target / name
    _check_target(folder, root)
    try:
        with tempfile.TemporaryDirectory() as made:
            staged = Path(made).resolve() / name
            _copy(root, staged)
            faults = validate(staged)
            if all(fault.warning for fault in faults):
                if folder.exists():
                    shutil.rmtree(folder)
                shutil.copytree(staged, folder)
    except OSError as error:
        raise WorkspaceError(
            f"`{folder}` can't be written: {error.strerror}.", advice="Name another folder."
        ) from None
    return folder, faults


def faults_of(root: Path, packaged: Path) -> tuple[Fault, ...]:
    """Validate a skill's folder; the packaged one as it would be packed.

    Args:
        root: The skill's folder.
        packaged: The folder of the skill that came with skillrun, where more than the skill lies.
    """
    if root.resolve() != packaged.resolve():
        return validate(root)
    with tempfile.TemporaryDirectory() as made:
        staged = Path(made).resolve() / read_skill_text(root / "SKILL.md").name
        _copy(root, staged)
        return validate(staged)


def _check_target(folder: Path, root: Path) -> None:
    if folder.resolve() == root.resolve() or root.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"`{folder}` holds the skill itself.",
            advice="Name another folder: skillrun skill pack dist --skill PATH",
        )
    ours = folder / ".clawhubignore"
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (ours.is_file() and ours.read_text(encoding="utf-8") == _IGNORE):
        raise UsageError(
            f"`{folder}` is there already and was not made by this command.",
            advice="Name another folder, or remove it.",
        )


def _copy(root: Path, staged: Path) -> None:
    for name in _portable(root):
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
        # The content alone: executable bits and times do not travel.
        (staged / name).write_bytes((root / name).read_bytes())
    (staged / ".clawhubignore").write_text(_IGNORE, encoding="utf-8")


def _portable(root: Path) -> Iterator[str]:
    """The files that go along, relative to the skill's folder."""
    files = [f for f in published_files(root) if not f.endswith((".pyc", ".pyo"))]
    path = manifest_of(root)
    if path is None:
        yield from files
        return
    beside = path.parent.relative_to(root)
    manifest = read_manifest(path)
    named = {(beside / name).as_posix() for name in _named(manifest)}
    folders = [Path(name) for name in _FOLDERS] + [beside / name for name in _FOLDERS]
    folders += [Path(PACKS_FOLDER, pack) for pack in _travelling(root, manifest)]
    kept = {"SKILL.md", "LICENSE", "LICENSE.md", "LICENSE.txt", path.relative_to(root).as_posix()}
    for name in files:
        if name in kept | named or any(Path(name).is_relative_to(f) for f in folders):
            yield name


def _named(manifest: Manifest) -> Iterator[str]:
    yield from filter(None, (manifest.instructions, manifest.example))
    yield from (*manifest.references, *manifest.assets)


def _travelling(root: Path, manifest: Manifest) -> Iterator[str]:
    """The skill's own packs; those that come with skillrun stay there."""
    from skillrun.rules.packaged import builtin_root

    if root.resolve() != builtin_root().resolve():
        yield from manifest.packs
