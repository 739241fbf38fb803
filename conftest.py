"""What every test may ask for: a real MongoDB, a database of its own in it, and patience."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

Document = dict[str, object]
Condition = Callable[[], bool | Awaitable[bool]]
Until = Callable[..., Awaitable[None]]
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="session")
def mongo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A single-node replica set for this run of the tests; `MONGO_URL` wins over it."""
    if given := os.environ.get("MONGO_URL"):
        yield given
        return
    data = tmp_path_factory.mktemp("mongo")
    command = [PROGRAMS / "ansari", "mongo", "--port", "0", "--data", data]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    assert url.startswith("mongodb://"), f"`ansari mongo` did not print its URL but {url!r}"
    yield url
    process.terminate()
    process.wait(timeout=20)
    process.stdout.close()
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
async def database(mongo_url: str) -> AsyncIterator[AsyncDatabase[Document]]:
    """An empty database that goes when the test ends."""
    async with AsyncMongoClient(mongo_url, tz_aware=True) as client:
        name = f"test_{uuid4().hex[:12]}"
        yield client[name]
        await client.drop_database(name)


async def look_until(condition: Condition, seconds: float = 60) -> None:
    """Look again and again, until `condition` holds; a test that looks in vain fails."""
    async with asyncio.timeout(seconds):
        while True:
            held = condition()
            if held if isinstance(held, bool) else await held:
                return
            await asyncio.sleep(0.02)


@pytest.fixture
def until() -> Until:
    """Wait for what another task or process does: the condition decides, not the time."""
    return look_until
