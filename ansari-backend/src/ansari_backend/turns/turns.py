"""Answer each turn once, however often it is asked for, and whether or not anybody listens.

Every turn runs in a task of its own and HTTP only listens: a client that goes away loses nothing,
and one that comes back with the same key joins the running answer or gets the stored one.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from ansari_backend.conversations.errors import UnknownPersonError
from ansari_backend.turns.asking import Turn
from ansari_backend.turns.broadcast import Broadcast
from ansari_backend.turns.errors import OtherQuestionError, StoppingError, SupersededError
from ansari_backend.turns.making import Maker

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A turn that this process answers now."""

    turn: Turn
    broadcast: Broadcast
    task: asyncio.Task[None]


class Turns:
    """All turns of this process."""

    def __init__(self, maker: Maker, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._maker = maker
        self._seconds = seconds
        self._running: dict[tuple[str, str], Running] = {}

    async def answer(self, turn: Turn) -> AsyncIterator[str]:
        """Start the turn, or find it, and return its words as they come.

        They end with an error of this room or of the agent's if the answer is not whole.
        """
        if turn.supersedes is not None:
            await self._supersede(turn, turn.supersedes)
        running = self._running.get(turn.name) or self._start(turn)
        if running.turn.fingerprint != turn.fingerprint:
            raise OtherQuestionError
        return running.broadcast.listen()

    async def abandon(self, user_ids: Sequence[str]) -> None:
        """Stop what runs for a person who is leaving; who listens learns that they are unknown."""
        theirs = [one for one in self._running.values() if one.turn.user_id in user_ids]
        for running in theirs:
            running.broadcast.close(UnknownPersonError())
            running.task.cancel()
        await asyncio.gather(*(running.task for running in theirs), return_exceptions=True)

    async def stop(self) -> None:
        """End what runs, so that another process can take it over at once."""
        tasks = [running.task for running in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._maker.stop()

    def _start(self, turn: Turn) -> Running:
        broadcast = Broadcast()
        task = asyncio.create_task(self._maker.make(turn, broadcast))
        running = Running(turn=turn, broadcast=broadcast, task=task)
        self._running[turn.name] = running
        task.add_done_callback(partial(self._settle, running, self._seconds()))
        return running

    def _settle(self, running: Running, started: float, task: asyncio.Task[None]) -> None:
        """Tell the listeners how it ended; nobody may be listening, so the log learns it too."""
        del self._running[running.turn.name]
        error = StoppingError() if task.cancelled() else task.exception()
        running.broadcast.close(error)
        log.info(
            "turn ended",
            thread_id=running.turn.thread_id,
            seconds=round(self._seconds() - started, 3),
            error=error and type(error).__name__,
        )

    async def _supersede(self, turn: Turn, key: str) -> None:
        """Void the earlier turn first: from then on it can store nothing more."""
        run_id = await self._maker.void(turn, key)
        if earlier := self._running.get((turn.user_id, key)):
            earlier.broadcast.close(SupersededError())
            earlier.task.cancel()
            await asyncio.gather(earlier.task, return_exceptions=True)
        await self._maker.withdraw(run_id)
