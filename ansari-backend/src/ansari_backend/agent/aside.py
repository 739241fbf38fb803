"""Search beside the event loop, a few at a time.

Python runs one thread at a time. Where forty search at once, anyio's default, the loop gets its
turn after all of them, and everybody else's answer stands still for half a second.
"""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from anyio import to_thread

AT_ONCE: Final = 2
PATIENCE_SECONDS: Final = 8.0
"""Of one search, once it has begun."""
QUEUE_SECONDS: Final = 40.0
"""Of waiting for those before. A slow machine needs half of it where 200 people ask in the same
instant; a late answer is worth more than one that says that the texts could not be searched."""

Found = TypeVar("Found")

_gates: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]] = WeakKeyDictionary()


async def aside(look: Callable[[], Found]) -> Found:
    """Call `look` in a thread; one that has begun and takes too long is left to itself.

    Raises:
        TimeoutError: It was not done in time.
    """
    gate = _gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    async with asyncio.timeout(QUEUE_SECONDS):
        await gate.acquire()
    try:
        looking = to_thread.run_sync(look, abandon_on_cancel=True)
        return await asyncio.wait_for(looking, PATIENCE_SECONDS)
    finally:
        gate.release()
