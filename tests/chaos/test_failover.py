"""A replica set of three loses its primary: seconds, and no message."""

import asyncio
import os
import signal
from typing import Any

import pytest
from storms import Storm


@pytest.fixture(scope="module")
def nodes() -> int:
    return 3


async def test_the_primary_of_three_is_killed(storm: Storm, until: Any) -> None:
    writing = asyncio.create_task(storm.blow())
    await until(lambda: storm.said >= storm.size.messages // 10)

    primary = (await storm.store.client.admin.command("serverStatus"))["pid"]
    os.kill(primary, signal.SIGKILL)

    await writing
