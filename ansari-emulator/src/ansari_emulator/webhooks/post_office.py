"""Send events on their way: at once and alone, or late and together with others."""

import asyncio
from typing import Final

from ansari_emulator.faults.webhook_travel import Roads
from ansari_emulator.webhooks import bodies
from ansari_emulator.webhooks.contents import Body
from ansari_emulator.webhooks.courier import Courier

_WINDOW_SECONDS: Final = 0.05  # so long the first event of a body waits for others


class _Bag:
    """Events that will travel in one body."""

    def __init__(self) -> None:
        self.events: list[Body] = []
        self.full = asyncio.Event()
        self.taken = asyncio.Event()


class PostOffice:
    """Where webhooks begin their journey; what is set for the roads is done to them here."""

    def __init__(self, courier: Courier, roads: Roads) -> None:
        self._courier = courier
        self._roads = roads
        self._open: _Bag | None = None

    async def send(self, event: Body) -> None:
        """Return once the business has taken `event`."""
        await asyncio.sleep(self._roads.delay())
        if self._roads.travel.batch == 1:
            await self._courier.deliver(event)
        else:
            await self._send_with_others(event)

    async def send_as_it_is(self, body: object) -> None:
        """Return once the business has taken `body`, which nothing is added to."""
        await asyncio.sleep(self._roads.delay())
        await self._courier.deliver(body)

    async def _send_with_others(self, event: Body) -> None:
        """Whoever opens a bag also sends it off; the others wait with it."""
        bag = self._open
        if bag is None:
            bag = self._open = _Bag()
            self._put(event, bag)
            await self._send_off(bag)
        else:
            self._put(event, bag)
            await bag.taken.wait()

    def _put(self, event: Body, bag: _Bag) -> None:
        bag.events.append(event)
        if len(bag.events) >= self._roads.travel.batch:
            self._open = None
            bag.full.set()

    async def _send_off(self, bag: _Bag) -> None:
        try:
            async with asyncio.timeout(_WINDOW_SECONDS):
                await bag.full.wait()
        except TimeoutError:
            if self._open is bag:
                self._open = None
        apart = bag.events if self._roads.travel.rebatch and len(bag.events) > 1 else ()
        await self._courier.deliver(bodies.join(bag.events), apart=apart)
        bag.taken.set()
