"""An operator closes two gateways by one command, and opens them again; nobody's words are lost."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from services import PROGRAMS, Cast, cast, running

from ansari_emulator.chats.messages import Author
from ansari_emulator.client import Phones, phones_at
from ansari_whatsapp.presenters.texts import ServiceText, service_text

CLOSED = service_text(ServiceText.MAINTENANCE, "en")
PEOPLE = [f"1650111{n:04}" for n in range(6)]


@pytest.fixture(scope="module")
def pair(mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A backend and two gateways, of which either may receive a webhook and either answer it."""
    logs = tmp_path_factory.mktemp("maintenance")
    made = cast(mongo_url, logs, gateways=2, WHATSAPP_BURST_WINDOW_SECONDS="0")
    with running(*made.services):
        yield made


@pytest.fixture
async def phones(pair: Cast) -> AsyncIterator[Phones]:
    await asyncio.gather(*(service.is_ready() for service in pair.services))
    async with phones_at(pair.emulator.url) as phones:
        for phone in PEOPLE:
            await phones.add(name="Somebody", phone=phone)
        yield phones


async def switch(services: Cast, to: str) -> str:
    process = await asyncio.create_subprocess_exec(
        PROGRAMS / "ansari-whatsapp",
        *("maintenance", to),
        env=services.gateways[1].environment,
        stdout=subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


async def said_to(phones: Phones, phone: str) -> list[str]:
    """What was said, without the welcome."""
    said = [one for one in await phones.chat(phone) if one.author is Author.BUSINESS]
    return [one.text for one in said if one.offer is None or one.replies_to]


async def test_both_close_by_one_command_and_answer_what_waited_when_it_is_over(
    pair: Cast, phones: Phones, until: Any
) -> None:
    async def is_told(count: int) -> bool:
        return all([len(await said_to(phones, phone)) >= count for phone in PEOPLE])

    assert "begins" in await switch(pair, "on")
    await asyncio.sleep(5)  # both look twice a second, later on a busy machine, and tell nobody
    for _ in range(2):
        await asyncio.gather(*(phones.say(phone, "What is patience?") for phone in PEOPLE))
        await until(lambda: is_told(1))
    told = [await said_to(phones, phone) for phone in PEOPLE]
    # A gateway that is started anew tells nobody again.
    pair.gateways[0].end()
    pair.gateways[0].start()
    await pair.gateways[0].is_ready()
    assert "ended" in await switch(pair, "off")
    await until(lambda: is_told(3))

    assert told == [[CLOSED]] * len(PEOPLE)
    for phone in PEOPLE:
        notice, *answers = await said_to(phones, phone)
        assert notice == CLOSED
        assert len(answers) == 2
        assert all("Qur'an" in answer for answer in answers)
