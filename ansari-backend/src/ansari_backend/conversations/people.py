"""Who writes to Ansari: registered once, however often and however many at a time."""

from dataclasses import asdict
from uuid import uuid4

from pymongo import ReturnDocument

from ansari_backend.conversations.errors import UnknownPersonError
from ansari_backend.conversations.identities import Identities
from ansari_backend.conversations.store import (
    Database,
    Document,
    insist,
    still_there,
    translated,
)
from ansari_backend.conversations.values import Identity, Location, Person, Told, now
from ansari_backend.conversations.whole import whole


class People:
    """The collection `users`."""

    def __init__(self, database: Database) -> None:
        self._users = database["users"]
        self._identities = Identities(database)

    @whole
    async def register(self, who: Identity, preferred_language: str) -> Person:
        """Store the person, or the language they prefer now; the same id however often.

        Who chooses a language wants answers in it, whatever they told before.
        """
        return _person(await insist(lambda: self._upsert(who, preferred_language)))

    @whole
    async def exists(self, who: Identity) -> bool:
        """Tell whether the person is registered, by the same rule by which others find them."""
        return await self._identities.seen(who)

    @whole
    async def find(self, who: Identity) -> Person:
        """Find the person under either id.

        Raises:
            UnknownPersonError: Nobody is registered under them.
        """
        record = await insist(lambda: self._identities.settle(who))
        if record is None:
            raise UnknownPersonError
        return _person(record)

    @whole
    async def locate(self, person: Person, location: Location) -> None:
        """Keep where the person is now."""
        place = {"latitude": location.latitude, "longitude": location.longitude}
        changes = {"$set": {"location": place, "updated_at": now()}}
        with translated():
            await self._users.update_one({"user_id": person.user_id}, changes)

    @whole
    async def came_back(self, person: Person) -> None:
        """Note that they are here: who stays away for long is forgotten."""
        with translated():
            await self._users.update_one(
                {"user_id": person.user_id}, {"$set": {"updated_at": now()}}
            )

    @whole
    async def remember(self, user_id: str, told: Told) -> None:
        """Keep what the person told of themselves, in the place of what they told before."""
        kept = {name: value for name, value in asdict(told).items() if value is not None}
        either = {"$or": [{"user_id": user_id}, {"former_user_ids": user_id}]}
        with translated():
            await self._users.update_one(either, {"$set": {"told": kept, "updated_at": now()}})

    @whole
    async def move(self, previous: Identity, current: Identity) -> Person:
        """Let the person bear their new ids; what was begun under these becomes theirs too.

        Raises:
            UnknownPersonError: Nobody is registered under any of the ids.
        """
        record = await insist(lambda: self._identities.move(previous, current))
        if record is None:
            raise UnknownPersonError
        return _person(record)

    @whole
    async def is_still_here(self, user_id: str) -> bool:
        """Tell whether nobody erased the person, who may have become part of another record."""
        either = {"$or": [{"user_id": user_id}, {"former_user_ids": user_id}]}
        with translated():
            return await self._users.count_documents(either, limit=1) > 0

    async def _upsert(self, who: Identity, preferred_language: str) -> Document:
        """The unique indexes decide between two that insert at once; the loser looks again."""
        await self._identities.settle(who)
        moment = now()
        with translated():
            record = await self._users.find_one_and_update(
                who.known(),
                {
                    "$set": {"preferred_language": preferred_language, "updated_at": moment},
                    "$unset": {"told.language": ""},
                    "$setOnInsert": {"user_id": uuid4().hex, "created_at": moment},
                },
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        return still_there(record)


def _person(record: Document) -> Person:
    place = record.get("location")
    return Person(
        user_id=record["user_id"],
        preferred_language=record["preferred_language"],
        location=place and Location(**place),
        told=Told(**record.get("told", {})),
    )
