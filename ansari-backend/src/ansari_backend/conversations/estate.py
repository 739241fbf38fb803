"""All that is stored about one person, to be given to them or erased."""

from ansari_backend.conversations.identities import Identities
from ansari_backend.conversations.store import Database, Document, insist, translated
from ansari_backend.conversations.values import Identity
from ansari_backend.conversations.whole import whole


class Estate:
    """Works on `users`, `threads` and `messages` together."""

    def __init__(self, database: Database) -> None:
        self._users = database["users"]
        self._threads = database["threads"]
        self._messages = database["messages"]
        self._identities = Identities(database)

    @whole
    async def owner(self, who: Identity) -> Document | None:
        """Find the person's record as it is stored, under all of their ids."""
        return await insist(lambda: self._identities.settle(who))

    @whole
    async def threads(self, owner: Document) -> list[Document]:
        """Read every thread of theirs with all of its messages, each in its order."""
        with translated():
            threads = await self._threads.find(_theirs(owner)).sort("created_at").to_list()
            for thread in threads:
                said = self._messages.find({"thread_id": thread["thread_id"]})
                thread["messages"] = await said.sort([("created_at", 1), ("_id", 1)]).to_list()
        return threads

    @whole
    async def clear(self, owner: Document, also: list[str]) -> list[str]:
        """Erase their threads and messages, and those of the threads `also`; name the threads."""
        with translated():
            own = await self._threads.distinct("thread_id", _theirs(owner))
            threads = [*own, *also]
            await self._messages.delete_many({"thread_id": {"$in": threads}})
            await self._threads.delete_many({"thread_id": {"$in": threads}})
        return threads

    @whole
    async def close(self, owner: Document) -> None:
        """Erase the person themselves: from now on nobody knows them."""
        with translated():
            await self._users.delete_one({"user_id": owner["user_id"]})


def user_ids(owner: Document) -> list[str]:
    """Give the ids of the record and of those that became part of it."""
    return [owner["user_id"], *owner.get("former_user_ids", ())]


def _theirs(owner: Document) -> Document:
    return {"user_id": {"$in": user_ids(owner)}}
