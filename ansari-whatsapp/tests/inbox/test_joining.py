"""Many webhooks at once cost one write, and none of them is told anything wrong."""

import asyncio
from typing import Any

import pytest
from pymongo import AsyncMongoClient, monitoring
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.inbox.joining import MOST_DOCUMENTS, JoinedInserts, NotStoredError

Database = AsyncDatabase[dict[str, Any]]


class Inserts(monitoring.CommandListener):
    """Counts the inserts that really go to the server."""

    def __init__(self) -> None:
        self.count = 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.count += event.command_name == "insert"

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to count."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to count."""


async def test_requests_at_the_same_time_share_their_writes(
    mongo_url: str, database: Database
) -> None:
    inserts = Inserts()
    async with AsyncMongoClient[dict[str, Any]](mongo_url, event_listeners=[inserts]) as client:
        joined = JoinedInserts(client[database.name]["events"], seconds=5)

        stored = await asyncio.gather(*(joined.insert([{"_id": n}]) for n in range(200)))

    assert inserts.count < 10
    assert [[one["_id"] for one in new] for new in stored] == [[n] for n in range(200)]


async def test_each_request_learns_what_of_its_own_was_known(database: Database) -> None:
    joined = JoinedInserts(database["events"], seconds=5)
    await joined.insert([{"_id": 1}, {"_id": 2}])

    new = await asyncio.gather(
        joined.insert([{"_id": 1}]),
        joined.insert([{"_id": 2}, {"_id": 3}]),
        joined.insert([{"_id": 4}]),
    )

    assert [[one["_id"] for one in documents] for documents in new] == [[], [3], [4]]


async def test_what_comes_twice_at_once_is_new_once(database: Database) -> None:
    joined = JoinedInserts(database["events"], seconds=5)

    new = await asyncio.gather(*(joined.insert([{"_id": "same"}]) for _ in range(20)))

    assert sum(len(documents) for documents in new) == 1


async def test_a_document_that_cannot_be_stored_takes_no_other_with_it(
    database: Database,
) -> None:
    joined = JoinedInserts(database["events"], seconds=5)

    bad, good = await asyncio.gather(
        joined.insert([{"_id": 1, "number": 2**70}]),
        joined.insert([{"_id": 2}]),
        return_exceptions=True,
    )

    assert isinstance(bad, NotStoredError)
    assert good == [{"_id": 2}]


async def test_more_than_fits_one_write_is_stored_all_the_same(database: Database) -> None:
    joined = JoinedInserts(database["events"], seconds=20)
    many = [[{"_id": f"{request}.{n}"} for n in range(900)] for request in range(5)]

    await asyncio.gather(*(joined.insert(documents) for documents in many))

    assert await database["events"].count_documents({}) == 4_500 > 2 * MOST_DOCUMENTS


async def test_a_store_that_is_away_is_told_to_everyone_who_waits() -> None:
    nowhere = "mongodb://127.0.0.1:1"
    async with AsyncMongoClient[dict[str, Any]](nowhere, serverSelectionTimeoutMS=50) as client:
        joined = JoinedInserts(client["x"]["events"], seconds=1)

        ended = await asyncio.gather(
            *(joined.insert([{"_id": n}]) for n in range(5)), return_exceptions=True
        )

    assert [type(one) for one in ended] == [NotStoredError] * 5


async def test_a_request_that_was_left_harms_no_other(database: Database) -> None:
    joined = JoinedInserts(database["events"], seconds=5)
    left = asyncio.create_task(joined.insert([{"_id": 1}]))
    waiting = asyncio.create_task(joined.insert([{"_id": 2}]))
    await asyncio.sleep(0)
    left.cancel()

    assert await waiting == [{"_id": 2}]
    with pytest.raises(asyncio.CancelledError):
        await left
