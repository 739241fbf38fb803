"""Serve everyone who waits: one turn at a time for each person, people side by side."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from ansari_whatsapp.admission.watch import Watch
from ansari_whatsapp.conversation.admitting import ClosedError
from ansari_whatsapp.conversation.conversation import Conversation
from ansari_whatsapp.conversation.news import News
from ansari_whatsapp.conversation.recorder import StatusRecorder
from ansari_whatsapp.conversation.rhythm import Rhythm
from ansari_whatsapp.inbox.chats import Chats, Hold, HoldLostError
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.events import Event
from ansari_whatsapp.outbox.delivery import DeliverLaterError
from ansari_whatsapp.outbox.store import FencedOffError
from ansari_whatsapp.utils.ansari_client import BackendUnavailableError
from ansari_whatsapp.utils.metrics import Metrics
from ansari_whatsapp.utils.whatsapp_logger import alias, get_logger

LOOK_SECONDS: Final = 0.5
"""How soon work is seen that came in through another instance, or whose person has rested."""

SHARE_OF_LOOKING: Final = 0.1
"""Of the time, at most: looking over a long queue must not keep us from working at it."""

LONGEST_PAUSE_EXPONENT: Final = 5
MOST_FAULTS: Final = 5

log = get_logger()


class Worker:
    """Runs until cancelled, whatever happens to the store, the backend or Meta meanwhile."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        chats: Chats,
        watch: Watch,
        conversation: Conversation,
        recorder: StatusRecorder,
        most_turns: int,
        metrics: Metrics,
    ) -> None:
        """Take the rooms, and how many people may be served at the same time."""
        self._inbox = inbox
        self._chats = chats
        self._watch = watch
        self._conversation = conversation
        self._recorder = recorder
        self._most_turns = most_turns
        self._metrics = metrics
        self._queue: dict[str, None] = {}
        self._serving: dict[str, News] = {}
        """Who is being served here."""
        self._until_open: dict[str, str | None] = {}
        """Who waits for the end of a maintenance, and of which: there is nothing to do for them."""
        self._rhythm = Rhythm()
        self._tasks: asyncio.TaskGroup | None = None
        self._is_stopping = False
        self._idle = asyncio.Event()

    def hear(self, events: Iterable[Event]) -> None:
        """Take note of events that were just stored; without it they are seen a little later."""
        if self._tasks is None:  # this instance only receives
            return
        for event in events:
            if event.kind == "message":
                self._wake(event.person)
            elif event.kind == "status":
                self._recorder.wake()

    async def run(self) -> None:
        """Serve for ever."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            for work in (
                self._watch.keep,
                self._chats.keep,
                partial(self._rhythm.keep, self._begin),
                self._recorder.run,
                self._look_for_ever,
            ):
                tasks.create_task(_whatever_happens(work))

    async def stop(self, grace: float) -> None:
        """Begin no more turns, and return when those under way have ended, or after `grace`."""
        self._is_stopping = True
        self._idle.clear()
        if self._serving:
            with suppress(TimeoutError):
                async with asyncio.timeout(grace):
                    await self._idle.wait()

    async def _look_for_ever(self) -> None:
        while True:
            began = time.monotonic()
            try:
                await self._look_around()
            except PyMongoError as error:
                log.warning("store not reachable", error=type(error).__name__)
            took = time.monotonic() - began
            await asyncio.sleep(max(LOOK_SECONDS, took / SHARE_OF_LOOKING))

    async def _look_around(self) -> None:
        """Find who waits: come in by another instance, left by one that died, or rested."""
        if self._watch.closed is None:
            self._until_open.clear()
        most = 2 * self._most_turns + len(self._until_open)
        people = await self._inbox.people_waiting(most)
        for person, newest in people.items():
            if news := self._serving.get(person):
                news.tell_of(newest)
        others = {one for one in people if not self._waits_for_opening(one)}
        others -= self._serving.keys() | self._queue.keys()
        free = await self._chats.free(others) if others else set()
        for person in people:
            if person in free:
                self._wake(person)

    def _wake(self, person: str) -> None:
        if news := self._serving.get(person):
            news.set()
        elif not self._waits_for_opening(person):
            self._queue[person] = None
            self._begin()

    def _waits_for_opening(self, person: str) -> bool:
        closed = self._watch.closed
        return closed is not None and self._until_open.get(person) == closed

    def _begin(self) -> None:
        """Begin to serve whoever has waited longest, as many as may be."""
        while self._tasks and self._queue and self._has_room():
            person = next(iter(self._queue))
            del self._queue[person]
            self._rhythm.begin()
            self._serving[person] = News()
            self._tasks.create_task(self._serve(person))

    def _has_room(self) -> bool:
        has_place = len(self._serving) < self._most_turns
        is_ready = self._watch.has_looked and not self._is_stopping
        return has_place and is_ready and self._rhythm.allows

    async def _serve(self, person: str) -> None:
        news = self._serving[person]
        is_to_go_on = False
        try:
            async with self._chats.hold(person) as hold:
                if hold is not None:
                    await self._take_turns(hold, news)
                    is_to_go_on = news.is_set() and not hold.rest
        except (HoldLostError, FencedOffError, PyMongoError) as error:
            log.warning("turn given up", error=type(error).__name__)
        except Exception:
            log.exception("serving failed")
        finally:
            del self._serving[person]
            self._go_on(person if is_to_go_on else None)

    def _go_on(self, person: str | None) -> None:
        """Serve this person again after all others, if there is more of theirs."""
        if person is not None and not self._waits_for_opening(person):
            self._queue[person] = None
        self._begin()
        if not self._serving:
            self._idle.set()

    async def _take_turns(self, hold: Hold, news: News) -> None:
        while await self._take_turn(hold, news):
            if self._is_stopping:
                return
            if self._queue:  # others wait for room
                news.set()
                return

    async def _take_turn(self, hold: Hold, news: News) -> bool:
        """Take one turn; True if another may be waiting, and none is to be taken again later."""
        structlog.contextvars.clear_contextvars()  # of the turn before
        turn = log.bind(
            hold=hold.fence, person=alias(hold.person), attempt=hold.memory.attempts + 1
        )
        try:
            return await self._conversation.take_turn(hold, news)
        except ClosedError:
            self._until_open[hold.person] = self._watch.closed
            return False
        except (BackendUnavailableError, DeliverLaterError) as error:
            turn.warning("turn put off", error=type(error).__name__, reason=str(error))
            self._metrics.turn_put_off(
                "backend" if isinstance(error, BackendUnavailableError) else "sending"
            )
            _put_off(hold, error)
            return False
        except (HoldLostError, FencedOffError, PyMongoError):
            raise
        except Exception as error:  # noqa: BLE001 - a bug in one turn must not stop the others
            turn.exception("turn failed")
            self._metrics.turn_put_off("fault")
            await self._count_fault(hold, error)
            return False

    async def _count_fault(self, hold: Hold, error: Exception) -> None:
        """A fault of ours may pass. One that doesn't must block nobody."""
        faults = hold.memory.faults + 1
        if faults < MOST_FAULTS:
            hold.memory = replace(hold.memory, faults=faults)
            hold.rest = _growing_pause(faults)
            return
        await self._conversation.give_up(hold, type(error).__name__)
        self._metrics.turn_set_aside()
        hold.rest = LOOK_SECONDS


async def _whatever_happens(work: Callable[[], Awaitable[None]]) -> None:
    """Begin anew what was to run for ever: else messages would come in and nobody answer them."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("worker failed")
        await asyncio.sleep(LOOK_SECONDS)


def _put_off(hold: Hold, error: BackendUnavailableError | DeliverLaterError) -> None:
    attempts = hold.memory.attempts
    hold.memory = replace(hold.memory, attempts=attempts + 1)
    hold.rest = error.seconds if isinstance(error, DeliverLaterError) else _growing_pause(attempts)


def _growing_pause(attempts: int) -> float:
    """1, 2, 4 seconds and so on, up to half a minute."""
    return 2.0 ** min(attempts, LONGEST_PAUSE_EXPONENT)
