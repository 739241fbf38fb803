"""Hide from WhatsApp the characters of a text that it would wrongly read as marks.

Asterisks of a sum, a footnote's star, an escaped underscore: most of them WhatsApp leaves alone by
itself, and those stay untouched. Where two would make a pair, the first gets a neighbour that
nobody sees.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ansari_whatsapp.presenters.styled import BOLD, CODE, ITALIC, STRIKE, Span, Styled
from ansari_whatsapp.presenters.urls import urls_in

WORD_JOINER: Final = "\u2060"
"""Invisible and without width. Before a mark it stands where WhatsApp wants white space."""
LOOKALIKE_BACKTICK: Final = "\u02cb"
"""Two real ones on a line would turn what is between them to code, wherever they stand."""
_MARKS: Final = frozenset({BOLD, ITALIC, STRIKE})
_ANY_MARK: Final = re.compile("[*_~]")
_OPENED_AFTER: Final = _MARKS | {">"}
_LINE_START: Final = re.compile(r">|[-*] ")
"""Signs of a quotation and of a list, where the answer means none."""


def guarded(line: Styled) -> Styled:
    """Put a word joiner before what would wrongly open a stretch, a quotation or a list."""
    line = _with_harmless_backticks(line)
    at_start = [0] if _LINE_START.match(line.text) else []
    if not at_start and not _ANY_MARK.search(line.text):
        return line
    last = {mark: max(_closings(line, mark), default=0) for mark in _MARKS}
    verbatim = _verbatim(line)
    misread = [
        at
        for at, char in enumerate(line.text)
        if at + 1 < last.get(char, 0) and at not in verbatim and _may_open(line, at)
    ]
    return _with_joiners(line, sorted({*at_start, *misread}))


def opens_after(text: str, position: int) -> bool:
    """Tell whether what is before this place lets a mark open here."""
    return position == 0 or text[position - 1].isspace()


def _with_harmless_backticks(line: Styled) -> Styled:
    if line.text.count(CODE) + sum(span.mark == CODE for span in line.spans) < len("``"):
        return line
    return Styled(text=line.text.replace(CODE, LOOKALIKE_BACKTICK), spans=line.spans)


def _closings(line: Styled, mark: str) -> Iterator[int]:
    """Give the places where such a mark may close: those of the text, and those that we write."""
    yield from (span.stop for span in line.spans if span.mark == mark)
    text = line.text + " "
    for at, char in enumerate(line.text):
        in_a_word = text[at + 1].isascii() and text[at + 1].isalnum()
        if char == mark and at and not text[at - 1].isspace() and not in_a_word:
            yield at


def _verbatim(line: Styled) -> set[int]:
    """Give the places that nothing may be put into: code is shown as it is, addresses are used."""
    code = [slice(span.start, span.stop) for span in line.spans if span.mark == CODE]
    return {at for piece in (*code, *urls_in(line.text)) for at in range(piece.start, piece.stop)}


def _may_open(line: Styled, position: int) -> bool:
    if line.text[position + 1].isspace():
        return False
    written = {edge for span in line.spans for edge in (span.start, span.stop)}
    before, mark = line.text[position - 1], line.text[position]
    follows_another = before in _OPENED_AFTER and before != mark
    return opens_after(line.text, position) or follows_another or position in written


def _with_joiners(line: Styled, positions: list[int]) -> Styled:
    places = [0, *positions, len(line.text)]
    text = WORD_JOINER.join(line.text[here:there] for here, there in pairwise(places))

    def moved(edge: int) -> int:
        return edge + sum(position < edge for position in positions)

    spans = (Span(moved(start), moved(stop), mark) for start, stop, mark in line.spans)
    return Styled(text=text, spans=tuple(spans))
