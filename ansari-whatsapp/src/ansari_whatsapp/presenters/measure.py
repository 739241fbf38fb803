"""Know how long any stretch of lines would be as a message, without writing it each time."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from ansari_whatsapp.presenters.cuts import Cut
from ansari_whatsapp.presenters.line import (
    CLOSING_FENCE,
    OPENING_FENCE,
    Line,
    joint,
    units,
    written,
)


class Measure:
    """The lines of an answer with their lengths, counted once."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Count all lines and what stands between them."""
        self._lines = lines
        self._joints = [0, *(units(joint(above, line)) for above, line in pairwise(lines))]
        self._alone = [units(line.written()) for line in lines]
        both = (one + other for one, other in zip(self._joints, self._alone, strict=True))
        self._until = list(accumulate(both, initial=0))

    def between(self, start: Cut, stop: Cut) -> list[Line]:
        """Give the lines between two cuts, the first and the last perhaps in part."""
        if start.line == stop.line:
            return [self._lines[start.line].slice(start.offset, stop.offset)]
        first, *middle = self._lines[start.line : stop.line]
        head = first.slice(start.offset, len(first.body.text)) if start.offset else first
        tail = [self._lines[stop.line].slice(0, stop.offset)] if stop.offset else []
        return [head, *middle, *tail]

    def length(self, start: Cut, stop: Cut) -> int:
        """Count the UTF-16 units of the message between two cuts."""
        if start.line == stop.line:
            return units(written(self.between(start, stop)))
        first = self._lines[start.line]
        length = len(OPENING_FENCE) if first.fenced else 0
        if start.offset:
            length += units(first.slice(start.offset, len(first.body.text)).written())
        else:
            length += self._alone[start.line]
        length += self._until[stop.line] - self._until[start.line + 1]
        if stop.offset:
            tail = self._lines[stop.line].slice(0, stop.offset)
            length += self._joints[stop.line] + units(tail.written())
        last = self._lines[stop.line if stop.offset else stop.line - 1]
        return length + (len(CLOSING_FENCE) if last.fenced else 0)
