"""Loading skills."""

import difflib
import shlex
from pathlib import Path

from skillrun.errors import UsageError
from skillrun.rules.packaged import builtin_root
from skillrun.skills.finding import find_skills, skill_places
from skillrun.skills.frontmatter import SkillText, read_skill_text
from skillrun.skills.manifest import Manifest, manifest_fault, read_manifest
from skillrun.skills.model import AllowedCommand, Document, Skill
from skillrun.skills.trusting import PACKS_FOLDER, code_of, is_trusted, refusal

BUILT_IN_PACKS = ("response", "completeness", "scope")


def load_skill(
    name_or_path: str | None = None, *, workspace: Path | None = None, beside: bool = False
) -> Skill:
    """Load a skill.

    Args:
        name_or_path: As for `skill_folder`; None for the packaged skill.
        workspace: Where names are looked for first; None for the current folder.
        beside: It stands beside another: packs that nobody has trusted are left out.

    Raises:
        UsageError: If there is no such skill, or it can't be used as it is.
    """
    if name_or_path is None:
        return load_folder(builtin_root())
    folder = skill_folder(name_or_path, workspace or Path.cwd())
    return load_folder(folder, spelled=name_or_path, beside=beside)


def skill_folder(name_or_path: str, workspace: Path) -> Path:
    """Find the folder of a skill; what it holds is not looked at.

    Args:
        name_or_path: A name that is looked for where agents keep skills and among the packaged, or
            the path of a folder (anything with a slash, or that begins with `.` or `~`).
        workspace: Where names are looked for first.

    Raises:
        UsageError: If no skill has the name; the nearest is named.
    """
    if _is_path(name_or_path):
        return Path(name_or_path).expanduser()
    for place in skill_places(workspace):
        if (place.folder / name_or_path / "SKILL.md").is_file():
            return place.folder / name_or_path
    if read_skill_text(builtin_root() / "SKILL.md").name == name_or_path:
        return builtin_root()
    names = [skill.name for skill in find_skills(workspace, builtin_root())]
    raise _unknown(name_or_path, names)


def manifest_of(root: Path) -> Path | None:
    """The manifest of the skill in a folder; None where it has none."""
    return next(filter(Path.is_file, (root / "skill.toml", root / "skill" / "skill.toml")), None)


def own_packs(root: Path) -> tuple[str, ...]:
    """Name the rule packs that the skill in a folder brings itself; nothing of them is run.

    Raises:
        UsageError: If its manifest can't be read.
    """
    path = manifest_of(root)
    names = read_manifest(path).packs if path else ()
    mine = (n for n in names if n not in BUILT_IN_PACKS and n.isidentifier())
    return tuple(name for name in mine if (root / PACKS_FOLDER / name).is_dir())


def load_folder(folder: Path, *, spelled: str = "", beside: bool = False) -> Skill:
    """Load the skill that a folder holds.

    Args:
        folder: The folder with the SKILL.md.
        spelled: How the person named it; the folder where that is unknown.
        beside: It stands beside another: packs that nobody has trusted are left out.

    Raises:
        UsageError: If the folder holds no skill, one that can't be used as it is, or one with code
            that nobody has trusted.
    """
    root = folder.resolve()
    if not (root / "SKILL.md").is_file():
        message = f"{folder} holds no SKILL.md."
        raise UsageError(message, advice="Name the folder that SKILL.md stands in.")
    text = read_skill_text(root / "SKILL.md")
    path = manifest_of(root)
    if path is None:
        return Skill(text.name, text.version, text.description, root, text.body)
    named = shlex.quote(spelled or str(root))
    return _Composition(root, text, path, read_manifest(path), named).skill(beside=beside)


class _Composition:
    """Puts a skill together from its SKILL.md and manifest, collecting every fault on the way."""

    def __init__(
        self, root: Path, text: SkillText, path: Path, manifest: Manifest, named: str
    ) -> None:
        self.root, self.text, self.path, self.manifest = root, text, path, manifest
        self.named = named
        self.packaged = root == builtin_root().resolve()
        self.faults: list[str] = []

    def skill(self, *, beside: bool) -> Skill:
        """The skill.

        Args:
            beside: Packs that nobody has trusted are left out; else they are an error.

        Raises:
            UsageError: If files, packs or commands of the manifest can't be used; all are listed.
        """
        manifest = self.manifest
        instructions = self._document("instructions", manifest.instructions)
        example = self._document("example", manifest.example)
        references = self._documents("references", manifest.references)
        assets = self._documents("assets", manifest.assets)
        packs = tuple(filter(None, map(self._pack, manifest.packs)))
        commands = self._commands()
        if self.faults:
            raise manifest_fault(self.path, self.faults)
        left_out = self._untrusted(packs, beside=beside)
        return Skill(
            name=manifest.name,
            version=manifest.version,
            description=self.text.description,
            root=self.root,
            instructions=instructions.text.strip() if instructions else self.text.body,
            grammar=manifest.grammar,
            packs=tuple(pack for pack in packs if pack not in left_out),
            overrides=manifest.override_phrases,
            references=references,
            assets=assets,
            example=example,
            commands=commands,
            packaged=self.packaged,
            severities=manifest.severity,
            left_out=tuple(Path(pack).name for pack in left_out),
        )

    def _documents(self, key: str, names: tuple[str, ...]) -> tuple[Document, ...]:
        found = (self._document(f"{key}[{i}]", name) for i, name in enumerate(names))
        return tuple(filter(None, found))

    def _document(self, key: str, name: str | None) -> Document | None:
        """A file of the skill; one outside its folder could carry a person's keys into a prompt."""
        if name is None:
            return None
        path = (self.path.parent / name).resolve()
        if not path.is_relative_to(self.root):
            self.faults.append(f"{key}: {name} is outside the skill's folder")
        elif not path.is_file():
            self.faults.append(f"{key}: there is no file {name}")
        else:
            return Document(Path(name).as_posix(), path)
        return None

    def _pack(self, name: str) -> str | None:
        """A pack: built in, the skill's own, or one that came with skillrun."""
        if name in BUILT_IN_PACKS:
            return name
        if name.isidentifier():
            for root in (self.root, builtin_root()):
                if (root / PACKS_FOLDER / name).is_dir():
                    return str(root / PACKS_FOLDER / name)
        known = ", ".join(BUILT_IN_PACKS)
        self.faults.append(
            f"packs: there is no pack {name} (it is a folder {PACKS_FOLDER}/{name}, or one of {known})"
        )
        return None

    def _untrusted(self, packs: tuple[str, ...], *, beside: bool) -> tuple[str, ...]:
        """The skill's own packs that may not run."""
        own = tuple(p for p in packs if Path(p).is_relative_to(self.root / PACKS_FOLDER))
        if self.packaged or not own:
            return ()
        code = code_of(self.root)
        if is_trusted(self.manifest.name, code):
            return ()
        if beside:
            return own
        raise UsageError(
            refusal(self.manifest.name, self.root, code),
            advice=f"Read it. To let it run: skillrun skill trust {self.named}",
        )

    def _commands(self) -> tuple[AllowedCommand, ...]:
        """The skill's commands; an installed skill may allow no more than the packaged one does."""
        commands = self.manifest.allowed_commands
        if self.packaged:
            return commands
        known = load_folder(builtin_root()).commands
        for command in commands:
            if not any(command.argv[: len(k.argv)] == k.argv for k in known):
                spelled = " ".join(command.argv)
                self.faults.append(
                    f"commands.{command.phase}: `{spelled}` is not among the commands that skillrun allows"
                )
        return commands


def _is_path(spelled: str) -> bool:
    return spelled.startswith((".", "~")) or "/" in spelled or "\\" in spelled


def _unknown(name: str, names: list[str]) -> UsageError:
    near = difflib.get_close_matches(name, names, n=1)
    guess = f"Did you mean {near[0]}? " if near else ""
    return UsageError(
        f"There is no skill {name!r}.",
        advice=f"{guess}Found: {', '.join(dict.fromkeys(names))}. A folder is named by its path: ./{name}",
    )
