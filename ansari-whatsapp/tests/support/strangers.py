"""Callers who keep to no rule, on real connections to the real gateway."""

import asyncio
import hmac
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn
from fastapi import FastAPI

from ansari_whatsapp.app.patience import PatientProtocol
from ansari_whatsapp.app.serving import config

SECRET = b"app secret"
PATH = "/whatsapp/v2"


def seal(body: bytes, secret: bytes = SECRET) -> bytes:
    return b"sha256=" + hmac.digest(secret, body, "sha256").hex().encode()


def request(body: bytes, *headers: bytes, path: str = PATH, method: str = "POST") -> bytes:
    """The bytes of a request; each header is a whole line."""
    lines = [f"{method} {path} HTTP/1.1".encode(), b"host: gateway.test", *headers]
    return b"\r\n".join([*lines, b"content-length: %d" % len(body), b"", body])


def signed(body: bytes) -> bytes:
    return request(body, b"x-hub-signature-256: " + seal(body))


class Stranger:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def status(self) -> int:
        """Read one whole answer, and give its status; 0 if there is none."""
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
            lines = head.lower().split(b"\r\n")
            length = next(int(x.split(b":")[1]) for x in lines if x.startswith(b"content-length"))
            await self._reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return 0
        return int(head.split()[1])

    async def is_cut_off(self) -> bool:
        """Read until the other side ends the connection."""
        with suppress(ConnectionError):
            while await self._reader.read(65_536):
                pass
        return True

    async def dribble(self, data: bytes) -> None:
        """Send one byte after another, until the other side has had enough."""
        for place in range(len(data)):
            await self.send(data[place : place + 1])
            await asyncio.sleep(0.01)  # the pace of somebody who keeps us waiting


@asynccontextmanager
async def listening(
    app: FastAPI, protocol: type[PatientProtocol] = PatientProtocol
) -> AsyncIterator[int]:
    """Serve an app that has been started already, and give its port."""
    server = uvicorn.Server(config(app, "127.0.0.1", 0, protocol))
    server.config.lifespan = "off"
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:  # named, or asyncio delays packets
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await serving


@asynccontextmanager
async def stranger_at(port: int) -> AsyncIterator[Stranger]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Stranger(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def status_of(port: int, raw: bytes) -> int:
    """Send these bytes on a connection of their own, and give the status of the answer."""
    async with stranger_at(port) as stranger:
        with suppress(ConnectionError):
            await stranger.send(raw)
        return await stranger.status()
