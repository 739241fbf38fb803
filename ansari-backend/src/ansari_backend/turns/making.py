"""Make one answer: borrow its run, wait for the thread, let the agent speak, store it whole."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from typing import Final

from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

from ansari_backend.agent.answering import Agent
from ansari_backend.conversations.errors import StoreUnavailableError, UnknownPersonError
from ansari_backend.conversations.people import People
from ansari_backend.conversations.values import Told, now
from ansari_backend.turns.answers import WholeAnswer
from ansari_backend.turns.asking import Turn
from ansari_backend.turns.broadcast import Broadcast
from ansari_backend.turns.cache import AnswerCache
from ansari_backend.turns.errors import DeadlinePassedError, SupersededError
from ansari_backend.turns.runs import Finished, Loan, Runs
from ansari_backend.turns.speaking import question_of, speak
from ansari_backend.turns.summing_up import SummingUp
from ansari_backend.turns.thread_locks import ThreadLocks
from ansari_backend.turns.transcript import Past, Transcript

LONGEST_SECONDS = 600.0
"""No answer may hold its thread longer than this, whatever the client's deadline."""

_tracer: Final = trace.get_tracer("ansari_backend")


class Maker:
    """Brings agent, runs and threads together."""

    def __init__(
        self,
        *,
        agent: Agent,
        runs: Runs,
        transcript: Transcript,
        people: People,
        cache: AnswerCache,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._agent = agent
        self._runs = runs
        self._transcript = transcript
        self._people = people
        self._cache = cache
        self._clock = clock
        self._locks = ThreadLocks()
        self._summing_up = SummingUp(agent, transcript)

    async def make(self, turn: Turn, broadcast: Broadcast) -> None:
        """Say the answer to `turn`, which is stored when this returns.

        Raises:
            DeadlinePassedError: It took longer than it is of use.
        """
        try:
            async with asyncio.timeout(self._seconds_left(turn)) as limit:
                with _spanning("answer"):
                    await self._find_or_make(turn, broadcast)
        except TimeoutError:
            if limit.expired():
                raise DeadlinePassedError from None
            raise

    async def void(self, turn: Turn, key: str) -> str:
        """Let the person's turn of that key store nothing any more, and return its run's id."""
        return await self._runs.supersede(turn, key)

    async def withdraw(self, run_id: str) -> None:
        """Remove what the run left in its thread."""
        await self._transcript.withdraw(run_id)

    async def stop(self) -> None:
        """Leave what can be done after another turn."""
        await self._summing_up.stop()

    def _seconds_left(self, turn: Turn) -> float:
        if turn.deadline is None:
            return LONGEST_SECONDS
        return min(turn.deadline - self._clock().timestamp(), LONGEST_SECONDS)

    async def _find_or_make(self, turn: Turn, broadcast: Broadcast) -> None:
        claimed = await self._runs.claim(turn)
        match claimed:
            case Loan():
                await self._greet(turn, claimed)
                await self._make(turn, claimed, broadcast)
            case Finished():
                await self._transcript.record(turn, claimed)  # whoever finished may have died here
                await self._respect_late_withdrawal(claimed.run_id)
                broadcast.say(claimed.answer.text)

    async def _make(self, turn: Turn, loan: Loan, broadcast: Broadcast) -> None:
        async with self._held(loan), self._locks.of(turn.thread_id):
            past = await self._transcript.past(turn.thread_id)
            answer = await self._answer(turn, past, broadcast)
            finished = await self._runs.finish(loan, answer)
            await self._transcript.record(turn, finished)
        await self._respect_late_withdrawal(loan.run_id)
        self._summing_up.begin(turn.thread_id, past)

    async def _answer(self, turn: Turn, past: Past, broadcast: Broadcast) -> WholeAnswer:
        asked_at = self._clock()
        personal = bool(past.said) or turn.told != Told()
        name = None if personal else self._cache.name(turn.message, turn.language)
        cached = await self._cache.find(name) if name else None
        if cached is None:
            question = question_of(turn, past, self._seconds_left(turn))
            spoken = await speak(self._agent, question, broadcast)
            if spoken.learned is not None:
                await self._people.remember(turn.user_id, spoken.learned)
            if name and spoken.lasting:
                await self._cache.keep(name, broadcast.text, spoken)
        else:
            broadcast.say(cached.text)
            spoken = cached.spoken
        return WholeAnswer(
            text=broadcast.text,
            sources=spoken.sources,
            asked_at=asked_at,
            answered_at=self._clock(),
            record=spoken.record,
            question=name if spoken.lasting else None,
        )

    async def _greet(self, turn: Turn, loan: Loan) -> None:
        """A run that was borrowed after its person was erased would be overlooked by that.

        One that was borrowed before is erased with the person, and so can't be finished.
        """
        if not await self._people.is_still_here(turn.user_id):
            await self._runs.release(loan)
            raise UnknownPersonError

    async def _respect_late_withdrawal(self, run_id: str) -> None:
        """Others may void a run, or erase it with its person, between its end and its record."""
        if not await self._runs.stands(run_id):
            await self._transcript.withdraw(run_id)
            raise SupersededError

    @asynccontextmanager
    async def _held(self, loan: Loan) -> AsyncIterator[None]:
        """Renew the loan while the block runs; give it back if it fails."""
        renewing = asyncio.create_task(self._renew(loan))
        try:
            yield
        except BaseException:
            with suppress(StoreUnavailableError):  # then the lease runs out by itself
                await self._runs.release(loan)
            raise
        finally:
            renewing.cancel()

    async def _renew(self, loan: Loan) -> None:
        while True:
            await asyncio.sleep(self._runs.lease.total_seconds() / 3)
            with suppress(StoreUnavailableError):
                await self._runs.renew(loan)


@contextmanager
def _spanning(name: str) -> Iterator[None]:
    """Tell a collector, if there is one; of an error its name alone: its text may hold words."""
    with _tracer.start_as_current_span(
        name, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
