"""Who serves whom: one instance at a time for each person.

All times are the database's own, so instances need not agree on theirs.
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import anyio
from pymongo import ReturnDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError, PyMongoError

Document = dict[str, object]

LEASE_SECONDS: Final = 10.0
"""How soon another instance takes over from one that died."""

HEARTBEAT_SECONDS: Final = 3.0

LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


class LeaseLostError(Exception):
    """Another instance may be serving this person by now: stop at once."""


class Leases:
    """Lends each person to one holder at a time, whichever instance asks."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        """Take the database that all instances of the gateway share."""
        self._leases: AsyncCollection[Document] = database["leases"]

    @asynccontextmanager
    async def hold(self, person: str) -> AsyncIterator["Lease | None"]:
        """Hold a person while the block runs; the block is cancelled when the lease is lost.

        Yields None, at once, when another holds the person or they are to be left alone.

        Raises:
            ExceptionGroup: With LeaseLostError in it, or whatever the block raised.
        """
        lease = Lease(self._leases, person)
        if not await lease.take():
            yield None
            return
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(lease.keep)
                yield lease
                tasks.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await lease.release()


class Lease:
    """One holding of one person, known by a token that no other holding ever has."""

    def __init__(self, leases: AsyncCollection[Document], person: str) -> None:
        """Name the holding; `take` begins it."""
        self._leases = leases
        self._person = person
        self._token = uuid4().hex
        self._release_at_end = True

    async def take(self) -> bool:
        """Begin to hold, if nobody does."""
        is_free = {"$lte": [{"$ifNull": ["$until", LONG_AGO]}, "$$NOW"]}
        change = {
            "token": {"$cond": [is_free, self._token, "$token"]},
            "until": {"$cond": [is_free, _in(LEASE_SECONDS), "$until"]},
        }
        try:
            holding = await self._leases.find_one_and_update(
                {"_id": self._person},
                [{"$set": change}],
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:  # another came first, between our look and our write
            return False
        return holding is not None and holding["token"] == self._token

    async def keep(self) -> None:
        """Prolong the holding for ever.

        Raises:
            LeaseLostError: It is no longer ours, or the store has been silent for too long to know.
        """
        sure_until = time.monotonic() + LEASE_SECONDS
        while time.monotonic() < sure_until:
            await anyio.sleep(HEARTBEAT_SECONDS)
            asked_at = time.monotonic()
            try:
                is_ours = await self._set_until(LEASE_SECONDS)
            except PyMongoError:
                continue
            if not is_ours:
                break
            sure_until = asked_at + LEASE_SECONDS
        raise LeaseLostError

    async def pause(self, seconds: float) -> None:
        """End this holding with a while in which nobody can take the person."""
        self._release_at_end = False
        await self._set_until(seconds)

    async def release(self) -> None:
        """End the holding, so that the next can begin at once."""
        if self._release_at_end:
            await self._leases.delete_one({"_id": self._person, "token": self._token})

    async def _set_until(self, seconds: float) -> bool:
        change = [{"$set": {"until": _in(seconds)}}]
        mine = {"_id": self._person, "token": self._token}
        return (await self._leases.update_one(mine, change)).matched_count == 1


def _in(seconds: float) -> Document:
    return {"$add": ["$$NOW", seconds * 1000]}
