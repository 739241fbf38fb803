"""A cancelled task must not take the whole process's way to MongoDB with it."""

import asyncio
import time
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import ServerSelectionTimeoutError

from ansari_whatsapp.mongo.whole import whole

NOWHERE = "mongodb://127.0.0.1:1"


async def test_a_call_once_begun_ends_although_its_caller_is_cancelled() -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), []

    @whole
    async def call() -> None:
        begun.set()
        await may_end.wait()
        ended.append("whole")

    calling = asyncio.create_task(call())
    await begun.wait()
    calling.cancel()
    may_end.set()

    with pytest.raises(asyncio.CancelledError):
        await calling
    assert ended == ["whole"]


async def test_a_result_and_an_error_come_through() -> None:
    @whole
    async def divide(one: int, other: int) -> float:
        return one / other

    assert await divide(1, other=2) == 0.5
    with pytest.raises(ZeroDivisionError):
        await divide(1, other=0)


async def test_callers_cancelled_while_there_is_no_primary_leave_the_client_usable() -> None:
    client: AsyncMongoClient[dict[str, Any]]
    async with AsyncMongoClient(NOWHERE, serverSelectionTimeoutMS=2_500) as client:

        @whole
        async def look() -> None:
            await client["x"]["y"].find_one({})

        looking = [asyncio.create_task(look()) for _ in range(20)]
        await asyncio.sleep(0.2)  # now they wait for a server
        # Only in a busy process do timeouts and cancellations come together.
        time.sleep(1)  # noqa: ASYNC251 - blocks the loop: a busy process is what is tested
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)

        async with asyncio.timeout(10):
            with pytest.raises(ServerSelectionTimeoutError):
                await look()
