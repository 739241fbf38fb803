"""How many turns all people together may have in an hour, counted over all instances.

What one person may have is counted with their chat: only one instance at a time holds it.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from pymongo import IndexModel, ReturnDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from ansari_whatsapp.mongo.whole import whole

Document = dict[str, object]

WINDOW: Final = timedelta(hours=1)
COUNTS_KEPT: Final = timedelta(days=8)


class Quotas:
    """The collection `quotas`: a count for each hour."""

    def __init__(self, database: AsyncDatabase[Document], *, per_hour: int) -> None:
        """Take how many there may be; 0 counts nothing."""
        self._hours: AsyncCollection[Document] = database["quotas"]
        self._per_hour = per_hour

    @whole
    async def prepare(self) -> None:
        """Make the indexes; the same again changes nothing."""
        await self._hours.create_indexes(
            [IndexModel("forget_at", name="forget", expireAfterSeconds=0)]
        )

    async def take(self, now: datetime) -> datetime | None:
        """Take a turn of this hour, or tell when there are turns again.

        The count is one write, so that no two instances take the same last one.
        """
        if not self._per_hour:
            return None
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        try:
            taken = await self._count(hour)
        except DuplicateKeyError:  # another made the document between our look and our write
            taken = await self._count(hour)
        return None if taken <= self._per_hour else hour + WINDOW

    @whole
    async def _count(self, hour: datetime) -> int:
        found = await self._hours.find_one_and_update(
            {"_id": hour},
            {"$inc": {"taken": 1}, "$setOnInsert": {"forget_at": hour + COUNTS_KEPT}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(str(found and found["taken"]))
