"""Python 3.12 syntax written in that of 3.11, character for character in the same places.

Run as a program of its own, text in and text out: it needs nothing else of this package.
"""

import re
import sys

_NOT_BLANK = re.compile(rb"[^\r\n]")
_QUOTED = re.compile(rb"[A-Za-z]*(\"\"\"|'''|\"|')")


def lower(raw: bytes) -> bytes:
    """Write a module without the syntax that Python 3.12 brought.

    Type parameters become blanks, a `type` statement an assignment, a formatted string a plain one.

    Args:
        raw: The module in UTF-8.

    Returns:
        The module with every line and column as it was.

    Raises:
        libcst.ParserSyntaxError: If it is no module of any version.
    """
    import libcst
    from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

    wrapper = MetadataWrapper(libcst.parse_module(raw), unsafe_skip_copy=True)
    places = wrapper.resolve(ByteSpanPositionProvider)
    text = bytearray(raw)
    for node, place in places.items():
        start, end = place.start, place.start + place.length
        if isinstance(node, libcst.TypeParameters):
            text[start:end] = _blank(raw[start:end])
        elif isinstance(node, libcst.TypeAlias):
            text[start : start + len("type")] = b"_ = "
    strings = [
        (place.start, place.start + place.length)
        for node, place in places.items()
        if isinstance(node, libcst.FormattedString)
    ]
    last = 0
    for start, end in sorted(strings):
        if start >= last:  # a string inside another goes with it
            text[start:end] = _plain(raw[start:end])
            last = end
    return bytes(text)


def _blank(old: bytes) -> bytes:
    return _NOT_BLANK.sub(b" ", old)


def _plain(old: bytes) -> bytes:
    """Keep the quotes of a formatted string, and of its inside only what is no syntax."""
    head = _QUOTED.match(old)
    quote = head[1] if head else b'"'
    start = head.end() if head else 1
    inside = _blank(old[start : -len(quote)])
    if len(quote) == 1 and b"\n" in inside:
        # A replacement field may run over lines in 3.12: three single-character quotes cannot.
        return b"(" + b" " * (start - 1) + inside + b")"
    # The quote takes the prefix's place: a string that begins a statement is not to be indented.
    return quote + b" " * (start - len(quote)) + inside + quote


if __name__ == "__main__":
    sys.stdout.buffer.write(lower(sys.stdin.buffer.read()))
