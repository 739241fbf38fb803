"""Ask the backend: one call where the chat's thread is known, and the way there where it is not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from ansari_whatsapp.conversation.turn import key_of
from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.inbox.memory import CurrentThread
from ansari_whatsapp.utils.ansari_client import (
    AnsariClient,
    BackendForgotError,
    BackendUnavailableError,
    Person,
)
from ansari_whatsapp.utils.tracing import traceparent

TITLE_WORDS: Final = 6


class TooLateError(Exception):
    """An answer would be of no use any more: tell the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a turn asks."""

    turn: str
    number_id: str
    person: Person
    words: str
    """The person's own."""
    message: str
    """The same with what they quote."""
    language: str
    key: str
    deadline: datetime
    others: frozenset[str] = frozenset()
    """Messages that wait behind, for answers of their own."""


@asynccontextmanager
async def in_time(deadline: datetime) -> AsyncIterator[None]:
    """Let the block run until the deadline.

    Raises:
        TooLateError: It was cut off there, or had no time to begin.
    """
    left = (deadline - datetime.now(UTC)).total_seconds()
    if left <= 0:
        raise TooLateError
    try:
        async with asyncio.timeout(left):
            yield
    except TimeoutError:
        raise TooLateError from None


class Asking:
    """Knows which thread a chat goes on in, and registers who is new."""

    def __init__(self, backend: AnsariClient, *, retention: timedelta) -> None:
        """Take how long a chat may be silent before it goes on in a new thread."""
        self._backend = backend
        self._retention = retention

    async def ask(self, hold: Hold, question: Question) -> str:
        """Return the whole answer. What the backend was asked is remembered before it is.

        Raises:
            TooLateError: The deadline passed first.
            BackendUnavailableError: There may be an answer later.
            BackendRefusedError: There will be none.
        """
        async with in_time(question.deadline):
            return await self._ask_where_it_is_known(hold, question)

    async def begin_afresh(self, hold: Hold, question: Question) -> None:
        """Go on in a new thread, whatever the last one was; raises as `ask`."""
        await self._register(question)
        hold.memory = replace(hold.memory, thread=await self._new_thread(question))

    async def thread_of(self, hold: Hold, question: Question) -> str | None:
        """Name the thread in which the person was last answered; raises as `ask`."""
        if hold.memory.thread:
            return hold.memory.thread.id
        try:
            return (await self._backend.last_thread(question.person)).thread_id
        except BackendForgotError:
            return None

    async def _ask_where_it_is_known(self, hold: Hold, question: Question) -> str:
        """Ask in the thread that the chat remembers, and heal what it remembers if that is gone.

        No other instance can have begun another thread: that takes a silence as long as it takes
        to distrust the memory.
        """
        known = hold.memory.thread
        if known and self._is_fresh(known.spoken_at):
            try:
                return await self._ask_in(known, hold, question)
            except BackendForgotError:
                pass
        return await self._ask_in(await self._find_thread(question), hold, question)

    async def _ask_in(self, thread: CurrentThread, hold: Hold, question: Question) -> str:
        memory = hold.memory.begin(question.turn)
        await hold.remember(replace(memory, thread=thread))
        # A turn that waits behind is to be asked again: superseded, it would be refused.
        replaces = None if memory.replaces in question.others else memory.replaces
        answer = await self._backend.ask(
            question.person,
            thread_id=thread.id,
            message=question.message,
            key=question.key,
            supersedes=replaces and key_of(replaces),
            deadline=question.deadline.timestamp(),
            trace=traceparent(question.turn),
        )
        spoken = replace(thread, spoken_at=datetime.now(UTC))
        hold.memory = replace(hold.memory, thread=spoken)
        return answer

    async def _find_thread(self, question: Question) -> CurrentThread:
        person = question.person
        try:
            await self._register(question)
            last = await self._backend.last_thread(person)
            if last.thread_id and last.last_message_time and self._is_fresh(last.last_message_time):
                return CurrentThread(id=last.thread_id, spoken_at=last.last_message_time)
            return await self._new_thread(question)
        except BackendForgotError as error:  # erased between two of these calls: begin anew
            raise BackendUnavailableError("forgot the person meanwhile") from error

    async def _register(self, question: Question) -> None:
        if not await self._backend.is_registered(question.person):
            await self._backend.register(question.person, question.language)

    async def _new_thread(self, question: Question) -> CurrentThread:
        title = " ".join(question.words.split()[:TITLE_WORDS])
        thread_id = await self._backend.create_thread(question.person, title)
        return CurrentThread(id=thread_id, spoken_at=datetime.now(UTC))

    def _is_fresh(self, spoken_at: datetime) -> bool:
        return datetime.now(UTC) - spoken_at < self._retention
