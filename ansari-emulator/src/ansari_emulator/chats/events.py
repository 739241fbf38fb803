"""Tell everybody who watches what happens, as it happens."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from ansari_emulator.chats.messages import Message
from ansari_emulator.chats.people import Person
from ansari_emulator.records.traffic import Exchange

_BACKLOG: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined:
    """Somebody can be written to from now on, or has a new name."""

    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageChanged:
    """A message is new or has come to another status."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingShown:
    """The business seems to type, until it answers or until `until`."""

    phone: str
    until: datetime


class ShowState(StrEnum):
    """How far a scenario that is played for somebody has come."""

    PLAYING = "playing"
    PASSED = "passed"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioMoved:
    """A scenario has come to `step` (from 0), or to its end, perhaps with a `problem`."""

    name: str
    state: ShowState
    step: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """Something went over the wire between WhatsApp and the business."""

    exchange: Exchange


Event = PersonJoined | MessageChanged | TypingShown | Exchanged | ScenarioMoved


class Watcher:
    """One watcher's queue; who falls far behind is let go and has to start anew."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(_BACKLOG)

    def tell(self, event: Event) -> None:
        """Queue `event`."""
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self.let_go()

    def let_go(self) -> None:
        """End this watcher's iteration."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while (event := await self._queue.get()) is not None:
            yield event


class Events:
    """What happens, for all who watch."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()

    @contextmanager
    def watched(self) -> Iterator[Watcher]:
        """Lend a watcher that is told everything from here on."""
        watcher = Watcher()
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    def publish(self, event: Event) -> None:
        """Tell everybody who watches."""
        for watcher in self._watchers:
            watcher.tell(event)

    def close(self) -> None:
        """Let every watcher go."""
        for watcher in self._watchers:
            watcher.let_go()
