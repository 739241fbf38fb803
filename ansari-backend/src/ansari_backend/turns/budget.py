"""How many dollars the vendors of models may cost in a day, counted over all instances.

An answer's cost is known when it is over. So the cost of the day's dearest is set aside before, and
put right afterwards. However many are asked at once, the ceiling holds, but for what one answer
costs more than every other before it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from pymongo import ASCENDING, IndexModel, ReturnDocument

from ansari_backend.conversations.store import Database, Document, Indexes, insist, translated
from ansari_backend.conversations.values import now
from ansari_backend.conversations.whole import whole

KEPT: Final = timedelta(days=90)
_FIRST: Final = 50_000
"""Millionths of a dollar that the first answer of a day is expected to cost at most."""
_MILLION: Final = 1_000_000

INDEXES: Indexes = {
    "spending": (
        IndexModel([("day", ASCENDING)], unique=True),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """Dollars set aside for one answer, in millionths."""

    day: datetime
    micros: int


class Budget:
    """The collection `spending`: a document for each day of UTC."""

    def __init__(self, database: Database, *, dollars_per_day: float) -> None:
        self._spending = database["spending"]
        self._ceiling = round(dollars_per_day * _MILLION)

    @whole
    async def reserve(self) -> Reserve | None:
        """Set dollars aside for an answer; None if there are none left today."""
        return await insist(self._reserve)

    @whole
    async def settle(self, reserve: Reserve, dollars: Decimal | None) -> None:
        """Put right what was set aside; of an unknown price all of it is taken for spent."""
        spent = reserve.micros if dollars is None else round(dollars * _MILLION)
        change = {"$inc": {"micros": spent - reserve.micros}, "$max": {"dearest": spent}}
        with translated():
            await self._spending.update_one({"day": reserve.day}, change)

    async def _reserve(self) -> Reserve | None:
        day = now().replace(hour=0, minute=0, second=0, microsecond=0)
        with translated():
            found = await self._take(day)
            if found is None:
                await self._open(day)
                found = await self._take(day)
        return None if found is None else Reserve(day=day, micros=found["dearest"])

    async def _take(self, day: datetime) -> Document | None:
        after = {"$add": ["$micros", "$dearest"]}
        document: Document | None = await self._spending.find_one_and_update(
            {"day": day, "$expr": {"$lte": [after, self._ceiling]}},
            [{"$set": {"micros": after}}],
            return_document=ReturnDocument.AFTER,
        )
        return document

    async def _open(self, day: datetime) -> None:
        first = {
            "micros": 0,
            "dearest": min(_FIRST, self._ceiling),
            "expires_at": day + KEPT,
        }
        await self._spending.update_one({"day": day}, {"$setOnInsert": first}, upsert=True)
