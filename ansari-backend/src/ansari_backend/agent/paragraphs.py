"""Cut a stream into paragraphs: what a quotation is can only be told when all of it is there."""

import re
from typing import Final

_BETWEEN: Final = re.compile(r"\n[ \t]*\n\s*")


class Paragraphs:
    """Takes a stream piece by piece and gives out whole paragraphs, blanks at their end included.

    Blanks at the end of the stream may go on in the next piece, so they wait for what follows.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> list[str]:
        """Take the next piece; give the paragraphs that it completes."""
        self._held += piece
        whole, at = [], 0
        for gap in _BETWEEN.finditer(self._held):
            if gap.end() < len(self._held):
                whole.append(self._held[at : gap.end()])
                at = gap.end()
        self._held = self._held[at:]
        return whole

    def end(self) -> str:
        """Give the rest."""
        rest, self._held = self._held, ""
        return rest
