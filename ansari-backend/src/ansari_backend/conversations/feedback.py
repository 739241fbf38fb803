"""What people think of answers, kept with each answer."""

from dataclasses import asdict

from ansari_backend.conversations.errors import UnknownAnswerError
from ansari_backend.conversations.store import Database, Document, translated
from ansari_backend.conversations.values import Feedback, now
from ansari_backend.conversations.whole import whole


class Opinions:
    """The feedback within the collection `messages`."""

    def __init__(self, database: Database) -> None:
        self._messages = database["messages"]
        self._threads = database["threads"]

    @whole
    async def put(self, user_id: str, key: str, feedback: Feedback | None) -> None:
        """Keep what the person thinks now of the answer to their turn `key`; None takes it back.

        Raises:
            UnknownAnswerError: They got no such answer.
        """
        message_id = await self._answer(user_id, key)
        with translated():
            await self._messages.update_one({"message_id": message_id}, _change(feedback))

    async def _answer(self, user_id: str, key: str) -> str:
        """Others may have used the same key: the threads tell whose answer is whose."""
        with translated():
            answers = await self._messages.find({"key": key, "role": "assistant"}).to_list()
            threads = [answer["thread_id"] for answer in answers]
            own = await self._threads.distinct(
                "thread_id", {"user_id": user_id, "thread_id": {"$in": threads}}
            )
        for answer in answers:
            if answer["thread_id"] in own:
                return str(answer["message_id"])
        raise UnknownAnswerError


def _change(feedback: Feedback | None) -> Document:
    if feedback is None:
        return {"$unset": {"feedback": ""}}
    return {"$set": {"feedback": {**asdict(feedback), "given_at": now()}}}
