"""What one file says by itself: read once, kept by content, composed with the others' facts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file says by itself.

    Attributes:
        path: The file.
        digest: Of its content.
    """

    path: str
    digest: str = ""
