"""Who serves whom, and what a chat remembers from one turn to the next.

One document for each person. It is lent to one holder at a time, whichever instance asks. All times
are the database's own, so instances need not agree on theirs.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from pymongo import IndexModel, ReturnDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError, PyMongoError

from ansari_whatsapp.inbox.memory import (
    Allowance,
    Memory,
    allowance_from,
    from_document,
    to_fields,
)
from ansari_whatsapp.mongo.whole import urgent, whole
from ansari_whatsapp.utils.whatsapp_logger import alias

Document = dict[str, object]

LEASE_SECONDS: Final = 10.0
"""How soon another instance takes over from one that died."""

HEARTBEAT_SECONDS: Final = 3.0

REMEMBERED: Final = timedelta(days=30)

HOUR: Final = timedelta(hours=1)

LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


class HoldLostError(Exception):
    """Another instance may be serving this person by now: stop at once."""


class Hold:
    """One holding of one person. Its `fence` is higher than that of every holding before it."""

    def __init__(
        self, chats: AsyncCollection[Document], holder: str, person: str, fence: int, memory: Memory
    ) -> None:
        self._chats = chats
        self._mine: Document = {"_id": person, "holder": holder, "fence": fence}
        self.person = person
        self.fence = fence
        self.memory = memory
        """Stored when the holding ends, or at once by `remember`."""
        self.rest = 0.0
        """Seconds after this holding in which nobody can take the person."""
        self.is_forgotten = False
        """Whether nothing of the chat is to be left when the holding ends."""

    @whole
    async def remember(self, memory: Memory) -> None:
        """Store the memory now.

        Raises:
            HoldLostError: Somebody else holds the person by now; nothing was stored.
        """
        result = await self._chats.update_one(self._mine, {"$set": to_fields(memory)})
        if not result.matched_count:
            raise HoldLostError
        self.memory = memory

    @whole
    async def hand_over(self, person: str) -> None:
        """Let a chat under another name remember what this one does, unless it remembers itself."""
        remembered: Document = {**to_fields(self.memory.end()), "forget_at": _in(REMEMBERED)}
        fresh = {
            name: {"$ifNull": [f"${name}", value if name == "forget_at" else {"$literal": value}]}
            for name, value in remembered.items()
        }
        await self._chats.update_one({"_id": person}, [{"$set": fresh}], upsert=True)

    @whole
    async def adopt(self, person: str) -> bool:
        """Go on with what the chat under another name remembers; tell whether there is one."""
        found = await self._chats.find_one({"_id": person})
        if found is None:
            return False
        known = from_document(found)
        self.memory = replace(
            self.memory,
            thread=known.thread,
            language=known.language,
            is_welcomed=known.is_welcomed,
        )
        return True

    @whole
    async def recall(self) -> Allowance | None:
        """Find what was used up of this hour before the person was forgotten."""
        left = await self._chats.find_one({"_id": alias(self.person)})
        return allowance_from(left) if left else None

    @whole
    async def release(self) -> None:
        """Let others have the person, once they have rested."""
        if self.is_forgotten:
            await self._leave_nothing()
            return
        free: Document = {"holder": None, "until": _in(self.rest), "forget_at": _in(REMEMBERED)}
        literal = {name: {"$literal": value} for name, value in to_fields(self.memory).items()}
        await self._chats.update_one(self._mine, [{"$set": free | literal}])

    async def _leave_nothing(self) -> None:
        """Forget the chat. Only its quota stays, under a keyed name, until the hour is over.

        Else who is forgotten could ask again without end.
        """
        hour = self.memory.allowance
        if hour is not None:
            left = to_fields(Memory(allowance=replace(hour, turn=None)))
            left["forget_at"] = max(hour.began_at + HOUR, hour.silent_until or hour.began_at)
            await self._chats.replace_one({"_id": alias(self.person)}, left, upsert=True)
        await self._chats.delete_one(self._mine)


class Chats:
    """Lends people to this instance, one holder for each at a time over all instances."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        """Take the database that all instances of the gateway share."""
        self._chats: AsyncCollection[Document] = database["chats"]
        self._holder = uuid4().hex
        self._held: dict[str, asyncio.Timeout] = {}
        """Each ends its work when its lease does; a heartbeat puts that off."""

    @whole
    async def prepare(self) -> None:
        """Make the indexes; the same again changes nothing."""
        await self._chats.create_indexes(
            [IndexModel("forget_at", name="forget", expireAfterSeconds=0)]
        )

    @asynccontextmanager
    async def hold(self, person: str) -> AsyncIterator[Hold | None]:
        """Hold a person while the block runs; the block is cancelled when the hold is lost.

        Yields None, at once, when another holds the person or they are to rest.

        Raises:
            HoldLostError: The block was cancelled because of that.
        """
        lease_ends = _clock() + LEASE_SECONDS
        hold = await self._take_whole(person)
        if hold is None:
            yield None
            return
        try:
            async with asyncio.timeout_at(lease_ends) as lease:
                self._held[person] = lease
                yield hold
        except TimeoutError:
            if lease.expired():
                raise HoldLostError from None
            raise
        finally:
            del self._held[person]
            with suppress(PyMongoError):
                await hold.release()

    async def keep(self) -> None:
        """Prolong all holdings of this instance for ever, and end the work of those lost."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            with suppress(PyMongoError):
                await self._prolong(dict(self._held))

    @whole
    async def free(self, people: Iterable[str]) -> set[str]:
        """Say which of these people nobody holds and who have rested, just now."""
        asked = set(people)
        is_taken = {"$expr": {"$gt": ["$until", "$$NOW"]}}
        taken = self._chats.find({"_id": {"$in": list(asked)}, **is_taken}, projection=["_id"])
        return asked - {str(one["_id"]) async for one in taken}

    @whole
    async def forget(self, people: Iterable[str]) -> None:
        """Forget the chats of these people that nobody holds."""
        await self._chats.delete_many({"_id": {"$in": list(people)}, "holder": None})

    async def people(self) -> AsyncIterator[str]:
        """Name everybody who has a chat."""
        async for one in self._chats.find({}, projection=["_id"]):
            yield str(one["_id"])

    @urgent
    async def _prolong(self, held: dict[str, asyncio.Timeout]) -> None:
        """Prolong all of them in one write: heartbeats cost the same for one as for a thousand."""
        asked_at = _clock()
        ours: Document = {"_id": {"$in": list(held)}, "holder": self._holder}
        result = await self._chats.update_many(ours, [{"$set": {"until": _in(LEASE_SECONDS)}}])
        still = set(held)
        if result.matched_count < len(held):
            still = {str(one["_id"]) async for one in self._chats.find(ours, projection=["_id"])}
        for person, lease in held.items():
            if self._held.get(person) is lease and not lease.expired():
                lease.reschedule(asked_at + LEASE_SECONDS if person in still else asked_at)

    async def _take_whole(self, person: str) -> Hold | None:
        """Take the person, or leave no trace: who is cancelled half-way gives them back."""
        taking = asyncio.create_task(self._take(person))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            with suppress(PyMongoError):
                if hold := await taking:
                    await hold.release()
            raise

    @whole
    async def _take(self, person: str) -> Hold | None:
        """Begin to hold, if nobody does."""
        if person in self._held:
            return None
        try:
            found = await self._chats.find_one_and_update(
                {"_id": person},
                [{"$set": _taken_by(self._holder)}],
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:  # another came first, between our look and our write
            return None
        if found is None or found["holder"] != self._holder:
            return None
        return Hold(
            self._chats, self._holder, person, int(str(found["fence"])), from_document(found)
        )


def _taken_by(holder: str) -> Document:
    is_free = {"$lte": [{"$ifNull": ["$until", LONG_AGO]}, "$$NOW"]}
    # Higher than before; and not below the clock, in case the document was forgotten meanwhile.
    fence = {"$max": [{"$add": [{"$ifNull": ["$fence", 0]}, 1]}, {"$toLong": "$$NOW"}]}
    taken = {"holder": holder, "until": _in(LEASE_SECONDS), "fence": fence}
    change = {name: {"$cond": [is_free, value, f"${name}"]} for name, value in taken.items()}
    return {**change, "forget_at": _in(REMEMBERED)}


def _clock() -> float:
    return asyncio.get_running_loop().time()


def _in(time_span: timedelta | float) -> Document:
    seconds = time_span.total_seconds() if isinstance(time_span, timedelta) else time_span
    return {"$add": ["$$NOW", round(seconds * 1000)]}
