"""One HTTP connection that posts prepared bytes and reads little more than the status."""

import asyncio
import re
from collections.abc import Callable
from typing import Final, cast

from ansari_emulator.processes import LOOPBACK

LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
LOST: Final = 0
"""In place of a status, when the connection ended before the answer."""

Answered = Callable[[int], None]


class Client(asyncio.Protocol):
    """One connection that is kept, with at most one request under way."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answered: Answered | None = None
        self._read = b""

    @property
    def is_open(self) -> bool:
        """Whether it can take another request."""
        return self._transport is not None and not self._transport.is_closing()

    def send(self, request: bytes, answered: Answered) -> None:
        """Send a request; `answered` gets the status."""
        self._answered = answered
        if self._transport is None:
            self._finish(LOST)
        else:
            self._transport.write(request)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio calls this."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        """Asyncio calls this."""
        self._read += data
        head, found, body = self._read.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if found and length and len(body) >= int(length[1]):
            self._read = b""
            self._finish(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own name
        """Asyncio calls this."""
        self._transport = None
        self._finish(LOST)

    def _finish(self, status: int) -> None:
        answered, self._answered = self._answered, None
        if answered:
            answered(status)


async def connect(port: int) -> Client:
    """Open a connection to a service on this machine."""
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(Client, LOOPBACK, port)
    return client
