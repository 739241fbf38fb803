"""What waits for MongoDB behind many other calls."""

import asyncio

import pytest

from ansari_backend.conversations.errors import StoreUnavailableError
from ansari_backend.conversations.whole import AT_ONCE, patient, whole


async def test_an_answer_that_was_made_outwaits_a_queue_that_others_give_up() -> None:
    may_end = asyncio.Event()

    @whole
    async def occupy() -> None:
        await may_end.wait()

    @whole
    async def ask() -> str:
        return "asked"

    @patient
    async def store() -> str:
        return "stored"

    occupying = [asyncio.create_task(occupy()) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)  # a turn of the loop, in which they begin
    storing = asyncio.create_task(store())
    with pytest.raises(StoreUnavailableError):
        await ask()
    may_end.set()

    assert await storing == "stored"
    await asyncio.gather(*occupying)
    assert await ask() == "asked"
