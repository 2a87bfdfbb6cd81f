"""The transaction's own folder: what comes, what stood there, the journal, and how far it came.

The folder's name says it: bare while the transaction is open, with `.written` or `.undone` behind
it when only the cleaning is left. What could not be put back lies in one that ends in `.kept`.
"""

import re
import shutil
from contextlib import ExitStack

from skillrun.errors import WorkspaceError
from skillrun.workspace.transaction.folders import Folder, Place, drain
from skillrun.workspace.transaction.journal import Journal

WRITTEN = ".written"
UNDONE = ".undone"
KEPT = ".kept"

_NAME = "journal"
_DRAFT = "journal.new"
_OURS = re.compile(rf"[0-9a-f]{{16}}({WRITTEN}|{UNDONE})?")


def is_ours(name: str) -> bool:
    """Tell whether a name is that of a transaction's folder, in whichever state."""
    return _OURS.fullmatch(name) is not None


def state_of(name: str) -> str:
    """Return the state at the end of a transaction's name, empty where it is open."""
    return name[16:]


class Desk:
    """The transaction's own folder and the two in it, held open; a context manager that closes them.

    Args:
        own: The program's folder of the workspace.
        name: The transaction's.

    Attributes:
        name: The transaction's name.
        folder: Its folder.
        new: The files that come, by the number of their step.
        old: What stood there, by the number of its step.
    """

    def __init__(self, own: Folder, name: str) -> None:
        self.own = own
        self.name = name
        self._open = ExitStack()
        self.folder = self._open.enter_context(own.folder(name))
        self.new = self._open.enter_context(self.folder.folder("new"))
        self.old = self._open.enter_context(self.folder.folder("old"))

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def new_place(self, number: int) -> Place:
        """Name the file that a step brings."""
        return self.new.place(str(number))

    def old_place(self, number: int) -> Place:
        """Name what a step takes away."""
        return self.old.place(str(number))

    def write(self, journal: Journal) -> None:
        """Put the journal on the disk, behind all that it speaks of.

        Raises:
            OSError: If the file system refuses.
        """
        draft = self.folder.place(_DRAFT)
        draft.write(journal.to_bytes())
        draft.sync()
        for folder in (self.old, self.folder, self.own):
            folder.sync()
        draft.move(self.folder.place(_NAME))
        self.folder.sync()
        drain(self.folder.place(_NAME))

    def mark(self, state: str) -> None:
        """Write down that nothing is left to do but to clean.

        Args:
            state: `WRITTEN` or `UNDONE`.

        Raises:
            OSError: If the file system refuses.
        """
        drain(self.folder.place(_NAME))
        self.own.place(self.name).move(self.own.place(self.name + state))
        self.own.sync()
        drain(self.folder.place(_NAME))

    def unmark(self) -> None:
        """Take back that all was written, in case that was said already.

        Raises:
            OSError: If the file system refuses.
        """
        marked = self.own.place(self.name + WRITTEN)
        if marked.status() is not None:
            marked.move(self.own.place(self.name))
            self.own.sync()


def make_desk(own: Folder, name: str) -> Desk:
    """Make the folders of a transaction.

    Args:
        own: The program's folder of the workspace.
        name: The transaction's.

    Raises:
        OSError: If the file system refuses.
    """
    own.place(name).make_folder(0o700)
    with own.folder(name) as folder:
        for part in ("new", "old"):
            folder.place(part).make_folder(0o700)
    return Desk(own, name)


def read_journal(own: Folder, name: str) -> Journal | None:
    """Read a transaction's journal.

    Args:
        own: The program's folder of the workspace.
        name: The transaction's folder.

    Returns:
        The journal; None where it was never written: then nothing was touched.

    Raises:
        WorkspaceError: If it can't be understood.
        OSError: If it can't be read.
    """
    with own.folder(name) as folder:
        content = folder.place(_NAME).read()
    try:
        return None if content is None else Journal.from_bytes(content)
    except ValueError as error:
        where = own.path / name
        raise WorkspaceError(
            f"`{where / _NAME}` is not a journal that this version can read.",
            advice=f"Look at the originals in `{where / 'old'}`, then remove that folder.",
        ) from error


def discard(own: Folder, name: str) -> None:
    """Remove what a transaction needed, whichever its state; what can't be goes the next time.

    Args:
        own: The program's folder of the workspace.
        name: The transaction's, without its state.
    """
    for state in ("", WRITTEN, UNDONE):
        place = own.place(name + state)
        shutil.rmtree(place.name, ignore_errors=True, dir_fd=place.descriptor)
