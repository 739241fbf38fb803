"""Wait for no caller longer, and take no more from it, than an honest request needs.

uvicorn waits for ever: a stranger who sends a byte now and then keeps a connection. And it takes
all that comes: headers without end, or requests whose answers nobody reads, fill our memory.
"""

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PatientProtocol(HttpToolsProtocol):
    """Breaks off what takes too long or grows too large; who is cut off is told nothing."""

    head_seconds: ClassVar[float] = 10.0
    """From the first byte of a request, or from the connection, to the end of the headers."""
    body_seconds: ClassVar[float] = 30.0
    """From there to the end of the request; also how long an answer may wait to be read."""
    largest_head: ClassVar[int] = 64 * 1024
    largest_request: ClassVar[int] = 16 * 1024 * 1024
    """As it travels: the smaller its chunks, the more bytes beside the body."""

    most_in_line: ClassVar[int] = 64
    """Requests on one connection that wait for the answers to those before them."""

    _receiving: asyncio.TimerHandle | None = None
    _sending: asyncio.TimerHandle | None = None
    _received = 0
    _is_in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._await_more(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._await_nothing()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; an empty line before a request is part of one that is to come soon."""
        if self._receiving is None:
            self._await_more(self.head_seconds)
        self._received += len(data)
        super().data_received(data)
        largest = self.largest_head if self._is_in_head else self.largest_request
        if self._receiving and self._received > largest:
            self._break_off()

    def on_message_begin(self) -> None:
        """Allow a request its time, from its first byte."""
        super().on_message_begin()
        self._received, self._is_in_head = 0, True
        self._await_more(self.head_seconds)

    def on_headers_complete(self) -> None:
        """Allow the body its own, unless too many requests stand in line."""
        self._is_in_head = False
        self._await_more(self.body_seconds)
        super().on_headers_complete()
        if len(self.pipeline) > self.most_in_line:
            self._break_off()

    def on_message_complete(self) -> None:
        """From here on it is for us to hurry."""
        self._await_nothing()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Allow an answer its time to be read."""
        super().pause_writing()
        self._sending = self.loop.call_later(self.body_seconds, self._break_off)

    def resume_writing(self) -> None:
        """The answer is being read."""
        super().resume_writing()
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    def timeout_keep_alive_handler(self) -> None:
        """Close also when the last answer was never read."""
        self._break_off()

    def _await_more(self, seconds: float) -> None:
        self._await_nothing()
        self._receiving = self.loop.call_later(seconds, self._lose_patience)

    def _await_nothing(self) -> None:
        if self._receiving is not None:
            self._receiving.cancel()
            self._receiving = None

    def _lose_patience(self) -> None:
        """Not with a caller whom we keep waiting ourselves."""
        if self.flow.read_paused:
            self._await_more(self.body_seconds)
        else:
            self._break_off()

    def _break_off(self) -> None:
        """Drop the connection; to close it in order would wait until all we sent is read."""
        self.transport.abort()
