"""Find verses and quotations in a text: they are read in one piece, in a voice of their own."""

import re
from collections.abc import Iterator
from typing import Final

_QUOTATION: Final = re.compile(
    r"[﴿«“„\"]"
    r"(?:(?<=﴿)[^﴾]*(?:﴾|\Z)|(?<=«)[^»]*(?:»|\Z)|(?<=“)[^”]*”|(?<=„)[^“”]*[“”]"
    r"|(?<=\")(?<!\w\")(?=\S)[^\"\n]*(?<=\S)\"(?!\w))"
)
"""The first sign stands alone, since a set of characters is found fastest. What is closed on a
later line goes on to this one's end."""
_END: Final = re.compile(r"[^﴿﴾«»]*[﴾»]")


def quotations_in(text: str) -> Iterator[slice]:
    """Give the place of every quotation, its signs included."""
    if begun_above := _END.match(text):
        yield slice(*begun_above.span())
    for found in _QUOTATION.finditer(text):
        yield slice(*found.span())


def without_quotations(text: str) -> str:
    """Leave what the writer says himself."""
    return _QUOTATION.sub(" ", text)
