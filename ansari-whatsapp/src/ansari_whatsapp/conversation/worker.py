"""Serve everyone who waits: one message at a time for each person, people side by side."""

import asyncio
from typing import Final

import anyio
from anyio.abc import TaskGroup
from pymongo.errors import PyMongoError

from ansari_whatsapp.conversation.turn import Conversation
from ansari_whatsapp.inbox.leases import Lease, LeaseLostError, Leases
from ansari_whatsapp.inbox.store import Inbox, Waiting
from ansari_whatsapp.meta.errors import SendLaterError, SendUnknownError
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.utils.ansari_client import BackendUnavailableError
from ansari_whatsapp.utils.whatsapp_logger import alias, get_logger

POLL_SECONDS: Final = 1.0
"""How soon work is seen that came in through another instance."""

LONGEST_PAUSE_EXPONENT: Final = 6
STATUS_PAUSE_SECONDS: Final = 2.0
STATUSES_AT_ONCE: Final = 500
TRIES_WITH_A_FAULT: Final = 5

log = get_logger()


class Worker:
    """Runs until cancelled, whatever happens to the store, the backend or Meta meanwhile."""

    def __init__(
        self, *, inbox: Inbox, leases: Leases, outbox: Outbox, conversation: Conversation
    ) -> None:
        """Take the rooms that a message walks through."""
        self._inbox = inbox
        self._leases = leases
        self._outbox = outbox
        self._conversation = conversation
        self._served: set[str] = set()
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Tell that there is news in the inbox; without it, news is seen a little later."""
        self._news.set()

    async def run(self) -> None:
        """Serve for ever."""
        is_prepared = False
        async with anyio.create_task_group() as tasks:
            while True:
                self._news.clear()
                try:
                    is_prepared = is_prepared or await self._prepare()
                    await self._look_around(tasks)
                except PyMongoError as error:
                    log.warning("store not reachable", error=type(error).__name__)
                with anyio.move_on_after(POLL_SECONDS):
                    await self._news.wait()

    async def _prepare(self) -> bool:
        await self._inbox.prepare()
        await self._outbox.prepare()
        return True

    async def _look_around(self, tasks: TaskGroup) -> None:
        await self._record_statuses()
        for person in await self._inbox.waiting_people():
            if person not in self._served:
                self._served.add(person)
                tasks.start_soon(self._serve, person)

    async def _record_statuses(self) -> None:
        while statuses := await self._inbox.statuses(STATUSES_AT_ONCE):
            await self._outbox.record(list(statuses.values()))
            await self._inbox.complete(list(statuses), "recorded")

    async def _serve(self, person: str) -> None:
        try:
            async with self._leases.hold(person) as lease:
                if lease is not None:
                    await self._take_turns(person, lease)
        except* (LeaseLostError, PyMongoError) as errors:
            log.warning("turn given up", error=type(errors.exceptions[0]).__name__)
        except* Exception:
            log.exception("serving failed")
        finally:
            self._served.discard(person)

    async def _take_turns(self, person: str, lease: Lease) -> None:
        while waiting := await self._inbox.first_of(person):
            pause = await self._take_turn(waiting)
            if pause:
                await self._inbox.count_attempt(waiting.id)
                await lease.pause(pause)
                return

    async def _take_turn(self, waiting: Waiting) -> float:
        """Take one turn; the seconds for which to leave its person alone, 0 if it ended."""
        turn = log.bind(message=alias(waiting.id), attempt=waiting.attempts + 1)
        try:
            outcome = await self._conversation.take_turn(waiting)
        except SendUnknownError:
            return STATUS_PAUSE_SECONDS
        except (BackendUnavailableError, SendLaterError) as error:
            turn.warning("turn put off", error=type(error).__name__, reason=str(error))
            return _growing_pause(waiting.attempts)
        except PyMongoError:
            raise
        except Exception:  # noqa: BLE001 - a bug in one turn must not stop the others
            turn.exception("turn failed")
            if waiting.attempts + 1 < TRIES_WITH_A_FAULT:
                return _growing_pause(waiting.attempts)
            await self._inbox.set_aside(waiting.id)
            return 0
        await self._inbox.complete([waiting.id], outcome)
        turn.info("turn ended", outcome=outcome)
        return 0


def _growing_pause(attempts: int) -> float:
    """1, 2, 4 seconds and so on, up to a minute."""
    return 2.0 ** min(attempts, LONGEST_PAUSE_EXPONENT)
