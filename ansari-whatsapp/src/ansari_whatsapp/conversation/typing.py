"""Show a person that their answer is being made, for as long as it is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from ansari_whatsapp.meta.graph import GraphClient

REFRESH_SECONDS: Final = 20.0
"""WhatsApp takes the sign away after 25 seconds, and the call itself takes some (`show_typing`)."""

LAST_CALL_SECONDS: Final = 2.0


@asynccontextmanager
async def typing(
    graph: GraphClient,
    *,
    number_id: str,
    wamid: str,
    shown: Callable[[], None],
    refresh: float = REFRESH_SECONDS,
) -> AsyncIterator[None]:
    """Show the sign at once and again until the block ends, however it ends.

    `shown` is called once, after the first time.
    """
    ended = asyncio.Event()

    async def show() -> None:
        await graph.show_typing(number_id=number_id, wamid=wamid)
        shown()
        while not (await asyncio.wait([waiting], timeout=refresh))[0]:
            await graph.show_typing(number_id=number_id, wamid=wamid)

    waiting = asyncio.create_task(ended.wait())
    showing = asyncio.create_task(show())
    try:
        yield
    finally:
        ended.set()
        # A call still under way would put the sign behind the answer: let it arrive first.
        await asyncio.wait([showing], timeout=LAST_CALL_SECONDS)
        showing.cancel()
        waiting.cancel()
