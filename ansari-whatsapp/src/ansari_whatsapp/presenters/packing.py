"""Put lines into as few messages as possible, cut where a reader minds least.

First it is counted, from the end, from where on the rest fits into one message, two, three. That
gives each cut a window in which it costs no message, and there the gentlest place is taken.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ansari_whatsapp.presenters.cuts import Cut, cuts_of
from ansari_whatsapp.presenters.line import Hold, Line, units, written

Message = tuple[Line, ...]


def pack(lines: tuple[Line, ...], *, limit: int, most: int) -> tuple[str, ...]:
    """Write lines as messages of at most `limit` UTF-16 units.

    One message more than needed is spent where that keeps a quotation whole or a heading with its
    text, as long as there are no more than `most`.
    """
    packer = _Packer(lines=lines, cuts=cuts_of(lines, limit), limit=limit)
    latest = packer.latest_starts()
    best = packer.cut(latest)
    if packer.harm(best) and len(latest) < most:
        best = min(best, packer.cut([*latest, 0]), key=packer.harm)
    return tuple(packer.message(start, stop) for start, stop in best)


Piece = tuple[int, int]
"""A message to be, from one possible cut to another, both by their number."""
_FREE: Final = Hold.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packer:
    lines: tuple[Line, ...]
    cuts: Sequence[Cut]
    """Every place where a message may begin or end, the text's two ends among them."""
    limit: int

    @property
    def end(self) -> int:
        return len(self.cuts) - 1

    def message(self, start: int, stop: int) -> str:
        """Write what is between two cuts."""
        return written(_between(self.lines, self.cuts[start], self.cuts[stop]))

    def fits(self, start: int, stop: int) -> bool:
        """Tell whether what is between two cuts is one message."""
        return stop - start <= 1 or units(self.message(start, stop)) <= self.limit

    def latest_starts(self) -> list[int]:
        """Give, for one message, two, three and so on, from which cut on the rest fits them."""
        starts = [self.end]
        while starts[-1]:
            stop = starts[-1]
            starts.append(bisect_left(range(stop), 1, key=lambda at: int(self.fits(at, stop))))
        return starts[1:]

    def cut(self, latest: Sequence[int]) -> list[Piece]:
        """Cut the gentlest way that needs no more messages than `latest` allows."""
        pieces: list[Piece] = []
        start = 0
        for rest in reversed(latest[:-1]):
            if start >= latest[0]:
                break
            stop = self._gentlest(max(rest, start + 1), start)
            pieces.append((start, stop))
            start = stop
        return [*pieces, (start, self.end)]

    def _gentlest(self, first: int, start: int) -> int:
        places = range(start + 1, self.end)
        last = start + bisect_right(places, 0, key=lambda at: int(not self.fits(start, at)))
        return min(range(first, last + 1), key=lambda at: (self.cuts[at].harm, -at))

    def harm(self, pieces: list[Piece]) -> int:
        """Add up what the cuts tear apart."""
        return sum(self.cuts[stop].hold - _FREE for _, stop in pieces)


def _between(lines: tuple[Line, ...], start: Cut, stop: Cut) -> Message:
    if start.line == stop.line:
        return (lines[start.line].slice(start.offset, stop.offset),)
    first, *middle = lines[start.line : stop.line]
    head = first.slice(start.offset, len(first.body.text)) if start.offset else first
    tail = (lines[stop.line].slice(0, stop.offset),) if stop.offset else ()
    return (head, *middle, *tail)
