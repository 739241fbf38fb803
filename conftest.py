"""What every test may ask for: a real MongoDB and a database in it, a real browser, patience."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

import pytest
from browsers import chromium
from playwright.async_api import Browser, Page, ViewportSize, expect
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

if TYPE_CHECKING:
    from sharing import Sharing
    from xdist.remote import Producer

Document = dict[str, object]
Condition = Callable[[], bool | Awaitable[bool]]
Until = Callable[..., Awaitable[None]]
Theme = Literal["light", "dark"]
Browsing = Callable[..., AbstractAsyncContextManager[Page]]
PROGRAMS = Path(sys.executable).parent
PATIENCE_MS = 60_000
"""With a page: a machine that is busy with other tests may take its time."""

expect.set_options(timeout=PATIENCE_MS)

# A run in the background of a script ignores Ctrl-C, and so would every program that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "Sharing":
    """Share the tests among the workers of `make test`."""
    from sharing import Sharing  # noqa: PLC0415 - nobody else needs it

    return Sharing(config, log)


@pytest.fixture(scope="session")
def mongo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A single-node replica set for this run of the tests; `MONGO_URL` wins over it."""
    if given := os.environ.get("MONGO_URL"):
        yield given
        return
    data = tmp_path_factory.mktemp("mongo")
    command = [PROGRAMS / "ansari", "mongo", "--port", "0", "--data", data]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    assert url.startswith("mongodb://"), f"`ansari mongo` did not print its URL but {url!r}"
    yield url
    process.terminate()
    process.wait(timeout=60)
    process.stdout.close()
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
async def database(mongo_url: str) -> AsyncIterator[AsyncDatabase[Document]]:
    """An empty database that goes when the test ends."""
    async with AsyncMongoClient(mongo_url, tz_aware=True) as client:
        name = f"test_{uuid4().hex[:12]}"
        yield client[name]
        await client.drop_database(name)


async def look_until(condition: Condition, seconds: float = 120) -> None:
    """Look again and again, until `condition` holds; a test that looks in vain fails."""
    async with asyncio.timeout(seconds):
        while True:
            held = condition()
            if held if isinstance(held, bool) else await held:
                return
            await asyncio.sleep(0.02)


@pytest.fixture
def until() -> Until:
    """Wait for what another task or process does: the condition decides, not the time."""
    return look_until


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser for one test. Where many need one, a conftest below lends all of them the same."""
    async with chromium() as started:
        yield started


@pytest.fixture
def browsing(browser: Browser) -> Browsing:
    """Open a page that knows nothing of any other; whatever goes wrong in it fails the test."""

    @asynccontextmanager
    async def browse(url: str, *, width: int = 1200, theme: Theme = "light") -> AsyncIterator[Page]:
        faults: list[str] = []
        requested: list[str] = []
        viewport: ViewportSize = {"width": width, "height": 800}
        context = await browser.new_context(viewport=viewport, color_scheme=theme)
        async with context:
            page = await context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("request", lambda request: requested.append(request.url))
            await page.goto(url)
            yield page
        assert faults == []
        assert [asked for asked in requested if not asked.startswith(url)] == []

    return browse
