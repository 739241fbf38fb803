"""Forget what a person said, and know its repeats all the same.

A message's id holds the number of its sender, in base64. So a hash of it stays in its place, for as
long as Meta may send the message again.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from pymongo import UpdateOne
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.inbox.store import MEMORY, done
from ansari_whatsapp.mongo.whole import whole

Document = dict[str, object]

_ENDED: Final = ("done", "set_aside")


class Forgetting:
    """What the inbox holds of one person. What waits is still to be answered, and stays."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        """Take the database of the inbox."""
        self._events: AsyncCollection[Document] = database["inbox"]

    @whole
    async def all_of(self, names: Sequence[str]) -> list[Document]:
        """Give every message of theirs that is stored: when it came, how it ended, what it says."""
        found = self._events.find({"kind": "message", "person": {"$in": list(names)}})
        return [
            {
                "received_at": one["received_at"],
                "outcome": one.get("outcome"),
                "event": json.loads(str(one["payload"])) if one.get("payload") else None,
            }
            async for one in found.sort("arrival")
        ]

    @whole
    async def forget(self, names: Sequence[str]) -> None:
        """Let go of all that they said, and of other events that name them."""
        theirs = {"person": {"$in": list(names)}, "state": {"$in": _ENDED}}
        ids = [str(one["_id"]) async for one in self._events.find(theirs, projection=["_id"])]
        if ids:
            await self._events.bulk_write([_stone(event) for event in ids], ordered=False)
            await self._events.delete_many({"_id": {"$in": ids}, "state": {"$in": _ENDED}})
        anywhere = rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)"
        await self._events.delete_many({"kind": "other", "payload": {"$regex": anywhere}})

    @whole
    async def drop_repeats(self, person: str) -> None:
        """Let go of messages that wait and were dealt with before their person was forgotten."""
        waiting = self._events.find(
            {"kind": "message", "state": "waiting", "person": person}, projection=["_id"]
        )
        events = {_name(str(one["_id"])): str(one["_id"]) async for one in waiting}
        known = self._events.find({"_id": {"$in": list(events)}}, projection=["_id"])
        repeats = [events[str(one["_id"])] async for one in known]
        if repeats:
            await self._events.delete_many({"_id": {"$in": repeats}})


def _stone(event: str) -> UpdateOne:
    """Put a hash where an event was."""
    left: Document = done("erased") | {"kind": "erased", "forget_at": datetime.now(UTC) + MEMORY}
    return UpdateOne({"_id": _name(event)}, {"$setOnInsert": left}, upsert=True)


def _name(event: str) -> str:
    """Hash an id. Meta's ids are long and random: nobody can try them one by one."""
    return f"erased:{sha256(event.encode()).hexdigest()}"
