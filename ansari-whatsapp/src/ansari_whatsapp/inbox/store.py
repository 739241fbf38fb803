"""What we said 200 to and still owe, in MongoDB."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import pymongo
from pymongo import ASCENDING, IndexModel
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import BulkWriteError, PyMongoError

from ansari_whatsapp.meta.events import Event

Document = dict[str, object]

MEMORY: Final = timedelta(days=8)
"""How long an event's id is known after it was dealt with. Meta sends again for seven days."""

ACCEPT_SECONDS: Final = 4.0
"""Meta wants its answer soon; when the store is slower than this, it is to send again later."""

DUPLICATE_KEY: Final = 11000


class InboxUnavailableError(Exception):
    """The events are not known to be stored: Meta must send them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message whose turn has not come to its end."""

    id: str
    person: str
    number_id: str
    sent_at: int
    received_at: datetime
    attempts: int
    payload: str


class Inbox:
    """First in, first out for each person, by Meta's clock and then by arrival."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        """Take a database whose writes are journalled by a majority."""
        self._events: AsyncCollection[Document] = database["inbox"]

    async def prepare(self) -> None:
        """Make the indexes; the same again changes nothing."""
        waiting = {"state": "waiting"}
        order = [("person", ASCENDING), ("sent_at", ASCENDING), ("arrival", ASCENDING)]
        await self._events.create_indexes(
            [
                IndexModel(
                    [("kind", ASCENDING), *order], name="waiting", partialFilterExpression=waiting
                ),
                IndexModel("forget_at", name="forget", expireAfterSeconds=0),
            ]
        )

    async def accept(self, events: Sequence[Event]) -> int:
        """Store all events before returning, and tell how many are new.

        An event that is here already, also one dealt with, changes nothing.

        Raises:
            InboxUnavailableError: At least one event is not known to be stored.
        """
        arrival = time.time_ns()
        documents = [_document(event, arrival + place) for place, event in enumerate(events)]
        try:
            with pymongo.timeout(ACCEPT_SECONDS):
                return len((await self._events.insert_many(documents, ordered=False)).inserted_ids)
        except BulkWriteError as error:
            return _count_new(error)
        except PyMongoError as error:
            raise InboxUnavailableError(type(error).__name__) from error

    async def waiting_people(self) -> list[str]:
        """Name the people who have a message waiting."""
        return list(await self._events.distinct("person", {"state": "waiting", "kind": "message"}))

    async def first_of(self, person: str) -> Waiting | None:
        """Find the message of this person whose turn it is."""
        document = await self._events.find_one(
            {"state": "waiting", "kind": "message", "person": person},
            sort=[("sent_at", ASCENDING), ("arrival", ASCENDING)],
        )
        return None if document is None else _waiting(document)

    async def statuses(self, limit: int) -> dict[str, Document]:
        """Fetch statuses that nobody has dealt with, by event id, oldest first."""
        found = self._events.find({"state": "waiting", "kind": "status"}).limit(limit)
        return {str(one["_id"]): json.loads(str(one["payload"])) async for one in found}

    async def complete(self, ids: Sequence[str], outcome: str) -> None:
        """Keep the ids, so that a repeat is known, and let the words go with them in eight days."""
        now = datetime.now(UTC)
        done = {"state": "done", "outcome": outcome, "done_at": now, "forget_at": now + MEMORY}
        await self._events.update_many({"_id": {"$in": list(ids)}}, {"$set": done})

    async def set_aside(self, message_id: str) -> None:
        """Stop serving a message that fails again and again, so that it doesn't block its person.

        It stays until an operator has seen to it.
        """
        await self._events.update_one({"_id": message_id}, {"$set": {"state": "set_aside"}})

    async def count_attempt(self, message_id: str) -> None:
        """Remember that a turn for this message has failed once more."""
        await self._events.update_one({"_id": message_id}, {"$inc": {"attempts": 1}})


def _document(event: Event, arrival: int) -> Document:
    now = datetime.now(UTC)
    document: Document = {
        "_id": event.id,
        "kind": event.kind,
        "field": event.field,
        "person": event.person,
        "number_id": event.number_id,
        "sent_at": event.sent_at,
        "received_at": now,
        "arrival": arrival,
        "attempts": 0,
        "payload": event.payload,
        "state": "waiting",
    }
    if event.kind == "other":
        document |= {"state": "done", "outcome": "kept", "forget_at": now + MEMORY}
    return document


def _count_new(error: BulkWriteError) -> int:
    """Count what a write with duplicates has stored; any other trouble in it is real."""
    problems = error.details["writeErrors"]
    lost = [problem for problem in problems if problem["code"] != DUPLICATE_KEY]
    if lost or error.details["writeConcernErrors"]:
        raise InboxUnavailableError("not every event was stored") from error
    return int(error.details["nInserted"])


def _waiting(document: Document) -> Waiting:
    return Waiting(
        id=str(document["_id"]),
        person=str(document["person"]),
        number_id=str(document["number_id"]),
        sent_at=int(str(document["sent_at"])),
        received_at=_moment(document["received_at"]),
        attempts=int(str(document["attempts"])),
        payload=str(document["payload"]),
    )


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError("a stored time is no time")
    return value
