"""Many searches at once leave the event loop its turns."""

import asyncio
from threading import Event, Lock
from typing import Any

import pytest

from ansari_backend.agent.aside import AT_ONCE, aside
from ansari_backend.knowledge.failures import SearchFailedError


class Searches:
    """Searches that end when they may, and how many of them were under way."""

    def __init__(self) -> None:
        self.may_end = Event()
        self.begun = 0
        self._lock = Lock()

    def search(self) -> str:
        with self._lock:
            self.begun += 1
        assert self.may_end.wait(timeout=60)
        return "found"


async def test_only_a_few_search_at_once_and_the_others_after_them(until: Any) -> None:
    searches = Searches()

    asked = [asyncio.create_task(aside(searches.search)) for _ in range(20)]
    await until(lambda: searches.begun == AT_ONCE)
    await asyncio.sleep(0)  # a turn of the loop, in which further ones would begin
    assert searches.begun == AT_ONCE
    searches.may_end.set()

    assert await asyncio.gather(*asked) == ["found"] * 20


async def test_who_no_longer_waits_keeps_nobody_from_searching(until: Any) -> None:
    searches = Searches()
    asked = [asyncio.create_task(aside(searches.search)) for _ in range(20)]
    await until(lambda: searches.begun == AT_ONCE)

    for each in asked:
        each.cancel()
    await asyncio.gather(*asked, return_exceptions=True)

    assert await aside(lambda: "found") == "found"
    searches.may_end.set()


async def test_a_search_that_fails_keeps_nobody_from_searching() -> None:
    def fail() -> str:
        raise SearchFailedError("the file is broken")

    for _ in range(AT_ONCE + 1):
        with pytest.raises(SearchFailedError):
            await aside(fail)

    assert await aside(lambda: "found") == "found"
