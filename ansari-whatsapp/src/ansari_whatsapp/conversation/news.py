"""What comes in from a person while they are being served."""

import asyncio
from collections.abc import Sequence

from ansari_whatsapp.inbox.store import Waiting


class News(asyncio.Event):
    """Set while a person may have said more than the turn that is under way has read."""

    def __init__(self) -> None:
        """Know of nothing yet."""
        super().__init__()
        self._newest = 0

    def tell_of(self, arrival: int) -> None:
        """Hear of a waiting message; one that was read, or told of before, is no news."""
        if arrival > self._newest:
            self._newest = arrival
            self.set()

    def read(self, waiting: Sequence[Waiting]) -> None:
        """Take note of everything that waits, once it was read."""
        self._newest = max([self._newest, *(one.arrival for one in waiting)])
