"""Bring webhooks to the business, again and again until it answers exactly 200."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import chain, count, repeat
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from ansari_emulator.faults.webhook_travel import Roads, Seal
from ansari_emulator.records.counts import Counted, Counts
from ansari_emulator.records.traffic import Traffic, Way
from ansari_emulator.webhooks import wire
from ansari_emulator.webhooks.callback import Callback

_log = logging.getLogger(__name__)

_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=20, sock_read=20)
_CONNECTIONS: Final = 128  # for each address


def growing_pauses() -> Iterator[float]:
    """Seconds before each repeat: the first at once, as Meta has it, the rest scaled to a test."""
    return chain([0.0], (0.25 * 2**step for step in range(7)), repeat(30.0))


class Courier:
    """Delivers each body on its own: one that is not taken holds up no other.

    The addresses are called in turn; a repeat goes to the one after that which failed.
    """

    def __init__(
        self,
        client: aiohttp.ClientSession,
        *,
        callback: Callback,
        app_secret: str,
        roads: Roads,
        counts: Counts,
        traffic: Traffic,
        pauses: Callable[[], Iterator[float]] = growing_pauses,
    ) -> None:
        self._client = client
        self._callback = callback
        self._app_secret = app_secret
        self._roads = roads
        self._counts = counts
        self._traffic = traffic
        self._pauses = pauses
        self._turns = count()

    async def deliver(self, body: object, *, apart: Sequence[object] = ()) -> None:
        """Return once the business has taken every copy of `body`: at once where there are none.

        When the first try fails, the bodies in `apart` are brought in its place.
        """
        copies = [next(self._turns) for _ in range(self._roads.travel.copies)]
        await asyncio.gather(*(self._bring(body, apart, turn) for turn in copies))

    async def _bring(self, body: object, apart: Sequence[object], turn: int) -> None:
        raw = wire.write(body)
        for repeats, pause in enumerate(self._pauses()):
            seal = Seal.RIGHT if repeats else self._roads.travel.seal
            refusal = await self._attempt(raw, turn + repeats, seal)
            if refusal is None:
                return
            if repeats == 0:
                _log.warning("webhook not taken: %s; it will come again until it is", refusal)
            await asyncio.sleep(pause)
            if apart:
                await asyncio.gather(*(self._bring(each, (), turn + 1) for each in apart))
                return

    async def _attempt(self, raw: bytes, turn: int, seal: Seal) -> str | None:
        """Why the business has not taken it; nothing if it has."""
        urls = self._callback.urls
        url = urls[turn % len(urls)]
        headers = wire.headers(raw, self._app_secret, seal)
        self._counts.add(Counted.WEBHOOK_TRIED)
        began, at = time.monotonic(), datetime.now(UTC)
        status, answer = await self._post(url, raw, headers)
        self._traffic.note(
            at=at,
            way=Way.WEBHOOK,
            method="POST",
            path=urlsplit(url).path,
            request=raw,
            status=status,
            answer=answer,
            seconds=time.monotonic() - began,
        )
        if status != HTTPStatus.OK:
            return answer.decode() if status is None else f"{status}"
        self._counts.add(Counted.WEBHOOK_TAKEN)
        return None

    async def _post(
        self, url: str, raw: bytes, headers: Mapping[str, str]
    ) -> tuple[int | None, bytes]:
        """Status and body of the answer; without one, why there is none."""
        posting = self._client.post(url, data=raw, headers=headers, allow_redirects=False)
        try:
            async with posting as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            return None, repr(error).encode()


def open_client() -> aiohttp.ClientSession:
    """A client for webhooks: many at a time, none waiting for ever.

    Each address has connections of its own, for one that hangs must not use up those of the rest.
    It is aiohttp's, because a post by httpx takes about four times the processor time, and posts
    are most of what the emulator does.
    """
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=_CONNECTIONS)
    return aiohttp.ClientSession(
        connector=connector, timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
    )
