"""Who sends or reads without end is cut off, and costs nobody else anything."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import ClassVar

import httpx
import pytest
from ports import served

from ansari_backend.app.main import create_app
from ansari_backend.app.parts import open_parts
from ansari_backend.app.patience import PatientProtocol
from ansari_backend.app.settings import Settings

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]
HEAD = b"POST /whatsapp/v2/threads HTTP/1.1\r\nhost: a\r\n"


class Hasty(PatientProtocol):
    """As patient as a test."""

    head_seconds: ClassVar[float] = 0.2
    body_seconds: ClassVar[float] = 0.4


@pytest.fixture
async def port(settings: Settings, agent: object) -> AsyncIterator[int]:
    async with served(create_app(settings, lambda s: open_parts(agent, s)), Hasty) as port:
        yield port


async def dribble(writer: asyncio.StreamWriter, data: bytes) -> None:
    for place in range(len(data)):
        writer.write(data[place : place + 1])
        await writer.drain()
        await asyncio.sleep(0.01)  # the pace of somebody who keeps us waiting


async def says_nothing(_: asyncio.StreamWriter) -> None:
    pass


async def dribbles_the_head(writer: asyncio.StreamWriter) -> None:
    await dribble(writer, HEAD + b"x: " + b"x" * 10_000)


async def dribbles_the_body(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"content-length: 10000\r\n\r\n")
    await dribble(writer, b" " * 10_000)


async def sends_headers_without_end(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD)
    while True:
        writer.write(b"x: y\r\n" * 10_000)
        await writer.drain()


async def asks_without_end(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n")
        await writer.drain()


@pytest.mark.parametrize(
    "behaves",
    [
        says_nothing,
        dribbles_the_head,
        dribbles_the_body,
        sends_headers_without_end,
        asks_without_end,
    ],
)
async def test_who_keeps_us_busy_is_cut_off_and_others_are_served(
    port: int, behaves: Behaviour
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(120), httpx.AsyncClient() as honest:
        behaving = asyncio.create_task(behaves(writer))
        assert (await honest.get(f"http://127.0.0.1:{port}/livez")).status_code == 200
        with suppress(ConnectionError):
            await behaving
        with suppress(ConnectionError):
            while await reader.read(65_536):  # to the end of the connection
                pass
    writer.close()


async def test_an_answer_may_take_longer_than_a_request(
    settings: Settings, agent: object, script: list[str | asyncio.Event]
) -> None:
    go_on = asyncio.Event()
    script[:] = ["As-salamu ", go_on, "alaykum."]
    app = create_app(settings, lambda s: open_parts(agent, s))
    async with (
        served(app, Hasty) as port,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}/whatsapp/v2",
            headers={"X-Whatsapp-Api-Key": "the-key"},
        ) as client,
    ):
        amina = {"phone_num": "15551230001"}
        await client.post("/users/register", json={**amina, "preferred_language": "en"})
        thread = (await client.post("/threads", json={**amina, "title": "Salam"})).json()
        asked = {**amina, **thread, "message": "Salam"}
        asyncio.get_running_loop().call_later(1, go_on.set)

        answer = await client.post("/messages/process", json=asked)

    assert answer.text == "As-salamu alaykum."
