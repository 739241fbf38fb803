"""Hear from the fakes which messages were answered, and when."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from ansari_emulator.processes import LOOPBACK

Told = Callable[[str], None]

REQUEST: Final = b"GET /bench/texts HTTP/1.1\r\nHost: fakes\r\n\r\n"


class Texts:
    """The answers that were sent: the id of the message answered, and the time by our clock."""

    def __init__(self, told: Told | None = None) -> None:
        """Take whom to tell of each answer as it comes."""
        self.sent_at: dict[str, float] = {}
        self.repeats = 0
        self._told = told
        self._news = asyncio.Event()

    async def read(self, stream: asyncio.StreamReader) -> None:
        """Read for ever; the sizes of chunks stand between the lines that we want."""
        while line := await stream.readline():
            if line.startswith(b"text "):
                _, wamid, moment = line.decode().split()
                self._note(wamid, float(moment))

    def _note(self, wamid: str, moment: float) -> None:
        if wamid in self.sent_at:
            self.repeats += 1
            return
        self.sent_at[wamid] = moment
        self._news.set()
        if self._told:
            self._told(wamid)

    async def wait_for(self, number: int, *, seconds: float) -> None:
        """Wait until so many are answered, but no longer than that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while len(self.sent_at) < number:
                    self._news.clear()
                    await self._news.wait()


@asynccontextmanager
async def hearing(port: int, told: Told | None = None) -> AsyncIterator[Texts]:
    """Hear of every text that the fakes at `port` take while the block runs."""
    stream, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(REQUEST)
    await stream.readuntil(b"listening\n")
    texts = Texts(told)
    reading = asyncio.create_task(texts.read(stream))
    try:
        yield texts
    finally:
        reading.cancel()
        writer.close()
