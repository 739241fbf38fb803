"""Begin turns no faster than the process can bear, so that webhooks are always taken in time.

A turn that begins later costs its person a moment. A webhook that is answered late comes again, and
a hold whose heartbeat is late is lost with all the work that was done under it.
"""

import asyncio
from collections.abc import Callable
from typing import Final

TICK_SECONDS: Final = 0.02
LATE_SECONDS: Final = 0.005
"""An event loop that wakes us so much too late has more to do than it can."""

MOST_OF_A_TICK: Final = 3
"""150 a second: more than a process can serve, few enough to notice in time that it can't."""


class Rhythm:
    """Lends the right to begin a turn, tick by tick."""

    def __init__(self) -> None:
        self._left = MOST_OF_A_TICK

    @property
    def allows(self) -> bool:
        """Whether another turn may begin in this tick."""
        return self._left > 0

    def begin(self) -> None:
        """Count a turn that begins."""
        self._left -= 1

    async def keep(self, on_tick: Callable[[], None]) -> None:
        """Tick for ever; a tick that comes late allows nothing."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            is_late = loop.time() - due > LATE_SECONDS
            self._left = 0 if is_late else MOST_OF_A_TICK
            on_tick()
