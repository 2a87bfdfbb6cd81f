"""Making a subject: of an answer, or of files."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from skillrun.protocol.answer import Answer, AnswerFile
from skillrun.protocol.grammar import Grammar
from skillrun.protocol.paths import MAX_PATH_BYTES
from skillrun.rules.model import Subject
from skillrun.rules.source import Source


def nothing(_path: str) -> str | None:
    """Read no file: what is judged is all there is."""
    return None


def sources_of(files: Iterable[AnswerFile]) -> dict[str, Source]:
    """Make the sources of an answer's files; of a path that comes twice, the last one holds.

    A path that no disk takes is refused as it is (RSP017), and rules that walk its folders would
    take the square of its length: the file is left out.
    """
    return {
        file.path: Source(file.path, file.content)
        for file in files
        if len(file.path) <= MAX_PATH_BYTES
    }


def subject_of_answer(  # noqa: PLR0913
    answer: Answer,
    *,
    grammar: Grammar | None = None,
    answer_paths: Sequence[str] = ("answer.md",),
    on_disk: Callable[[str], str | None] = nothing,
    request: str = "",
    shown: Iterable[str] | None = None,
    repair: bool = False,
    final: bool = False,
    root_listing: Iterable[str] = (),
    approved: Iterable[str] = (),
    frozen: bool = False,
    minimal: bool = False,
    earlier: str = "",
) -> Subject:
    """Make a subject of an answer.

    Args:
        answer: The answer; its files are what is judged.
        grammar: How the skill says an answer looks; None for the default.
        answer_paths: How the parts are called in reports, one a part; the last one stands for
            all parts that come after it.
        on_disk: Reads a file of the workspace as it was before; None where there is none.
        request: What was asked.
        shown: Paths that the model has seen; None where that is not known.
        repair: The answer is a repair.
        final: No further part will come.
        root_listing: Paths of all files in the workspace before the change.
        approved: What a person allowed beyond the request, each as `CODE:TARGET`.
        frozen: Existing code is to stay as it is.
        minimal: Only what was asked for is to be touched.
        earlier: The earlier requests of the session.
    """
    return Subject(
        files=sources_of(answer.files),
        answer=answer,
        answer_paths=tuple(answer_paths),
        on_disk=on_disk,
        request=request,
        grammar=grammar or Grammar(),
        shown=None if shown is None else frozenset(shown),
        repair=repair,
        final=final,
        root_listing=frozenset(root_listing),
        approved=frozenset(approved),
        frozen=frozen,
        minimal=minimal,
        earlier=earlier,
    )


def subject_of_files(
    files: Mapping[str, str],
    *,
    on_disk: Callable[[str], str | None] = nothing,
    request: str = "",
    shown: Iterable[str] | None = None,
    root_listing: Iterable[str] = (),
) -> Subject:
    """Make a subject of files with no answer.

    Args:
        files: Content by path.
        on_disk: Reads a file as it was before; None where there is none.
        request: What was asked; empty where nothing was.
        shown: Paths that the model has seen; None where that is not known.
        root_listing: Paths of all files in the workspace; those of `files` where none are given.
    """
    return Subject(
        files={path: Source(path, text) for path, text in files.items()},
        on_disk=on_disk,
        request=request,
        shown=None if shown is None else frozenset(shown),
        root_listing=frozenset(root_listing) or frozenset(files),
    )
