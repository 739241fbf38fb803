"""Many requests at a time to one gateway, each on a connection lent to it alone.

The pool of httpx looks at all its connections and all who wait for each request that comes or goes;
where hundreds wait that took most of the emulator's time.
"""

import asyncio
import ssl
from typing import Final

import httpx

_ONE_CONNECTION: Final = httpx.Limits(max_connections=1)


class Lanes(httpx.AsyncBaseTransport):
    """So many connections, the one used last lent first."""

    def __init__(self, count: int, tls: ssl.SSLContext) -> None:
        self._lanes = [
            httpx.AsyncHTTPTransport(verify=tls, limits=_ONE_CONNECTION) for _ in range(count)
        ]
        self._free: asyncio.LifoQueue[httpx.AsyncHTTPTransport] = asyncio.LifoQueue()
        for lane in self._lanes:
            self._free.put_nowait(lane)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for a free connection, and return it once the whole answer is there."""
        lane = await self._free.get()
        try:
            response = await lane.handle_async_request(request)
            await response.aread()
        finally:
            self._free.put_nowait(lane)
        return response

    async def aclose(self) -> None:
        """Close every connection."""
        for lane in self._lanes:
            await lane.aclose()


class LanesByAddress(httpx.AsyncBaseTransport):
    """Lanes for each address, for one that hangs must not use up those of the rest."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._tls = httpx.create_ssl_context()
        self._lanes: dict[tuple[str, str, int | None], Lanes] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it on one of its own address's lanes."""
        url = request.url
        address = (url.scheme, url.host, url.port)
        if address not in self._lanes:
            self._lanes[address] = Lanes(self._count, self._tls)
        return await self._lanes[address].handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        for lanes in self._lanes.values():
            await lanes.aclose()
