"""A business that only listens, and an emulator that serves it.

All tests here run in one event loop, so that they can share a browser: it takes longer to start
than most of them take. What a test gets is its own all the same: an emulator, and a context of the
browser, without anybody else's storage.
"""

import ssl
from collections.abc import AsyncIterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from browsers import chromium
from playwright.async_api import Browser, Page, expect

from ansari_emulator.business import Business
from ansari_emulator.chats.people import Person
from ansari_emulator.program import Program
from ansari_emulator.testing import Emulator, Listener, emulating, listening

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests of the page."""
    async with chromium() as started:
        yield started


@pytest.fixture
def answers() -> list[int]:
    """What the business answers to the first webhooks; 200 to all others."""
    return []


@pytest.fixture
def listener(answers: list[int]) -> Listener:
    return Listener(answers)


@pytest_asyncio.fixture(loop_scope="session")
async def business(listener: Listener) -> AsyncIterator[Business]:
    async with listening(listener) as url:
        yield Business(
            phone_number_id="106540352242922",
            access_token="a-token",
            app_secret="a-secret",
            webhook_urls=(url,),
        )


@pytest.fixture
def programs() -> Sequence[Program]:
    """Nothing that could be broken."""
    return ()


@pytest_asyncio.fixture(loop_scope="session")
async def emulator(business: Business, programs: Sequence[Program]) -> AsyncIterator[Emulator]:
    people = [Person(name="Maryam", phone="16505551234"), Person(name="يوسف", phone="201001234567")]
    async with emulating(
        business,
        people=people,
        programs=programs,
        status_pause=0,
        pauses=lambda: repeat(0.0),
    ) as running:
        yield running


@pytest.fixture(scope="session")
def certificates() -> ssl.SSLContext:
    """Read once for all clients: no test needs them, and it takes longer than most tests."""
    return httpx.create_ssl_context()


@pytest.fixture
def width() -> int:
    return 1200


@pytest.fixture
def theme() -> str:
    return "light"


@pytest_asyncio.fixture(loop_scope="session")
async def page(emulator: Emulator, width: int, theme: str, browsing: Any) -> AsyncIterator[Page]:
    """The page as it has opened, with the phone of Maryam in hand."""
    async with browsing(emulator.url, width=width, theme=theme) as page:
        await expect(page.get_by_role("status")).to_have_text("online")
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def graph(
    emulator: Emulator, business: Business, certificates: ssl.SSLContext
) -> AsyncIterator[httpx.AsyncClient]:
    """The Graph API as the business would call it."""
    async with httpx.AsyncClient(
        base_url=f"{emulator.url}/v25.0/{business.phone_number_id}",
        headers={"Authorization": f"Bearer {business.access_token}"},
        verify=certificates,
    ) as client:
        yield client
