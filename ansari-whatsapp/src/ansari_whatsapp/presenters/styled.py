"""Text with marked stretches, the form an answer has between Markdown and WhatsApp.

Marks are kept beside the text, not in it, so that a cut needs no repair: both halves keep their
share of every stretch, and the marks are written last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Final, NamedTuple

BOLD: Final = "*"
ITALIC: Final = "_"
STRIKE: Final = "~"
CODE: Final = "`"
ISOLATE: Final = "\u2067"
"""Unicode's right-to-left isolate: what is around it reads as if it were not there."""
_CLOSING: Final = {ISOLATE: "\u2069"}
NESTING: Final = BOLD + ITALIC + STRIKE + CODE + ISOLATE
"""Which mark stands outside where two stretches are equally long."""


class Span(NamedTuple):
    """A stretch of text between two marks; a named tuple, since an answer has hundreds."""

    start: int
    stop: int
    mark: str

    def shifted(self, by: int) -> "Span":
        """Move the stretch, where text has been put before it."""
        return Span(self.start + by, self.stop + by, self.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Styled:
    """A text and its stretches, which nest and never cross; only isolates may."""

    text: str
    spans: tuple[Span, ...] = ()

    def __add__(self, other: "Styled") -> "Styled":
        spans = other.spans and tuple(span.shifted(len(self.text)) for span in other.spans)
        return Styled(text=self.text + other.text, spans=self.spans + spans)

    def slice(self, start: int, stop: int) -> "Styled":
        """Cut a piece out; a stretch that reaches over a cut goes on in both pieces."""
        spans = tuple(
            Span(max(first, start) - start, min(last, stop) - start, mark)
            for first, last, mark in self.spans
            if max(first, start) < min(last, stop)
        )
        return Styled(text=self.text[start:stop], spans=spans)

    def strip(self) -> "Styled":
        """Drop white space at both ends."""
        if self.text == (text := self.text.strip()):
            return self
        start = len(self.text) - len(self.text.lstrip())
        return self.slice(start, start + len(text))

    def lines(self) -> Iterable["Styled"]:
        """Split at line breaks; a stretch over several lines becomes one on each."""
        start = 0
        for line in self.text.split("\n"):
            yield self.slice(start, start + len(line))
            start += len(line) + 1

    def within(self, mark: str) -> "Styled":
        """Put the whole text between marks."""
        return Styled(text=self.text, spans=(Span(0, len(self.text), mark), *self.spans))

    def written(self, lead: str = "") -> str:
        """Write the text with its marks, the longer stretch outside; `lead` goes inside them."""
        if not self.spans:
            return lead + self.text
        opening, closing = {0: lead}, dict[int, str]()
        for start, stop, mark in sorted(self.spans, key=_depth, reverse=True):
            opening[start] = mark + opening.get(start, "")
            closing[stop] = closing.get(stop, "") + _CLOSING.get(mark, mark)
        places = sorted({*opening, *closing, len(self.text)})
        return "".join(
            closing.get(here, "") + opening.get(here, "") + self.text[here:there]
            for here, there in pairwise([*places, len(self.text)])
        )


def joined(pieces: Iterable[Styled]) -> Styled:
    """Put pieces one after another."""
    return reduce(add, pieces, Styled(text=""))


def _depth(span: Span) -> tuple[bool, int, int]:
    """Sort from the outermost on; isolates are innermost, for WhatsApp wants its marks outside."""
    return span.mark == ISOLATE, span.start - span.stop, NESTING.index(span.mark)
