"""A store that goes away is never taken for one that has nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest
from pymongo.uri_parser import parse_uri

from ansari_backend.conversations.errors import StoreUnavailableError
from ansari_backend.conversations.indexes import INDEXES
from ansari_backend.conversations.messages import Messages
from ansari_backend.conversations.people import People
from ansari_backend.conversations.store import Database, Readiness, connect
from ansari_backend.conversations.threads import Threads
from ansari_backend.conversations.values import Identity, Location, Message, Person, now

AMINA = Identity(phone_num="15551230001")
PERSON = Person(user_id="amina", preferred_language="en")
MESSAGE = Message(message_id="m", role="user", content="Salam", created_at=now())


class Wire:
    """A connection to MongoDB that can be cut."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._writers: list[asyncio.StreamWriter] = []

    async def open(self, port: int = 0) -> int:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", port)
        return int(self._server.sockets[0].getsockname()[1])

    async def cut(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _connect(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, on = await asyncio.open_connection(*self._target)
        self._writers += [back, on]
        with suppress(ConnectionError):
            await asyncio.gather(self._pump(near, on), self._pump(far, back))

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while piece := await source.read(65_536):
            target.write(piece)
        target.close()


@pytest.fixture
async def wire(mongo_url: str) -> AsyncIterator[Wire]:
    host, port = parse_uri(mongo_url)["nodelist"][0]
    wire = Wire(host, port)
    yield wire
    await wire.cut()


@pytest.fixture
async def cut_off(wire: Wire, database: Database) -> AsyncIterator[Database]:
    """A database that was there until just now."""
    url = f"mongodb://127.0.0.1:{await wire.open()}/?directConnection=true"
    async with connect(url) as client:
        cut_off = client[database.name]
        await Readiness(cut_off, INDEXES).prepare()
        await wire.cut()
        yield cut_off


Use = Callable[[Database], Awaitable[object]]
USES: list[Use] = [
    lambda database: People(database).register(AMINA, "en"),
    lambda database: People(database).exists(AMINA),
    lambda database: People(database).find(AMINA),
    lambda database: People(database).locate(PERSON, Location(latitude=1, longitude=1)),
    lambda database: Threads(database).start("amina", "Salam"),
    lambda database: Threads(database).last("amina"),
    lambda database: Threads(database).find("amina", "t"),
    lambda database: Messages(database).add("t", [MESSAGE]),
    lambda database: Messages(database).page("t", limit=10),
]


async def test_every_use_of_a_lost_store_says_so_soon(cut_off: Database) -> None:
    started = time.monotonic()

    results = await asyncio.gather(*(use(cut_off) for use in USES), return_exceptions=True)

    assert [type(result) for result in results] == [StoreUnavailableError] * len(USES)
    assert time.monotonic() - started < 15  # and not the half minute that the driver would wait


async def test_what_the_driver_says_is_not_passed_on(cut_off: Database) -> None:
    with pytest.raises(StoreUnavailableError) as raised:
        await People(cut_off).exists(AMINA)

    assert "127.0.0.1" not in str(raised.value)
    assert raised.value.__cause__ is None


async def test_the_indexes_are_made_as_soon_as_the_store_comes(
    wire: Wire, database: Database, closed_port: int
) -> None:
    url = f"mongodb://127.0.0.1:{closed_port}/?directConnection=true"
    async with connect(url) as client:
        readiness = Readiness(client[database.name], INDEXES)
        preparing = asyncio.create_task(readiness.prepare())
        with pytest.raises(StoreUnavailableError):
            await readiness.wait()

        await wire.open(closed_port)
        await preparing

        await readiness.wait()
    assert "phone_num_1" in await database["users"].index_information()


async def test_writes_wait_for_the_journal_of_a_majority(mongo_url: str) -> None:
    async with connect(mongo_url) as client:
        assert client.write_concern.document == {"w": "majority", "j": True}
