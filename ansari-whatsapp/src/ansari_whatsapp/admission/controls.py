"""What an operator switches while everything runs: maintenance, and who is blocked.

It is kept in MongoDB: a command changes it, every instance looks at it (`Watch`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from ansari_whatsapp.mongo.whole import urgent

Document = dict[str, object]

_MAINTENANCE: Final = "maintenance"
_BLOCKED: Final = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """The last time that nobody was answered."""

    name: str
    """No other has the same."""
    began_at: datetime
    ended_at: datetime | None
    """None while it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Somebody whom we don't answer, by number or user id."""

    person: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockList:
    """Everybody who is blocked, and how often the list was changed."""

    people: tuple[Blocked, ...] = ()
    changes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """How all of it stands."""

    maintenance: Maintenance | None
    blocked: BlockList | None
    """None where it was not changed since."""


class Controls:
    """The collection `controls`: two documents, so that every change is one write."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        """Take the database that all instances of the gateway share."""
        self._controls: AsyncCollection[Document] = database["controls"]

    async def begin_maintenance(self) -> bool:
        """Let nobody be answered from now on; False if it is so already."""
        began: Document = {"name": uuid4().hex, "began_at": "$$NOW", "ended_at": None}
        return await self._change({"_id": _MAINTENANCE, "ended_at": {"$ne": None}}, began)

    @urgent
    async def end_maintenance(self) -> bool:
        """Let everybody be answered again; False if there was no maintenance."""
        lasting: Document = {"_id": _MAINTENANCE, "ended_at": None}
        ended = await self._controls.update_one(lasting, [{"$set": {"ended_at": "$$NOW"}}])
        return bool(ended.modified_count)

    async def block(self, person: str) -> bool:
        """Answer this person no more; False if it is so already."""
        entry = {"person": {"$literal": person}, "since": "$$NOW"}
        known: Document = {"$ifNull": ["$people", []]}
        return await self._change(
            {"_id": _BLOCKED, "people.person": {"$ne": person}},
            {"people": {"$concatArrays": [known, [entry]]}, "changes": _one_more()},
        )

    @urgent
    async def unblock(self, person: str) -> bool:
        """Answer this person again; False if they were not blocked."""
        others = {
            "$filter": {
                "input": "$people",
                "cond": {"$ne": ["$$this.person", {"$literal": person}]},
            }
        }
        change: Document = {"people": others, "changes": _one_more()}
        entry: Document = {"_id": _BLOCKED, "people.person": person}
        return bool((await self._controls.update_one(entry, [{"$set": change}])).modified_count)

    @urgent
    async def read(self, *, known_changes: int = -1) -> Switched:
        """Tell how all of it stands; the list only if it isn't the one that is known."""
        news: Document = {"_id": _BLOCKED, "changes": {"$ne": known_changes}}
        found = self._controls.find({"$or": [{"_id": _MAINTENANCE}, news]})
        documents = {str(one["_id"]): one async for one in found}
        maintenance, blocked = documents.get(_MAINTENANCE), documents.get(_BLOCKED)
        return Switched(
            maintenance=_maintenance(maintenance) if maintenance else None,
            blocked=_block_list(blocked) if blocked else None,
        )

    @urgent
    async def _change(self, unless_so: Document, change: Document) -> bool:
        """Change a document, or make it; one that is as wanted does not match, and stays."""
        try:
            await self._controls.update_one(unless_so, [{"$set": change}], upsert=True)
        except DuplicateKeyError:
            return False
        return True


def _one_more() -> Document:
    return {"$add": [{"$ifNull": ["$changes", 0]}, 1]}


def _maintenance(document: Mapping[str, object]) -> Maintenance:
    ended_at = document["ended_at"]
    return Maintenance(
        name=str(document["name"]),
        began_at=_moment(document["began_at"]),
        ended_at=None if ended_at is None else _moment(ended_at),
    )


def _block_list(document: Mapping[str, object]) -> BlockList:
    people = document["people"]
    entries = people if isinstance(people, list) else []
    return BlockList(
        people=tuple(
            Blocked(person=str(one["person"]), since=_moment(one["since"])) for one in entries
        ),
        changes=int(str(document["changes"])),
    )


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError("a stored time is no time")
    return value
