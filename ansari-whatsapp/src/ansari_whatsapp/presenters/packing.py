"""Put lines into as few messages as possible, cut where a reader minds least.

First it is counted, from the end, from where on the rest fits into one message, two, three. That
gives each cut a window in which it costs no message, and there the gentlest place is taken.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from ansari_whatsapp.presenters.cuts import HARMLESS, Cut, Harm, cuts_of, harm_of
from ansari_whatsapp.presenters.line import Hold, Line, written
from ansari_whatsapp.presenters.measure import Measure

Piece = tuple[Cut, Cut]
"""A message to be, from one possible cut to another."""


def pack(lines: tuple[Line, ...], *, limit: int, most: int) -> tuple[str, ...]:
    """Write lines as messages of at most `limit` UTF-16 units.

    One message more than needed is spent where that keeps a quotation whole or a heading with its
    text, as long as there are no more than `most`.
    """
    packer = _Packer(lines=lines, cuts=cuts_of(lines, limit), limit=limit, measure=Measure(lines))
    latest = packer.latest_starts()
    best = packer.cut(latest)
    if packer.harm(best):
        best = _gentlest_of(packer, best, latest, most=max(most, len(latest)))
    return tuple(written(packer.measure.between(start, stop)) for start, stop in best)


def _gentlest_of(
    packer: "_Packer", best: list[Piece], latest: Sequence[int], *, most: int
) -> list[Piece]:
    """Cut as if what is held together had no cuts at all, with one message more at the most."""
    most = min(most, len(latest) + 1)
    for hold in (Hold.NOTHING, Hold.WHOLE):
        strict = packer.tearing(hold)
        pieces = strict.cut(strict.latest_starts())
        if len(pieces) <= most and strict.all_fit(pieces):
            return min(best, pieces, key=packer.harm)
    if most == len(latest):
        return best
    return min(best, packer.cut([*latest, 0]), key=packer.harm)


_FREE: Final = Hold.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packer:
    lines: tuple[Line, ...]
    cuts: Sequence[Cut]
    """Every place where a message may begin or end, the text's two ends among them."""
    limit: int
    measure: Measure

    @property
    def end(self) -> int:
        return len(self.cuts) - 1

    def tearing(self, hold: Hold) -> Self:
        """Keep only the cuts that tear no more apart than that."""
        cuts = [cut for cut in self.cuts if harm_of(self.lines, cut)[0] <= hold]
        return replace(self, cuts=cuts)

    def all_fit(self, pieces: list[Piece]) -> bool:
        """Tell whether no piece is too long; one without a cut in it may be."""
        return all(self.measure.length(start, stop) <= self.limit for start, stop in pieces)

    def fits(self, start: int, stop: int) -> bool:
        """Tell whether what is between two cuts is one message."""
        if stop - start <= 1:
            return True
        return self.measure.length(self.cuts[start], self.cuts[stop]) <= self.limit

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
            pieces.append((self.cuts[start], self.cuts[stop]))
            start = stop
        return [*pieces, (self.cuts[start], self.cuts[-1])]

    def _gentlest(self, first: int, start: int) -> int:
        places = range(start + 1, self.end)
        last = start + bisect_right(places, 0, key=lambda at: int(not self.fits(start, at)))
        latest_first = range(last, first - 1, -1)
        harmless = (at for at in latest_first if self.harm_of(at) == HARMLESS)
        return next(harmless, None) or min(latest_first, key=self.harm_of)

    def harm_of(self, at: int) -> Harm:
        """Tell how much a reader would mind this cut."""
        return harm_of(self.lines, self.cuts[at])

    def harm(self, pieces: list[Piece]) -> int:
        """Add up what the cuts tear apart."""
        return sum(harm_of(self.lines, stop)[0] - _FREE for _, stop in pieces)
