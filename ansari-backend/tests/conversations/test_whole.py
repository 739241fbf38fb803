"""Many answers that end at once wait for MongoDB in line; a line that moves is no outage."""

import asyncio

import pytest

from ansari_backend.conversations.errors import StoreUnavailableError
from ansari_backend.conversations.whole import AT_ONCE, Gate, patient, whole


async def test_who_stands_in_a_long_line_that_moves_comes_through() -> None:
    gate = Gate(at_once=1)
    came: list[int] = []

    async def call(number: int) -> None:
        async with gate.passing(3):
            await asyncio.sleep(0.5)  # how long MongoDB takes: eight of them, more than patience
            came.append(number)

    await asyncio.gather(*(call(number) for number in range(8)))

    assert came == list(range(8))


async def test_who_stands_behind_a_call_that_does_not_end_is_told_soon() -> None:
    gate, may_end = Gate(at_once=1), asyncio.Event()

    async def call() -> None:
        async with gate.passing(0.1):
            await may_end.wait()

    first = asyncio.create_task(call())
    await asyncio.sleep(0)  # it has its place
    with pytest.raises(StoreUnavailableError):
        await call()
    may_end.set()
    await first

    await call()


async def test_calls_that_fail_one_after_the_other_move_nothing() -> None:
    gate = Gate(at_once=1)

    async def call() -> None:
        async with gate.passing(1):
            await asyncio.sleep(0.3)  # how long it takes to learn that MongoDB is away
            raise ConnectionError

    results = await asyncio.gather(*(call() for _ in range(20)), return_exceptions=True)

    assert isinstance(results[0], ConnectionError)
    assert isinstance(results[-1], StoreUnavailableError)


async def test_who_leaves_the_line_takes_no_place_along() -> None:
    gate, may_end = Gate(at_once=1), asyncio.Event()

    async def call() -> None:
        async with gate.passing(60):
            await may_end.wait()

    first, second = asyncio.create_task(call()), asyncio.create_task(call())
    await asyncio.sleep(0)  # the one has its place, the other stands in line
    second.cancel()
    may_end.set()
    await asyncio.wait([first, second])

    await call()
    assert second.cancelled()


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
