"""Let only the final answer through: what a model says in one step, up to where it answers."""

import re
from typing import Final

START: Final = "<answer>"
_MARKERS: Final = (START, "</answer>")
_ANY_MARKER: Final = re.compile("</?answer>")


class Gate:
    """Takes the text of one step piece by piece and gives out what belongs to the answer.

    Text before the marker is the model thinking aloud ("let me search …") and never leaves. A step
    without the marker is an answer if it ends without a tool call: only its end can tell.
    """

    def __init__(self) -> None:
        self._held = ""
        self._started = False

    def feed(self, piece: str) -> str:
        """Take the next piece; give what can leave."""
        self._held += piece
        if not self._started:
            _, marker, after = self._held.partition(START)
            if not marker:
                return ""
            self._started, self._held = True, after
        text = _ANY_MARKER.sub("\n", self._held)
        self._held = _beginning_of_marker(text)
        return text.removesuffix(self._held)

    def end(self) -> str:
        """End a step in which no tool was called; give the rest."""
        rest, self._held = _ANY_MARKER.sub("\n", self._held), ""
        return rest


def _beginning_of_marker(text: str) -> str:
    """Give the end of the text that may be the beginning of a marker."""
    return max(
        (
            marker[:length]
            for marker in _MARKERS
            for length in range(1, len(marker))
            if text.endswith(marker[:length])
        ),
        key=len,
        default="",
    )
