"""Turns begin as fast as the process can bear."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from ansari_whatsapp.conversation.rhythm import LATE_SECONDS, MOST_OF_A_TICK, TICK_SECONDS, Rhythm


async def ticks(rhythm: Rhythm, number: int, during: Callable[[], None]) -> list[bool]:
    """What each of so many ticks allows, with something going on before each."""
    allowed: list[bool] = []
    ticked = asyncio.Queue[bool]()
    keeping = asyncio.create_task(rhythm.keep(lambda: ticked.put_nowait(rhythm.allows)))
    for _ in range(number):
        await asyncio.sleep(0)  # lets it wait for its next tick
        during()
        allowed.append(await ticked.get())
    keeping.cancel()
    return allowed


async def test_an_idle_process_begins_turns_at_once() -> None:
    assert Rhythm().allows


async def test_so_many_turns_begin_and_no_more_until_the_next_tick(until: Any) -> None:
    rhythm = Rhythm()
    for _ in range(MOST_OF_A_TICK):
        assert rhythm.allows
        rhythm.begin()

    assert not rhythm.allows

    keeping = asyncio.create_task(rhythm.keep(lambda: None))
    await until(lambda: rhythm.allows)
    keeping.cancel()


async def test_a_process_that_comes_too_late_begins_none() -> None:
    def work_for_too_long() -> None:
        time.sleep(TICK_SECONDS + 4 * LATE_SECONDS)  # blocks the loop: lateness itself is tested

    assert await ticks(Rhythm(), 3, work_for_too_long) == [False] * 3
