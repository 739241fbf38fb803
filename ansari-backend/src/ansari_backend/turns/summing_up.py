"""Sum up what a thread has outgrown, once its answer was given: nobody waits for that."""

import asyncio

import structlog

from ansari_backend.agent.answering import Agent
from ansari_backend.conversations.errors import StoreUnavailableError
from ansari_backend.turns.transcript import Past, Transcript

log = structlog.get_logger()


class SummingUp:
    """Works in tasks of its own. One that comes to nothing is made up for after the next turn."""

    def __init__(self, agent: Agent, transcript: Transcript) -> None:
        self._agent = agent
        self._transcript = transcript
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def begin(self, thread_id: str, past: Past) -> None:
        """Look whether there is too much of a past, unless that is being done."""
        if thread_id not in self._tasks:
            task = asyncio.create_task(self._sum_up(thread_id, past))
            self._tasks[thread_id] = task
            task.add_done_callback(lambda _: self._tasks.pop(thread_id))

    async def stop(self) -> None:
        """Leave what is not done."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _sum_up(self, thread_id: str, past: Past) -> None:
        try:
            condensed = await self._agent.condense(past.notes, past.exchanges)
            if condensed:
                await self._transcript.sum_up(
                    thread_id, past, covered=condensed.covered, notes=condensed.summary
                )
        except StoreUnavailableError as error:
            log.warning("thread not summed up", thread_id=thread_id, error=repr(error))
