"""Count what happens, until somebody begins anew."""

from collections import Counter
from enum import StrEnum


class Counted(StrEnum):
    """What is counted."""

    WEBHOOK_TRIED = "webhook tried"
    WEBHOOK_TAKEN = "webhook taken"
    MESSAGE_SENT = "message sent"
    TYPING = "typing"
    REFUSED = "refused"


class Counts:
    """How often each thing has happened."""

    def __init__(self) -> None:
        self._counter: Counter[Counted] = Counter()

    def __getitem__(self, what: Counted) -> int:
        return self._counter[what]

    def add(self, what: Counted) -> None:
        """It has happened once more."""
        self._counter[what] += 1

    def reset(self) -> None:
        """Begin anew."""
        self._counter.clear()
