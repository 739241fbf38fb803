"""Messages that failed again and again, for an operator to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.inbox.store import done, moment_of

Document = dict[str, object]

_REASONS: Final[Document] = dict.fromkeys(("reason", "set_aside_at", "forget_at"), "")
"""What a message bears only while it is set aside."""


class UnknownLetterError(Exception):
    """No message of this id is set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that was set aside, and why."""

    id: str
    person: str
    reason: str
    received_at: datetime
    set_aside_at: datetime
    payload: str


class DeadLetters:
    """The messages of the inbox that are set aside."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        """Take the database of the inbox."""
        self._events: AsyncCollection[Document] = database["inbox"]

    async def all(self, limit: int) -> list[DeadLetter]:
        """List the oldest."""
        found = self._events.find({"state": "set_aside"}, sort=["arrival"], limit=limit)
        return [_letter(document) async for document in found]

    async def find(self, letter_id: str) -> DeadLetter:
        """Look at one.

        Raises:
            UnknownLetterError: There is none of this id.
        """
        document = await self._events.find_one({"_id": letter_id, "state": "set_aside"})
        if document is None:
            raise UnknownLetterError
        return _letter(document)

    async def retry(self, letter_id: str) -> None:
        """Let it wait for its turn once more, as if it had just come in.

        Raises:
            UnknownLetterError: There is none of this id.
        """
        waits: Document = {"state": "waiting", "retried_at": datetime.now(UTC)}
        await self._change(letter_id, {"$set": waits, "$unset": _REASONS})

    async def drop(self, letter_id: str) -> None:
        """Let it go; it stays known for as long as Meta may repeat it.

        Raises:
            UnknownLetterError: There is none of this id.
        """
        await self._change(letter_id, {"$set": done("dropped")})

    async def _change(self, letter_id: str, change: Document) -> None:
        aside = {"_id": letter_id, "state": "set_aside"}
        if not (await self._events.update_one(aside, change)).matched_count:
            raise UnknownLetterError


def _letter(document: Mapping[str, object]) -> DeadLetter:
    return DeadLetter(
        id=str(document["_id"]),
        person=str(document["person"]),
        reason=str(document["reason"]),
        received_at=moment_of(document["received_at"]),
        set_aside_at=moment_of(document["set_aside_at"]),
        payload=str(document["payload"]),
    )
