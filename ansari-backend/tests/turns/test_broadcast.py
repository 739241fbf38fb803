"""One speaks, many listen, and nobody misses a word."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_backend.turns.broadcast import Broadcast


async def hear(broadcast: Broadcast) -> list[str]:
    return [piece async for piece in broadcast.listen()]


@given(pieces=st.lists(st.text()), joins_after=st.integers(min_value=0, max_value=20))
def test_who_comes_late_hears_all_the_same(pieces: list[str], joins_after: int) -> None:
    async def scene() -> tuple[list[str], list[str]]:
        broadcast = Broadcast()
        early = asyncio.create_task(hear(broadcast))
        late: asyncio.Task[list[str]] | None = None
        for count, piece in enumerate(pieces):
            if count == joins_after:
                late = asyncio.create_task(hear(broadcast))
            broadcast.say(piece)
            await asyncio.sleep(0)
        broadcast.close()
        return await early, await (late or hear(broadcast))

    assert asyncio.run(scene()) == (pieces, pieces)


async def test_a_break_comes_after_what_was_said() -> None:
    broadcast = Broadcast()
    broadcast.say("Half an")
    broadcast.close(ValueError("cut"))
    words = broadcast.listen()

    assert await anext(words) == "Half an"
    with pytest.raises(ValueError, match="cut"):
        await anext(words)


async def test_only_the_first_end_counts() -> None:
    broadcast = Broadcast()
    broadcast.say("Whole.")
    broadcast.close()
    broadcast.close(ValueError())

    assert await hear(broadcast) == ["Whole."]
