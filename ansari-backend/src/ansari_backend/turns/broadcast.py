"""An answer while it is being made: one speaks, any number listen, each from the first word."""

import asyncio
from collections.abc import AsyncIterator


class Broadcast:
    """Keeps what was said, so that who comes late misses nothing."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._closed = False
        self._error: BaseException | None = None
        self._news = asyncio.Event()

    @property
    def text(self) -> str:
        """All that was said so far."""
        return "".join(self._pieces)

    def say(self, piece: str) -> None:
        """Let every listener have the next piece."""
        self._pieces.append(piece)
        self._wake()

    def close(self, error: BaseException | None = None) -> None:
        """End it, whole or with what went wrong; only the first end counts."""
        if not self._closed:
            self._closed, self._error = True, error
            self._wake()

    async def listen(self) -> AsyncIterator[str]:
        """Yield every piece from the first; raise at the end what broke the answer off."""
        heard = 0
        while heard < len(self._pieces) or not self._closed:
            if heard == len(self._pieces):
                await self._news.wait()
                continue
            yield self._pieces[heard]
            heard += 1
        if self._error is not None:
            raise self._error

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
