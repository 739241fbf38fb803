"""What we said 200 to and still owe, in MongoDB."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pymongo import ASCENDING, IndexModel
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.inbox.joining import JoinedInserts, NotStoredError
from ansari_whatsapp.meta.events import Event
from ansari_whatsapp.mongo.whole import whole

Document = dict[str, object]

MEMORY: Final = timedelta(days=8)
"""How long an event's id is known after it was dealt with. Meta sends again for seven days."""

SET_ASIDE: Final = timedelta(days=30)
"""How long a message that nobody could deal with waits for an operator."""

ACCEPT_SECONDS: Final = 4.0
"""Meta wants its answer soon; when the store is slower than this, it is to send again later."""

STATUSES_TAKE: Final = timedelta(seconds=1)

MOST_OF_ONE_PERSON: Final = 50
"""Messages that are looked at together; who sends more gets more than one answer."""

_MESSAGE: Final[Document] = {"state": "waiting", "kind": "message"}
_STATUS: Final[Document] = {"state": "waiting", "kind": "status"}


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
    """Or when an operator let it wait anew: its person is owed an answer from then on."""
    arrival: int
    """Grows from one message to the next."""
    payload: str


class Inbox:
    """First in, first out for each person, by Meta's clock and then by arrival."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        """Take a database whose writes are journalled by a majority."""
        self._events: AsyncCollection[Document] = database["inbox"]
        self._inserts = JoinedInserts(self._events, seconds=ACCEPT_SECONDS)

    @whole
    async def prepare(self) -> None:
        """Make the indexes; the same again changes nothing."""
        order = [("person", ASCENDING), ("sent_at", ASCENDING), ("arrival", ASCENDING)]
        waiting = {"state": "waiting"}
        await self._events.create_indexes(
            [
                IndexModel(
                    [("kind", ASCENDING), *order], name="waiting", partialFilterExpression=waiting
                ),
                IndexModel(
                    "arrival", name="set_aside", partialFilterExpression={"state": "set_aside"}
                ),
                IndexModel("forget_at", name="forget", expireAfterSeconds=0),
            ]
        )

    async def accept(self, events: Sequence[Event]) -> list[Event]:
        """Store all events before returning, and give those that are new.

        An event that is here already, also one dealt with, changes nothing.

        Raises:
            InboxUnavailableError: At least one event is not known to be stored.
        """
        arrival, now = time.time_ns(), datetime.now(UTC)
        documents = [_document(event, arrival + at, now) for at, event in enumerate(events)]
        try:
            new = {one["_id"] for one in await self._inserts.insert(documents)}
        except NotStoredError as error:
            raise InboxUnavailableError(str(error)) from error
        return [event for event in events if event.id in new]

    @whole
    async def people_waiting(self, limit: int) -> dict[str, int]:
        """Name the people who have messages waiting, who came first first, with their newest.

        The newest is given by its `arrival`, a number that grows.
        """
        found = await self._events.aggregate(
            [
                {"$match": _MESSAGE},
                {
                    "$group": {
                        "_id": "$person",
                        "first": {"$min": "$arrival"},
                        "newest": {"$max": "$arrival"},
                    }
                },
                {"$sort": {"first": 1}},
                {"$limit": limit},
            ]
        )
        return {str(one["_id"]): int(str(one["newest"])) async for one in found}

    @whole
    async def backlog(self) -> tuple[int, float | None]:
        """Tell how many messages wait, and since when the first, in unix seconds."""
        sums = {"_id": None, "all": {"$sum": 1}, "first": {"$min": "$arrival"}}
        found = await self._events.aggregate([{"$match": _MESSAGE}, {"$group": sums}])
        for one in await found.to_list():
            return int(str(one["all"])), int(str(one["first"])) / 1e9
        return 0, None

    @whole
    async def set_aside_count(self) -> int:
        """Tell how many messages an operator has to see."""
        by_index = {"state": "set_aside", "arrival": {"$gt": 0}}
        return await self._events.count_documents(by_index)

    @whole
    async def waiting_of(self, person: str) -> list[Waiting]:
        """Fetch the messages of this person that have not been dealt with, in their order."""
        found = self._events.find(
            _MESSAGE | {"person": person},
            sort=[("sent_at", ASCENDING), ("arrival", ASCENDING)],
            limit=MOST_OF_ONE_PERSON,
        )
        return [_waiting(document) async for document in found]

    @whole
    async def first_of(self, person: str) -> list[str]:
        """Name the first message of this person that waits, without looking into it."""
        found = self._events.find(
            _MESSAGE | {"person": person},
            projection=["_id"],
            sort=[("sent_at", ASCENDING), ("arrival", ASCENDING)],
            limit=1,
        )
        return [str(one["_id"]) async for one in found]

    @whole
    async def payload_of(self, event: str, person: str) -> str | None:
        """Fetch what a message of this person says, also one dealt with, while it is kept."""
        found = await self._events.find_one({"_id": event, "person": person})
        payload = found and found.get("payload")
        return None if payload is None else str(payload)

    @whole
    async def statuses(self, limit: int) -> dict[str, Mapping[str, object]]:
        """Fetch statuses that nobody has dealt with, by event id."""
        found = self._events.find(_STATUS, limit=limit)
        return {str(one["_id"]): json.loads(str(one["payload"])) async for one in found}

    @whole
    async def has_unread_statuses(self) -> bool:
        """Tell whether a status waits for longer than it takes to deal with one."""
        long_ago = datetime.now(UTC) - STATUSES_TAKE
        unread = _STATUS | {"received_at": {"$lt": long_ago}}
        return bool(await self._events.count_documents(unread, limit=1))

    async def complete(self, ids: Sequence[str], outcome: str) -> None:
        """Keep the ids, so that a repeat is known; what is complete already stays as it is."""
        await self._complete(ids, {"$set": done(outcome)})

    async def complete_unkept(self, ids: Sequence[str], outcome: str) -> None:
        """Keep the ids alone, and nothing of what was said."""
        await self._complete(ids, {"$set": done(outcome), "$unset": {"payload": ""}})

    async def set_aside(self, ids: Sequence[str], reason: str) -> None:
        """Stop serving messages that fail again and again, so that they block nobody.

        They stay for a while, for an operator to see to them: `DeadLetters`.
        """
        now = datetime.now(UTC)
        aside: Document = {"state": "set_aside", "reason": reason, "set_aside_at": now}
        aside["forget_at"] = now + SET_ASIDE
        await self._complete(ids, {"$set": aside})

    @whole
    async def move(self, person: str, name: str) -> None:
        """Let what this person said be theirs under a new name. What waits keeps its turn."""
        said: Document = {"person": person, "state": {"$ne": "waiting"}}
        await self._events.update_many(said, {"$set": {"person": name}})

    @whole
    async def _complete(self, ids: Sequence[str], change: Document) -> None:
        """Only what waits is changed: who lost the person meanwhile does no harm here."""
        await self._events.update_many({"_id": {"$in": list(ids)}, "state": "waiting"}, change)


def done(outcome: str) -> Document:
    """Give the fields of an event that was dealt with."""
    now = datetime.now(UTC)
    return {"state": "done", "outcome": outcome, "done_at": now, "forget_at": now + MEMORY}


def _document(event: Event, arrival: int, now: datetime) -> Document:
    document: Document = {
        "_id": event.id,
        "kind": event.kind,
        "field": event.field,
        "person": event.person,
        "number_id": event.number_id,
        "sent_at": event.sent_at,
        "received_at": now,
        "arrival": arrival,
        "payload": event.payload,
        "state": "waiting",
    }
    if event.kind == "other":
        document |= {"state": "done", "outcome": "kept", "forget_at": now + MEMORY}
    return document


def _waiting(document: Document) -> Waiting:
    return Waiting(
        id=str(document["_id"]),
        person=str(document["person"]),
        number_id=str(document["number_id"]),
        sent_at=int(str(document["sent_at"])),
        received_at=moment_of(document.get("retried_at") or document["received_at"]),
        arrival=int(str(document["arrival"])),
        payload=str(document["payload"]),
    )


def moment_of(value: object) -> datetime:
    """Take a stored time.

    Raises:
        TypeError: It is none.
    """
    if not isinstance(value, datetime):
        raise TypeError("a stored time is no time")
    return value
