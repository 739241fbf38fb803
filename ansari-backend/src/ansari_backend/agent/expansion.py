"""Replace references by texts in a stream, piece by piece, whatever the pieces are."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_OPEN: Final = "[["
_CLOSE: Final = "]]"
_LONGEST: Final = 120
"""What is longer or runs over a line is no reference but somebody's brackets."""
_ENDS_SENTENCE: Final = tuple(".,;:!?،؛؟۔)")
_BLANKS_AND_STOPS: Final = re.compile(r"[\s.,;:،؛۔)]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Stands in paragraphs of its own."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """Stands within the sentence."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Leaves no trace."""


Replacement = Block | Inline | Removed


class Expander:
    """Takes a stream and gives it out with its references replaced.

    Blanks are held back until it is known what they stand before: a quotation brings its own.
    """

    def __init__(self, replace: Callable[[str], Replacement]) -> None:
        self._replace = replace
        self._held = ""
        self._after: Replacement | None = None
        self._blanks = ""
        self._gap = ""
        self._said = False

    def feed(self, piece: str) -> str:
        """Take the next piece; give what can leave."""
        self._held += piece
        return "".join(self._ready())

    def end(self) -> str:
        """Give the rest; a reference that was never closed is dropped, as are blanks at the end."""
        text, _, _ = self._held.partition(_OPEN)
        self._held = ""
        return self._plain(text)

    def _ready(self) -> list[str]:
        out: list[str] = []
        while True:
            before, opened, rest = self._held.partition(_OPEN)
            if not opened:
                return [*out, self._all_but_a_bracket()]
            out.append(self._plain(before))
            inside, closed, after = rest.partition(_CLOSE)
            if "\n" in inside or len(inside.removesuffix("]")) > _LONGEST:
                self._held = rest
                out.append(self._plain(_OPEN))
            elif closed:
                self._held = after
                out.append(self._put(self._replace(inside)))
            else:
                self._held = _OPEN + rest
                return out

    def _all_but_a_bracket(self) -> str:
        """Hold back a single bracket at the end: a second may follow."""
        text = self._held.removesuffix("[")
        self._held = self._held[len(text) :]
        return self._plain(text)

    def _put(self, replacement: Replacement) -> str:
        match replacement:
            case Block(text=text):
                lead = "\n\n" if self._said else ""
                self._blanks, self._gap, self._after, self._said = "", "", replacement, True
                return lead + text
            case Inline(text=text):
                return self._plain(text)
            case Removed():
                if self._after is None:
                    self._after = replacement
                return ""

    def _plain(self, text: str) -> str:
        """Give out text, minding what came before it; keep the blanks at its end."""
        match self._after:
            case Block():
                text = _BLANKS_AND_STOPS.sub("", text, count=1)
                lead = "\n\n"
            case Removed():
                text = self._past_gap(text)
                lead = self._closed_gap(text)
            case _:
                lead = self._blanks
        words = text.rstrip()
        if not words:
            if self._after is None:
                self._blanks += text
            return ""
        self._blanks, self._gap, self._after = text[len(words) :], "", None
        lead = lead if self._said else ""
        words = words if self._said else words.lstrip()
        self._said = True
        return lead + words

    def _past_gap(self, text: str) -> str:
        rest = text.lstrip()
        self._gap += text[: len(text) - len(rest)]
        return rest

    def _closed_gap(self, text: str) -> str:
        """Leave one run of blanks where a reference was removed, and none before a stop."""
        if text.startswith(_ENDS_SENTENCE):
            return ""
        return max(self._blanks, self._gap, key=lambda run: (run.count("\n"), len(run)))
