"""Thousands of requests at a time, each on a connection lent to it alone.

httpx's own pool looks at all its connections whenever a request comes or goes. With a thousand
answers under way, that took most of the gateway's time.
"""

import ssl
from typing import Final

import httpx

MOST_IDLE: Final = 200
_ONE_CONNECTION: Final = httpx.Limits(max_connections=1)


class Lanes(httpx.AsyncBaseTransport):
    """As many connections as there are requests; the one used last is lent first."""

    def __init__(self) -> None:
        self._tls: ssl.SSLContext = httpx.create_ssl_context()
        self._idle: list[httpx.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return once the whole answer is there: then its connection serves the next request."""
        lane = self._idle.pop() if self._idle else self._new_lane()
        try:
            response = await lane.handle_async_request(request)
            await response.aread()
        except BaseException:
            await lane.aclose()  # what is still under way on it must not reach the next request
            raise
        await self._keep(lane)
        return response

    async def aclose(self) -> None:
        """Close every connection."""
        for lane in self._idle:
            await lane.aclose()

    def _new_lane(self) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=self._tls, limits=_ONE_CONNECTION)

    async def _keep(self, lane: httpx.AsyncHTTPTransport) -> None:
        if len(self._idle) < MOST_IDLE:
            self._idle.append(lane)
        else:
            await lane.aclose()
