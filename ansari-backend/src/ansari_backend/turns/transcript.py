"""What a turn leaves in its thread: the person's words and the whole answer, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from ansari_backend.agent.answering import Exchange
from ansari_backend.conversations.messages import Messages
from ansari_backend.conversations.threads import Threads
from ansari_backend.conversations.values import Message, Summary
from ansari_backend.turns.asking import Turn
from ansari_backend.turns.runs import Finished

HISTORY_LIMIT = 60
"""Messages; more than an agent leaves without a summary."""
MOMENT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was said before in a thread."""

    summary: Summary | None
    said: Sequence[Message]
    """After what the summary covers, oldest first."""

    @property
    def notes(self) -> str:
        """The summary's words."""
        return self.summary.text if self.summary else ""

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What was said, as an agent takes it."""
        return tuple(Exchange(role=one.role, content=one.content) for one in self.said)


class Transcript:
    """Reads and writes threads in the way turns need it."""

    def __init__(self, messages: Messages, threads: Threads) -> None:
        self._messages = messages
        self._threads = threads

    async def past(self, thread_id: str) -> Past:
        """Read what was said before."""
        summary = await self._threads.summary(thread_id)
        said = await self._messages.newest(thread_id, limit=HISTORY_LIMIT)
        ids = [one.message_id for one in said]
        covered = ids.index(summary.until) + 1 if summary and summary.until in ids else 0
        return Past(summary=summary, said=said[covered:])

    async def sum_up(self, thread_id: str, past: Past, *, covered: int, notes: str) -> None:
        """Keep notes that cover so many messages of `past` more."""
        new = Summary(text=notes, until=past.said[covered - 1].message_id)
        await self._threads.sum_up(thread_id, new, old=past.summary)

    async def record(self, turn: Turn, finished: Finished) -> None:
        """Store both sides. Ids come from the run, so doing it again changes nothing."""
        answer = finished.answer
        answered_at = max(answer.answered_at, answer.asked_at + MOMENT)
        asked_id, answered_id = _message_ids(finished.run_id)
        asked = Message(
            message_id=asked_id,
            role="user",
            content=turn.message,
            created_at=answer.asked_at,
        )
        answered = Message(
            message_id=answered_id,
            role="assistant",
            content=answer.text,
            created_at=answered_at,
            sources=answer.sources,
            key=turn.key,
            record=answer.record,
            question=answer.question,
        )
        await self._messages.add(turn.thread_id, (asked, answered))
        await self._threads.touch(turn.thread_id, answered_at)

    async def withdraw(self, run_id: str) -> None:
        """Take back both sides of an answer that nobody has seen."""
        await self._messages.remove(_message_ids(run_id))


def _message_ids(run_id: str) -> tuple[str, str]:
    """The ids of what the person said and of what was answered."""
    run = UUID(run_id)
    return (uuid5(run, "user").hex, uuid5(run, "assistant").hex)
