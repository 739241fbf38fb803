"""Let MongoDB delete documents by itself, so long after a date that they bear.

https://www.mongodb.com/docs/manual/core/index-ttl/: it looks once a minute.
"""

from datetime import timedelta
from typing import Final

from pymongo.asynchronous.collection import AsyncCollection

Document = dict[str, object]

_NAME: Final = "retention"


async def expire(collection: AsyncCollection[Document], *, since: str, after: timedelta) -> None:
    """Make the index or change it, so that what is stored already follows too."""
    seconds = max(1, round(after.total_seconds()))
    index = (await collection.index_information()).get(_NAME)
    if index is None:
        await collection.create_index(since, name=_NAME, expireAfterSeconds=seconds)
    elif index.get("expireAfterSeconds") != seconds:
        change = {"name": _NAME, "expireAfterSeconds": seconds}
        await collection.database.command("collMod", collection.name, index=change)
