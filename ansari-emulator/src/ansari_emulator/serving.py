"""Serve an app: as a process of its own, or inside somebody's tests."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ansari_emulator.faults.answers import HANG_UP
from ansari_emulator.processes import LOOPBACK, listen, port_of


class _Protocol(HttpToolsProtocol):
    """Lets an app break the connection off: the other side sees a reset, as from a crash."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {HANG_UP: {"now": self._hang_up}}

    def _hang_up(self) -> None:
        if self.transport.is_closing():  # the caller was first
            return
        at_once = struct.pack("ii", 1, 0)  # linger for 0 seconds: what the kernel holds is dropped
        self.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET,
            socket.SO_LINGER,
            at_once,
        )
        self.transport.abort()


class _Server(uvicorn.Server):
    """Calls `before_end` first: an event stream would never end by itself, and hold the rest up."""

    def __init__(self, app: ASGIApp, before_end: Callable[[], None]) -> None:
        super().__init__(uvicorn.Config(app, http=_Protocol, log_level="warning"))
        self._before_end = before_end

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_end()
        await super().shutdown(sockets)


class _Guest(_Server):
    """Runs beside somebody's own work: signals are theirs."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(app: FastAPI, listening: socket.socket) -> None:
    """Serve the emulator until SIGINT or SIGTERM, which end in `KeyboardInterrupt`."""
    server = _Server(app, lambda: end_streams(app))
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve([listening]))


@asynccontextmanager
async def served(app: ASGIApp, before_end: Callable[[], None], port: int = 0) -> AsyncIterator[str]:
    """Serve `app` on `port` (0 chooses) beside the caller's own work, and lend the address.

    The socket listens from the first moment, so a call that comes early waits and never fails.
    """
    server = _Guest(app, before_end)
    with listen(port) as listening:
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://{LOOPBACK}:{port_of(listening)}"
        finally:
            server.should_exit = True
            await serving


def end_streams(app: FastAPI) -> None:
    """Let everybody go who watches the emulator `app`, or is kept waiting by it."""
    app.state.whatsapp.let_go()
