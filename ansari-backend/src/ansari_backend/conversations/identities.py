"""Lead a phone number and a WhatsApp id to the same person, once they were seen together.

WhatsApp may withhold the number, or give a person a new id. The newest pair is the truth, and of
two records that turn out to be one person, the one with the WhatsApp id stays: WhatsApp always
sends that one.
"""

from pymongo import ReturnDocument

from ansari_backend.conversations.store import Database, Document, still_there, translated
from ansari_backend.conversations.values import Identity, now


class Identities:
    """The ids within the collection `users`."""

    def __init__(self, database: Database) -> None:
        self._users = database["users"]
        self._threads = database["threads"]

    async def seen(self, who: Identity) -> bool:
        """Tell whether either id belongs to somebody."""
        return bool(await self._records(who))

    async def settle(self, who: Identity) -> Document | None:
        """Find the record of `who`, which bears all of their ids from now on.

        Raises:
            TakenError: Somebody else changed the record meanwhile; look again.
        """
        records = await self._records(who)
        if not records:
            return None
        record = records[0]
        if who.known().items() <= record.items():
            return record
        for other in records[1:]:
            await self._give_way(other, record)
        return await self._bear(record, who)

    async def move(self, previous: Identity, current: Identity) -> Document | None:
        """Give the person of `previous` the ids `current`; the same move again changes nothing.

        Raises:
            TakenError: Somebody else changed a record meanwhile; look again.
        """
        old, new = await self._records(previous), await self._records(current)
        if not old:
            return await self.settle(current)
        record = old[0]
        for other in new:
            if other["user_id"] == record["user_id"]:
                continue
            if other.get("whatsapp_id") == current.whatsapp_id:
                await self._merge(other, record)
            else:
                await self._give_way(other, record)
        return await self._bear(record, current)

    async def _records(self, who: Identity) -> list[Document]:
        """The record found by WhatsApp id first, then another found by number."""
        either = [{name: value} for name, value in who.known().items()]
        with translated():
            records = await self._users.find({"$or": either}).to_list()
        return sorted(records, key=lambda record: record.get("whatsapp_id") != who.whatsapp_id)

    async def _give_way(self, other: Document, record: Document) -> None:
        """Let go of the number; a record with nothing else becomes part of the one that stays."""
        if "whatsapp_id" in other:
            await self._lose_number(other)
        else:
            await self._merge(other, record)

    async def _lose_number(self, other: Document) -> None:
        """The number has a new owner, who must not see what the old one wrote."""
        with translated():
            await self._users.update_one(
                {"user_id": other["user_id"]},
                {"$unset": {"phone_num": ""}, "$set": {"updated_at": now()}},
            )

    async def _merge(self, other: Document, record: Document) -> None:
        """Threads first: if we stop half way, both records are still there to go on with."""
        former = [other["user_id"], *other.get("former_user_ids", ())]
        with translated():
            await self._users.update_one(
                {"user_id": record["user_id"]},
                {"$addToSet": {"former_user_ids": {"$each": former}}},
            )
            await self._threads.update_many(
                {"user_id": other["user_id"]}, {"$set": {"user_id": record["user_id"]}}
            )
            await self._users.delete_one(
                {"user_id": other["user_id"], "whatsapp_id": other.get("whatsapp_id")}
            )

    async def _bear(self, record: Document, who: Identity) -> Document:
        with translated():
            changed = await self._users.find_one_and_update(
                {"user_id": record["user_id"]},
                {"$set": {**who.known(), "updated_at": now()}},
                return_document=ReturnDocument.AFTER,
            )
        return still_there(changed)
