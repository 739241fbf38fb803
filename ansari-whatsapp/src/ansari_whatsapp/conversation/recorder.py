"""Bring statuses from the inbox to the answers that they speak of; one instance at a time does."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from pymongo.errors import PyMongoError

from ansari_whatsapp.inbox.chats import Chats, HoldLostError
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.events import text_of
from ansari_whatsapp.outbox.statuses import RANKS, failure_code
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.utils.metrics import Metrics
from ansari_whatsapp.utils.whatsapp_logger import get_logger

NOBODY: Final = "@statuses"
"""Held like a person, so that two instances don't do the same work. No person has such an id."""

AT_ONCE: Final = 1_000
GATHER_SECONDS: Final = 0.1
"""A status in time is one within a second: waiting for others saves most of the writes."""

LOOK_SECONDS: Final = 1.0

log = get_logger()


class StatusRecorder:
    """Runs until cancelled."""

    def __init__(self, inbox: Inbox, outbox: Outbox, chats: Chats, metrics: Metrics) -> None:
        """Take where statuses come in and where they belong."""
        self._inbox = inbox
        self._outbox = outbox
        self._chats = chats
        self._metrics = metrics
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Tell that statuses came in; without it they are seen a little later."""
        self._news.set()

    async def run(self) -> None:
        """Record for ever, for as long as no other instance does."""
        while True:
            try:
                async with self._chats.hold(NOBODY) as hold:
                    if hold is not None:
                        await self._record_for_ever()
            except (HoldLostError, PyMongoError) as error:
                log.warning("statuses not recorded", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def _record_for_ever(self) -> None:
        while True:
            self._news.clear()
            await self.record()
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(GATHER_SECONDS)

    async def record(self) -> None:
        """Record all that wait."""
        while statuses := await self._inbox.statuses(AT_ONCE):
            await self._outbox.record(list(statuses.values()))
            # What they said stands with the answers that they speak of.
            await self._inbox.complete_unkept(list(statuses), "recorded")
            self._metrics.noted(_name(status) for status in statuses.values())
            _report_failures(statuses.values())


def _name(status: Mapping[str, object]) -> str:
    name = text_of(status.get("status"))
    return name if name in RANKS else "unknown"


def _report_failures(statuses: Iterable[Mapping[str, object]]) -> None:
    for status in statuses:
        if text_of(status.get("status")) == "failed":
            log.error("part not delivered", code=failure_code(status))
