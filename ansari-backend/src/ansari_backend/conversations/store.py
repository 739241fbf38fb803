"""Connect to MongoDB, and speak of its failures in our own words."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog
from pymongo import AsyncMongoClient, IndexModel, timeout
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError, PyMongoError

from ansari_backend.conversations.errors import StoreUnavailableError

Document = dict[str, Any]
Database = AsyncDatabase[Document]
Indexes = dict[str, Sequence[IndexModel]]

PATIENCE_SECONDS = 3.0
"""How long a request waits for MongoDB before it says 503."""

INDEX_SECONDS = 600.0
"""How long an index may take, over all that an old collection holds."""

ATTEMPTS = 5
"""Somebody faster can get in the way of each step once; more often is a fault."""

Result = TypeVar("Result")

log = structlog.get_logger()


class TakenError(Exception):
    """A unique value is taken already: look again, somebody was faster."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into ours, without its words: they quote people's numbers."""
    try:
        yield
    except DuplicateKeyError:
        raise TakenError from None
    except PyMongoError as error:
        raise StoreUnavailableError(type(error).__name__) from None


def still_there(document: Document | None) -> Document:
    """Insist that a change found its document.

    Raises:
        TakenError: It went away meanwhile.
    """
    if document is None:
        raise TakenError
    return document


async def insist(step: Callable[[], Awaitable[Result]]) -> Result:
    """Take the step again when somebody else was faster."""
    for _ in range(ATTEMPTS):
        try:
            return await step()
        except TakenError:
            continue
    raise StoreUnavailableError("others keep changing the same document")


def connect(url: str) -> AsyncMongoClient[Document]:
    """Make a client that acknowledges a write only when a majority has journalled it."""
    patience = int(PATIENCE_SECONDS * 1000)
    return AsyncMongoClient(
        url,
        tz_aware=True,
        w="majority",
        journal=True,
        serverSelectionTimeoutMS=patience,
        connectTimeoutMS=patience,
        timeoutMS=patience,
        appname="ansari-backend",
    )


class Readiness:
    """Opens when the indexes stand: before that, a unique value might be stored twice."""

    def __init__(
        self,
        database: Database,
        indexes: Indexes,
        *more: Callable[[Database], Awaitable[None]],
    ) -> None:
        """`more` is to be done besides, and does no harm when it is done again."""
        self._database = database
        self._indexes = indexes
        self._more = more
        self._open = asyncio.Event()

    async def prepare(self, pause: float = 0.5) -> None:
        """Make the indexes, trying until MongoDB does it."""
        while not self._open.is_set():
            try:
                await self._make_indexes()
            except (StoreUnavailableError, TakenError) as error:
                log.warning("store not ready", error=type(error).__name__, reason=str(error))
                await asyncio.sleep(pause)

    async def wait(self) -> None:
        """Return once the store may be used.

        Raises:
            StoreUnavailableError: It is not ready within the patience of a request.
        """
        try:
            await asyncio.wait_for(self._open.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            raise StoreUnavailableError("indexes not made yet") from None

    async def is_ready(self) -> bool:
        """Tell whether the indexes stand and MongoDB answers now."""
        try:
            with translated():
                await self._database.command("ping")
        except StoreUnavailableError:
            return False
        return self._open.is_set()

    async def _make_indexes(self) -> None:
        for collection, models in self._indexes.items():
            with translated(), timeout(INDEX_SECONDS):
                await self._database[collection].create_indexes(list(models))
        for prepare in self._more:
            with translated(), timeout(INDEX_SECONDS):
                await prepare(self._database)
        self._open.set()
        log.info("store ready")
