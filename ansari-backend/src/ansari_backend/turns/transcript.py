"""What a turn leaves in its thread: the person's words and the whole answer, or nothing."""

from datetime import timedelta
from uuid import UUID, uuid5

from ansari_backend.agent.answering import Exchange
from ansari_backend.conversations.messages import Messages
from ansari_backend.conversations.threads import Threads
from ansari_backend.conversations.values import Message
from ansari_backend.turns.asking import Turn
from ansari_backend.turns.runs import Finished

HISTORY_LIMIT = 20
MOMENT = timedelta(milliseconds=1)


class Transcript:
    """Reads and writes threads in the way turns need it."""

    def __init__(self, messages: Messages, threads: Threads) -> None:
        self._messages = messages
        self._threads = threads

    async def history(self, thread_id: str) -> tuple[Exchange, ...]:
        """Read the last of what was said before, oldest first."""
        said = await self._messages.page(thread_id, limit=HISTORY_LIMIT)
        return tuple(Exchange(role=one.role, content=one.content) for one in said)

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
