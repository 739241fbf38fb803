"""A wire that can be cut: between the gateway and the backend, in the test's own process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Wire:
    """Passes bytes on, both ways; cuts some answers off in the middle."""

    target_port: int
    port: int = 0
    cuts_left: int = 0
    cut_after: int = 400
    """Bytes of an answer that still get through."""
    cut: int = 0
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def connect(
        self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target_port)
            self.open |= {to_client, to_server}
            up = asyncio.create_task(self._pass(from_client, to_server))
            try:
                await self._pass_answers(from_server, to_client)
            finally:
                up.cancel()
                to_server.close()
        to_client.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65_536):
                writer.write(piece)
                await writer.drain()

    async def _pass_answers(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while piece := await reader.read(65_536):
            if self.cuts_left and b"text/plain" in piece:
                self.cuts_left -= 1
                self.cut += 1
                writer.write(piece[: self.cut_after])
                await writer.drain()
                return
            writer.write(piece)
            await writer.drain()


@asynccontextmanager
async def wire_to(target_port: int) -> AsyncIterator[Wire]:
    """Lend a wire to a port on this machine."""
    wire = Wire(target_port)
    server = await asyncio.start_server(wire.connect, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        for writer in wire.open:
            writer.close()
