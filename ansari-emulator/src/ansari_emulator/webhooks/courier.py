"""Bring webhooks to the business, again and again until it answers exactly 200."""

import asyncio
from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import chain, repeat
from typing import Final

import httpx

from ansari_emulator.webhooks import wire

_TIMEOUT: Final = httpx.Timeout(20, pool=None)
_CONNECTIONS: Final = httpx.Limits(max_connections=64)


def growing_pauses() -> Iterator[float]:
    """Seconds before each repeat: the first at once, as Meta has it, the rest scaled to a test."""
    return chain([0.0], (0.25 * 2**step for step in range(7)), repeat(30.0))


class Courier:
    """Delivers each body on its own: one that is not taken holds up no other."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        app_secret: str,
        pauses: Callable[[], Iterator[float]] = growing_pauses,
    ) -> None:
        self._client = client
        self._url = url
        self._app_secret = app_secret
        self._pauses = pauses

    async def deliver(self, body: object) -> None:
        """Return once the business has taken `body`."""
        raw = wire.write(body)
        for pause in self._pauses():
            if await self._is_taken(raw):
                return
            await asyncio.sleep(pause)

    async def _is_taken(self, raw: bytes) -> bool:
        headers = wire.headers(raw, self._app_secret)
        try:
            response = await self._client.post(self._url, content=raw, headers=headers)
        except httpx.TransportError:  # it is down or slow: the same as a refusal
            return False
        return response.status_code == HTTPStatus.OK


def open_client() -> httpx.AsyncClient:
    """A client for webhooks: many at a time, none waiting for ever."""
    return httpx.AsyncClient(timeout=_TIMEOUT, limits=_CONNECTIONS)
