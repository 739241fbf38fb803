"""Bring webhooks to the business, again and again until it answers exactly 200."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import chain, repeat
from typing import Final

import httpx

from ansari_emulator.webhooks import wire

_log = logging.getLogger(__name__)

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
        for repeats, pause in enumerate(self._pauses()):
            refusal = await self._attempt(raw)
            if refusal is None:
                return
            if repeats == 0:
                _log.warning("webhook not taken: %s; it will come again until it is", refusal)
            await asyncio.sleep(pause)

    async def _attempt(self, raw: bytes) -> str | None:
        """Why the business has not taken it; nothing if it has."""
        headers = wire.headers(raw, self._app_secret)
        try:
            response = await self._client.post(self._url, content=raw, headers=headers)
        except httpx.TransportError as error:
            return repr(error)
        return None if response.status_code == HTTPStatus.OK else f"{response.status_code}"


def open_client() -> httpx.AsyncClient:
    """A client for webhooks: many at a time, none waiting for ever."""
    return httpx.AsyncClient(timeout=_TIMEOUT, limits=_CONNECTIONS)
