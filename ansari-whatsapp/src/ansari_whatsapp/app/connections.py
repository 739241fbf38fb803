"""Thousands of requests at a time over few bytes and little work: httpx on aiohttp's connections.

httpx's own pool looks at all its connections whenever a request comes or goes, and its parser is
written in Python. Both took most of the gateway's time. See docs/adr/0014.
"""

from types import MappingProxyType
from typing import Final

import aiohttp
import httpx

IDLE_SECONDS: Final = 4.0
"""Less than the five seconds after which uvicorn hangs up: a request must not set out on a
connection that is being closed, since then nobody knows whether it arrived."""

LARGEST_ANSWER: Final = 32 * 1024 * 1024
"""Twice the largest recording that Meta takes; anything beyond is no answer to us."""

_ERRORS: Final = MappingProxyType(
    {
        aiohttp.ConnectionTimeoutError: httpx.ConnectTimeout,
        aiohttp.ClientConnectorError: httpx.ConnectError,
        aiohttp.ServerTimeoutError: httpx.ReadTimeout,
        aiohttp.ClientOSError: httpx.ReadError,
        aiohttp.ClientError: httpx.RemoteProtocolError,
    }
)
"""The first that fits. Only the first two are certain that nothing was sent."""


class Connections(httpx.AsyncBaseTransport):
    """As many connections as there are requests under way, lent one after another."""

    def __init__(self, *, largest: int = LARGEST_ANSWER) -> None:
        """Take how many bytes of an answer are read at most."""
        self._largest = largest
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, keepalive_timeout=IDLE_SECONDS, ssl=httpx.create_ssl_context()
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # httpx does
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return once the whole answer is there: then its connection serves the next request.

        Raises:
            httpx.TransportError: As httpx's own transport does.
        """
        try:
            async with self._session.request(
                request.method,
                str(request.url),
                headers=request.headers.items(),
                data=request.content or None,
                allow_redirects=False,
                timeout=_timeout(request.extensions.get("timeout", {})),
            ) as answer:
                content = await self._whole(answer)
        except aiohttp.ClientError as error:
            raise _translated(error) from error
        return httpx.Response(answer.status, headers=answer.raw_headers, content=content)

    async def _whole(self, answer: aiohttp.ClientResponse) -> bytes:
        """Read an answer to its end, unless that is too far.

        Raises:
            aiohttp.ClientPayloadError: It is larger than any that we ask for.
        """
        content = bytearray()
        async for chunk in answer.content.iter_any():
            content += chunk
            if len(content) > self._largest:
                raise aiohttp.ClientPayloadError("too large")
        return bytes(content)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._session.close()


def _timeout(seconds: dict[str, float | None]) -> aiohttp.ClientTimeout:
    """Limit the same waits as httpx: for a connection, and for each next byte."""
    return aiohttp.ClientTimeout(sock_connect=seconds.get("connect"), sock_read=seconds.get("read"))


def _translated(error: aiohttp.ClientError) -> httpx.TransportError:
    """Name the error as httpx does, without its text, which may hold a person's number."""
    fitting = next(kind for kind in _ERRORS if isinstance(error, kind))
    return _ERRORS[fitting](type(error).__name__)
