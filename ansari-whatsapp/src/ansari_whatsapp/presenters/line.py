"""A line of a message, and how much it minds being parted from the one above."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, auto
from itertools import pairwise
from typing import Final, Self

from ansari_whatsapp.presenters.directions import sign_before
from ansari_whatsapp.presenters.styled import Styled


class Hold(IntEnum):
    """What a cut would tear apart; the higher, the worse."""

    NOTHING = auto()
    WHOLE = auto()
    """A quotation, a verse, a listing: they are read in one piece."""
    HEADING = auto()
    """A heading alone at a message's end announces nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line and what WhatsApp wants before it: a bullet, a number, a quotation's sign."""

    body: Styled
    prefix: str = ""
    hanging: str = ""
    """Stands in the prefix's place where a cut lets the line go on in the next message."""
    gap: bool = False
    """An empty line goes above, unless this is the message's first."""
    above: Hold = Hold.NOTHING
    inside: Hold = Hold.NOTHING
    fenced: bool = False
    """The line is a listing's, to be shown between three backticks with its neighbours."""

    direction: str = ""
    """Unicode's sign for the way the line goes, if letters of both directions are in it."""

    def slice(self, start: int, stop: int) -> Self:
        """Cut a piece out; white space at the cuts is dropped, a listing's indentation is not."""
        piece = self.body.slice(start, stop)
        prefix = self.hanging if start else self.prefix
        return replace(self, body=piece if self.fenced else piece.strip(), prefix=prefix)

    def written(self) -> str:
        """Write the line as WhatsApp wants it."""
        return self.prefix + self.body.written(sign_before(self.body, self.direction))


OPENING_FENCE: Final = "```\n"
CLOSING_FENCE: Final = "\n```"


def joint(above: Line, line: Line) -> str:
    """Give what stands between two lines, with the fences that end or begin there."""
    within = above.fenced and line.fenced and not line.gap
    closing = CLOSING_FENCE if above.fenced and not within else ""
    opening = OPENING_FENCE if line.fenced and not within else ""
    return closing + ("\n\n" if line.gap else "\n") + opening


def written(lines: Sequence[Line]) -> str:
    """Write lines as one message."""
    if not lines:
        return ""
    pieces = [OPENING_FENCE] if lines[0].fenced else []
    pieces.append(lines[0].written())
    for above, line in pairwise(lines):
        pieces += (joint(above, line), line.written())
    if lines[-1].fenced:
        pieces.append(CLOSING_FENCE)
    return "".join(pieces)


def units(text: str) -> int:
    """Count as WhatsApp might: in UTF-16, where an emoji takes two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
