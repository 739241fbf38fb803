"""Let MongoDB delete documents by itself, so long after a date that they bear.

https://www.mongodb.com/docs/manual/core/index-ttl/: it looks once a minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from pymongo import ASCENDING

from ansari_backend.conversations.store import Database

_NAME: Final = "retention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """When the documents of a collection go."""

    collection: str
    since: str
    """The date from which the time counts."""
    after: timedelta | None
    """None: never."""


async def apply(database: Database, expiry: Expiry) -> None:
    """Make, change or drop the index, so that what is stored already follows too.

    Raises:
        PyMongoError: Nothing was changed, or another instance is changing the same: try again.
    """
    collection = database[expiry.collection]
    index = (await collection.index_information()).get(_NAME)
    if expiry.after is None:
        if index is not None:
            await collection.drop_index(_NAME)
        return
    seconds = max(1, round(expiry.after.total_seconds()))
    if index is None:
        await collection.create_index(
            [(expiry.since, ASCENDING)], name=_NAME, expireAfterSeconds=seconds
        )
    elif _seconds(index) != seconds:
        change = {"name": _NAME, "expireAfterSeconds": seconds}
        await database.command("collMod", expiry.collection, index=change)


def _seconds(index: Mapping[str, Any]) -> int:
    return int(index.get("expireAfterSeconds", -1))
