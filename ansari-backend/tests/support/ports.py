"""Serve an app on a real connection, for as long as a block lasts."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from ansari_backend.app.patience import PatientProtocol
from ansari_backend.app.serving import make_server


@asynccontextmanager
async def served(
    app: FastAPI, protocol: type[PatientProtocol] = PatientProtocol
) -> AsyncIterator[int]:
    """Serve the app, and give its port."""
    server = make_server(app, "127.0.0.1", 0, protocol)
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:  # named, or asyncio delays packets
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await serving
