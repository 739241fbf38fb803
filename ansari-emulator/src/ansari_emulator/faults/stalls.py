"""Calls that are kept waiting, all of which can be let go at once."""

import asyncio

from starlette.types import Receive


class Stalls:
    """Holds calls without an answer; none of them holds up the end of the emulator."""

    def __init__(self) -> None:
        self._held: set[asyncio.Timeout] = set()

    async def hold(self, seconds: float, receive: Receive) -> None:
        """Return after `seconds`, or as soon as the caller has hung up."""
        try:
            async with asyncio.timeout(seconds) as held:
                self._held.add(held)
                await receive()  # with the body read, only the end of the connection is left
        except TimeoutError:
            pass
        finally:
            self._held.discard(held)

    def let_go(self) -> None:
        """End every wait."""
        now = asyncio.get_running_loop().time()
        for held in self._held:
            held.reschedule(now)
