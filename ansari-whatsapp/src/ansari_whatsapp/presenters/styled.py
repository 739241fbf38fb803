"""Text with marked stretches, the form an answer has between Markdown and WhatsApp.

Marks are kept beside the text, not in it, so that a cut needs no repair: both halves keep their
share of every stretch, and the marks are written last.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Self

BOLD: Final = "*"
ITALIC: Final = "_"
STRIKE: Final = "~"
CODE: Final = "`"
NESTING: Final = BOLD + ITALIC + STRIKE + CODE
"""Which mark stands outside where two stretches are equally long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of text between two equal marks."""

    start: int
    stop: int
    mark: str

    def __len__(self) -> int:
        return self.stop - self.start

    def shifted(self, by: int) -> Self:
        """Move the stretch, where text has been put before it."""
        return replace(self, start=self.start + by, stop=self.stop + by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Styled:
    """A text and its stretches, which nest and never cross."""

    text: str
    spans: tuple[Span, ...] = ()

    def slice(self, start: int, stop: int) -> "Styled":
        """Cut a piece out; a stretch that reaches over a cut goes on in both pieces."""
        clipped = (
            replace(span, start=max(span.start, start), stop=min(span.stop, stop))
            for span in self.spans
        )
        spans = tuple(span.shifted(-start) for span in clipped if span.start < span.stop)
        return Styled(text=self.text[start:stop], spans=spans)

    def strip(self) -> "Styled":
        """Drop white space at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.slice(start, max(start, len(self.text.rstrip())))

    def lines(self) -> Iterable["Styled"]:
        """Split at line breaks; a stretch over several lines becomes one on each."""
        start = 0
        for line in self.text.split("\n"):
            yield self.slice(start, start + len(line))
            start += len(line) + 1

    def within(self, mark: str) -> "Styled":
        """Put the whole text between marks."""
        whole = Span(start=0, stop=len(self.text), mark=mark)
        return replace(self, spans=(whole, *self.spans))

    def written(self) -> str:
        """Write the text with its marks, the longer stretch outside."""
        opening, closing = dict[int, str](), dict[int, str]()
        for span in sorted(self.spans, key=_depth, reverse=True):
            opening[span.start] = span.mark + opening.get(span.start, "")
            closing[span.stop] = closing.get(span.stop, "") + span.mark
        places = sorted({0, *opening, *closing, len(self.text)})
        return "".join(
            closing.get(here, "") + opening.get(here, "") + self.text[here:there]
            for here, there in pairwise([*places, len(self.text)])
        )


def joined(pieces: Iterable[Styled]) -> Styled:
    """Put pieces one after another."""
    text, spans = "", list[Span]()
    for piece in pieces:
        spans.extend(span.shifted(len(text)) for span in piece.spans)
        text += piece.text
    return Styled(text=text, spans=tuple(spans))


def _depth(span: Span) -> tuple[int, int]:
    return -len(span), NESTING.index(span.mark)
