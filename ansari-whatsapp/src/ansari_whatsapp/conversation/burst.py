"""People say one thing in several short messages: notice when more comes."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from ansari_whatsapp.conversation.news import News
from ansari_whatsapp.conversation.turn import Turn

LONGEST_WAIT: Final = timedelta(seconds=6)
"""From a burst's first message on. What comes later still joins, while there is no answer yet."""

Result = TypeVar("Result")


async def goes_on(turn: Turn, window: timedelta, news: News) -> bool:
    """Wait until the person has been silent for the window; True as soon as there is news."""
    silent_at = min(turn.last_at + window, turn.began_at + LONGEST_WAIT)
    seconds = (silent_at - datetime.now(UTC)).total_seconds()
    if seconds <= 0:
        return False
    try:
        # The clock of the instance that took the message may be ahead of ours.
        async with asyncio.timeout(min(seconds, window.total_seconds())):
            await news.wait()
    except TimeoutError:
        return False
    return True


async def unless_it_grows(
    work: Coroutine[None, None, Result],
    news: News,
    has_grown: Callable[[], Awaitable[bool]],
) -> Result | None:
    """Do the work, and leave it undone, with None, as soon as news shows that there is more.

    To ask whether it `has_grown` clears the news.
    """
    working = asyncio.create_task(work)
    try:
        while not await _is_done_before(working, news):
            if await has_grown():
                return None
        return await working
    finally:
        working.cancel()
        # What it has begun must be over before the same is begun anew.
        await asyncio.wait([working])


async def _is_done_before(working: "asyncio.Task[Result]", news: News) -> bool:
    hearing = asyncio.create_task(news.wait())
    try:
        await asyncio.wait({working, hearing}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hearing.cancel()
    return working.done()
