"""Run the app under uvicorn, so that SIGTERM is a clean end: not ready first, turns next, then us.

While turns end, webhooks are still taken: they are stored, and answered by whoever comes next.
"""

import asyncio
import gc
import signal
import socket
import sys
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

from ansari_whatsapp.app.main import drain
from ansari_whatsapp.app.patience import PatientProtocol

KEEP_ALIVE_SECONDS: Final = 65
"""Longer than Meta keeps an idle connection, so that none is closed as a webhook sets out."""

COLLECT_AFTER: Final = (20_000, 20, 20)
"""Objects more than before, then young collections, then middle ones: a turn in flight holds
hundreds of objects for ten seconds, which is long for a collector and no garbage."""


def config(
    app: FastAPI, host: str, port: int, protocol: type[PatientProtocol] = PatientProtocol
) -> uvicorn.Config:
    """Set uvicorn up; tests are less patient."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol,
        ws="none",
        access_log=False,  # the verification's address carries a secret
        log_config=None,
        server_header=False,
        proxy_headers=False,  # nothing here asks who called
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


class Server(uvicorn.Server):
    """Drains before it shuts down. A second signal ends it at once."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        super().__init__(config(app, host, port))
        self._gateway = app
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and spare the garbage collector what stays until the end.

        With a thousand turns in flight a full collection finds nothing and holds up all of them.
        """
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal; uvicorn calls this from its handlers, in the main thread."""
        if self._draining is not None or not self.started:
            super().handle_exit(sig, frame)
            return
        loop = asyncio.get_running_loop()
        self._draining = loop.create_task(self._drain(sig, frame))

    async def _drain(self, sig: int, frame: FrameType | None) -> None:
        await drain(self._gateway)
        super().handle_exit(sig, frame)


def run(server: Server) -> None:
    """Serve until SIGTERM or SIGINT, and exit with 0 after either."""
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _leave)  # uvicorn raises the signal again once it has shut down
    server.run()
    if not server.started:
        sys.exit("The server did not start; the log says why.")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
