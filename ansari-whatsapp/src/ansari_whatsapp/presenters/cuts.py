"""Where a message may end and the next begin, and how much a reader would mind."""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum, auto
from typing import Final, NamedTuple

from ansari_whatsapp.presenters.graphemes import clusters, extends
from ansari_whatsapp.presenters.line import Hold, Line, units
from ansari_whatsapp.presenters.quotations import quotations_in

_SPACE: Final = re.compile(r"[ \t\u2002-\u2006\u2008-\u200a\u3000]+")
"""White space that a line may be broken at: the no-break spaces are not among it."""
_SENTENCE_END: Final = re.compile(
    r"(?:[!?؟۔।…]|[^\W\d_]{3}\.|[\d)\]\"'”’»]\.)[\"'”’»)\]﴾*]*[ \t\u2002-\u200a\u3000]+$"
)
"""A full stop after one or two letters is an abbreviation's more often than not."""
_LONGEST_END: Final = 24
_ROOM_FOR_MARKS: Final = 24


class Seam(IntEnum):
    """What is at a cut, from the gentlest on."""

    BLOCK = auto()
    LINE = auto()
    SENTENCE = auto()
    WORD = auto()
    CHARACTER = auto()


class Cut(NamedTuple):
    """A place before a line's character; before its first, the whole line goes below."""

    line: int
    offset: int


Harm = tuple[Hold, Seam]
"""What a cut tears apart, then how it looks: the smaller, the better."""
HARMLESS: Final[Harm] = (Hold.NOTHING, Seam.BLOCK)


def cuts_of(lines: Sequence[Line], limit: int) -> list[Cut]:
    """Give every possible cut in order, with the text's beginning and end."""
    cuts: list[Cut] = []
    for number, line in enumerate(lines):
        cuts.append(Cut(number, 0))
        cuts += [Cut(number, offset) for offset in _inner_cuts(line, limit)]
    return [*cuts, Cut(len(lines), 0)]


def harm_of(lines: Sequence[Line], cut: Cut) -> Harm:
    """Tell how much a reader would mind this cut."""
    if cut.line == len(lines):
        return HARMLESS
    line, text = lines[cut.line], lines[cut.line].body.text
    if not cut.offset:
        return line.above, Seam.BLOCK if line.gap else Seam.LINE
    is_quoted = any(place.start < cut.offset < place.stop for place in quotations_in(text))
    hold = max(line.inside, Hold.WHOLE) if is_quoted else line.inside
    if not _SPACE.match(text, cut.offset - 1):
        return hold, Seam.CHARACTER
    before = text[max(0, cut.offset - _LONGEST_END) : cut.offset]
    return hold, Seam.SENTENCE if _SENTENCE_END.search(before) else Seam.WORD


def _inner_cuts(line: Line, limit: int) -> Iterator[int]:
    text, done = line.body.text, 0
    room = limit - units(line.prefix + line.hanging) - _ROOM_FOR_MARKS
    for start, stop in _gaps(text):
        if 2 * (start - done) > room:
            yield from (done + offset for offset in _emergency_cuts(text[done:start], room))
        if stop < len(text):
            yield stop
        done = stop


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Give where white space begins and ends, and the end of the text as the last of it."""
    for gap in _SPACE.finditer(text):
        start, stop = gap.span()
        if start and not (stop < len(text) and extends(text[stop])):
            yield start, stop
    yield len(text), len(text)


def _emergency_cuts(word: str, room: int) -> Iterator[int]:
    """Cut a word that no message can hold: between characters, or inside one that is as long."""
    if units(word) <= room:
        return
    pieces = (piece for cluster in clusters(word) for piece in _held(cluster, room))
    done = 0
    for piece in pieces:
        if done:
            yield done
        done += len(piece)


def _held(cluster: str, room: int) -> Iterator[str]:
    yield from [cluster] if units(cluster) <= room else cluster
