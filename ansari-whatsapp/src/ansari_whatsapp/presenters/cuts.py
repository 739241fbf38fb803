"""Where a message may end and the next begin, and how much a reader would mind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Final

from ansari_whatsapp.presenters.graphemes import clusters, extends
from ansari_whatsapp.presenters.line import Hold, Line, units
from ansari_whatsapp.presenters.quotations import quotations_in

_SPACE: Final = re.compile(r"[ \t\u2002-\u2006\u2008-\u200a\u3000]+")
"""White space that a line may be broken at: the no-break spaces are not among it."""
_SENTENCE_END: Final = re.compile(r"(?:[!?؟۔।…]|[^\W\d_]{3}\.|[\d)\]\"'”’»]\.)[\"'”’»)\]﴾*]*$")
"""A full stop after one or two letters is an abbreviation's more often than not."""
_ROOM_FOR_MARKS: Final = 24


class Seam(IntEnum):
    """What is at a cut, from the gentlest on."""

    BLOCK = auto()
    LINE = auto()
    SENTENCE = auto()
    WORD = auto()
    CHARACTER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A place before a line's character; before its first, the whole line goes below."""

    line: int
    offset: int = 0
    hold: Hold = Hold.NOTHING
    seam: Seam = Seam.BLOCK

    @property
    def harm(self) -> tuple[Hold, Seam]:
        """Compare cuts by what they tear apart, then by how they look."""
        return self.hold, self.seam


def cuts_of(lines: tuple[Line, ...], limit: int) -> list[Cut]:
    """Give every possible cut in order, with the text's beginning and end."""
    cuts: list[Cut] = []
    for number, line in enumerate(lines):
        seam = Seam.BLOCK if line.gap else Seam.LINE
        cuts.append(Cut(line=number, hold=line.above, seam=seam))
        cuts += _inner_cuts(number, line, limit)
    return [*cuts, Cut(line=len(lines))]


def _inner_cuts(number: int, line: Line, limit: int) -> Iterator[Cut]:
    text, done = line.body.text, 0
    room = limit - units(line.prefix + line.hanging) - _ROOM_FOR_MARKS
    quotations = list(quotations_in(text))
    for start, stop in _gaps(text):
        is_quoted = any(piece.start < start and stop < piece.stop for piece in quotations)
        hold = max(line.inside, Hold.WHOLE) if is_quoted else line.inside
        for offset in _emergency_cuts(text[done:start], room):
            yield Cut(line=number, offset=done + offset, hold=hold, seam=Seam.CHARACTER)
        if stop < len(text):
            seam = Seam.SENTENCE if _SENTENCE_END.search(text[done:start]) else Seam.WORD
            yield Cut(line=number, offset=stop, hold=hold, seam=seam)
        done = stop


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Give where white space begins and ends, and the end of the text as the last of it."""
    for gap in _SPACE.finditer(text):
        if gap.start() and not extends(text[gap.end() : gap.end() + 1] or " "):
            yield gap.span()
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
