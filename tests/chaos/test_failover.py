"""A replica set of three loses its primary: seconds, and no message."""

import asyncio
import os
import signal

import pytest
from storms import Storm


@pytest.fixture(scope="module")
def nodes() -> int:
    return 3


async def test_the_primary_of_three_is_killed(storm: Storm) -> None:
    writing = asyncio.create_task(storm.blow())
    await asyncio.sleep(2)  # so that messages are under way

    primary = (await storm.store.client.admin.command("serverStatus"))["pid"]
    os.kill(primary, signal.SIGKILL)

    await writing
