"""What the server works on and how: fixed when it is started, whatever an agent asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from skillrun.cli.options import Operations
from skillrun.cli.standard import Standard, load_standard
from skillrun.errors import UsageError


@dataclass(frozen=True)
class Workplace:
    """The workspace of a server, and what the person who started it has decided.

    Attributes:
        workspace: The project's folder; tools see nothing outside it.
        skill: The value of `--skill`.
        beside: The values of `--with`.
        yes: Answers are written with no question.
        operations: What becomes of the answers' commands.
    """

    workspace: Path
    skill: str | None = None
    beside: tuple[str, ...] = ()
    yes: bool = False
    operations: Operations = Operations.ASK

    def standard(self, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Standard:
        """Load the standard; the project's configuration is read anew each time.

        Args:
            select: Codes or prefixes; empty for all.
            ignore: Codes or prefixes to leave out.
        """
        return load_standard(self.workspace, self.skill, self.beside, select, ignore)

    @cached_property
    def _root(self) -> Path:
        return self.workspace.resolve()

    def inside(self, paths: Sequence[str]) -> list[Path]:
        """Resolve paths that an agent names.

        Args:
            paths: From the workspace, or in full; empty for the workspace itself.

        Raises:
            UsageError: If one is missing or leads out of the workspace.
        """
        return [self._inside(path) for path in paths] or [self.workspace]

    def _inside(self, path: str) -> Path:
        try:
            full = self._root / path
            inside = full.resolve().is_relative_to(self._root)
            exists = full.exists()
        except (OSError, RuntimeError, ValueError) as error:
            # Too long, with a null character, or links in a circle.
            raise UsageError(
                f"`{path[:200]!r}` is no path: {error}.", advice="Name a path from the workspace."
            ) from None
        if not inside:
            raise UsageError(
                f"`{path}` is outside the workspace `{self._root}`.",
                advice="Name files of the workspace, or start a server for that folder.",
            )
        if not exists:
            raise UsageError(
                f"There is no `{path}` in `{self._root}`.",
                advice="Name a path from there, such as `apps/shop/models.py`.",
            )
        return full
