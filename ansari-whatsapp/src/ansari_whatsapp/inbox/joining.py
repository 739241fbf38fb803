"""Join concurrent inserts into one write: syncing a journal costs the same for one as for many."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pymongo
from bson.errors import InvalidDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError, DocumentTooLarge, PyMongoError

Document = dict[str, object]

DUPLICATE_KEY: Final = 11000
GATHER_SECONDS: Final = 0.001
"""Those who had their answer together also ask again together: the first waits for the others."""

MOST_DOCUMENTS: Final = 2_000
"""Of one write. More wait for the next: while a long write lasts, all its requests wait."""


class NotStoredError(Exception):
    """At least one document of this request is not known to be stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    documents: Sequence[Document]
    new: asyncio.Future[list[Document]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def succeed(self, new: list[Document]) -> None:
        if not self.new.done():
            self.new.set_result(new)

    def fail(self, reason: str) -> None:
        if not self.new.done():
            self.new.set_exception(NotStoredError(reason))


WRITES_AT_ONCE: Final = 2
"""While MongoDB syncs one, we make up the next."""


class JoinedInserts:
    """Writes whatever has gathered while the writes before were under way."""

    def __init__(self, collection: AsyncCollection[Document], *, seconds: float) -> None:
        """Take a collection whose writes are journalled by a majority; give up after `seconds`."""
        self._collection = collection
        self._seconds = seconds
        self._waiting: deque[_Request] = deque()
        self._writing: set[asyncio.Task[None]] = set()

    async def insert(self, documents: Sequence[Document]) -> list[Document]:
        """Store all documents before returning, and give those whose `_id` was new.

        Raises:
            NotStoredError: At least one is not known to be stored.
        """
        request = _Request(documents=documents)
        self._waiting.append(request)
        if len(self._writing) < WRITES_AT_ONCE:
            writing = asyncio.create_task(self._write_all())
            self._writing.add(writing)
            writing.add_done_callback(self._writing.discard)
        try:
            async with asyncio.timeout(self._seconds):
                return await request.new
        except TimeoutError:
            raise NotStoredError("the store is too slow") from None

    async def _write_all(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            if self._waiting:  # else another write has taken them meanwhile
                await self._write(self._next_batch())

    def _next_batch(self) -> list[_Request]:
        batch = [self._waiting.popleft()]
        room = MOST_DOCUMENTS - len(batch[0].documents)
        while self._waiting and len(self._waiting[0].documents) <= room:
            batch.append(self._waiting.popleft())
            room -= len(batch[-1].documents)
        return batch

    async def _write(self, batch: list[_Request]) -> None:
        documents = [document for request in batch for document in request.documents]
        try:
            with pymongo.timeout(self._seconds):
                await self._collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            _settle(batch, error)
        except (InvalidDocument, DocumentTooLarge, OverflowError) as error:
            await self._write_apart(batch, error)
        except PyMongoError as error:
            for request in batch:
                request.fail(type(error).__name__)
        else:
            for request in batch:
                request.succeed(list(request.documents))

    async def _write_apart(self, batch: list[_Request], error: Exception) -> None:
        """One document that can't be stored must not take others with it."""
        if len(batch) == 1:
            batch[0].fail(type(error).__name__)
            return
        for request in batch:
            await self._write([request])


def _settle(batch: list[_Request], error: BulkWriteError) -> None:
    """Tell each request which of its documents were known already; any other trouble is real."""
    problems = {problem["index"]: problem["code"] for problem in error.details["writeErrors"]}
    unsure = bool(error.details["writeConcernErrors"])
    first = 0
    for request in batch:
        places = range(first, first + len(request.documents))
        first = places.stop
        if unsure or any(problems.get(place, DUPLICATE_KEY) != DUPLICATE_KEY for place in places):
            request.fail("not every document was stored")
        else:
            pairs = zip(places, request.documents, strict=True)
            request.succeed([document for place, document in pairs if place not in problems])
