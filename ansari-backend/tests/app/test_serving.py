"""What a client sees on a real connection: words as they come, and breaks as breaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from ports import served

from ansari_backend.agent.answering import AnswerBrokenError, AnswerEvent, Question
from ansari_backend.app.main import create_app
from ansari_backend.app.parts import open_parts
from ansari_backend.app.settings import Settings

Script = list[str | Exception | asyncio.Event | AnswerEvent]
Asked = asyncio.Queue[Question]
Ask = Callable[..., Awaitable[httpx.Response]]
Said = Callable[[str], Awaitable[list[tuple[str, str]]]]

AMINA = {"phone_num": "15551230001"}
PROCESS = "/whatsapp/v2/messages/process"
ANSWER = [("user", "Salam"), ("assistant", "As-salamu alaykum.")]


@pytest.fixture
async def client(settings: Settings, agent: object) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a real server; it takes the place of the one without a network."""
    async with (
        served(create_app(settings, lambda s: open_parts(agent, s))) as port,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"X-Whatsapp-Api-Key": "the-key"},
            timeout=60,
            limits=httpx.Limits(max_connections=None),
        ) as client,
    ):
        yield client


def body(thread: str) -> dict[str, str]:
    return {**AMINA, "thread_id": thread, "message": "Salam"}


async def test_words_arrive_while_the_answer_is_still_being_made(
    client: httpx.AsyncClient, thread: str, script: Script
) -> None:
    go_on = asyncio.Event()
    script[:] = ["As-salamu ", go_on, "alaykum."]

    async with client.stream("POST", PROCESS, json=body(thread)) as response:
        pieces = response.aiter_text()
        first = await anext(pieces)
        go_on.set()
        rest = [piece async for piece in pieces]

    assert first == "As-salamu "
    assert rest == ["alaykum."]


@pytest.mark.parametrize("error", [AnswerBrokenError(), ZeroDivisionError()])
async def test_a_half_answer_is_seen_to_be_broken_off(
    client: httpx.AsyncClient, thread: str, script: Script, said: Said, error: Exception
) -> None:
    script[:] = ["Half an", error]

    async with client.stream("POST", PROCESS, json=body(thread)) as response:
        with pytest.raises(httpx.RemoteProtocolError):
            await response.aread()

    assert response.status_code == 200
    assert await said(thread) == []


async def test_a_half_answer_has_no_final_chunk(
    client: httpx.AsyncClient, thread: str, script: Script
) -> None:
    script[:] = ["Half an", AnswerBrokenError()]
    request = client.build_request("POST", PROCESS, json=body(thread))
    port = client.base_url.port

    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    writer.write(f"POST {PROCESS} HTTP/1.1\r\n{head}\r\n".encode() + request.content)
    received = await reader.read()
    writer.close()

    assert b"Half an" in received
    assert not received.endswith(b"0\r\n\r\n")


async def test_a_client_that_leaves_loses_nothing(
    client: httpx.AsyncClient, ask: Ask, thread: str, script: Script, asked: Asked
) -> None:
    go_on = asyncio.Event()
    script[:] = ["As-salamu ", go_on, "alaykum."]
    headers = {"Idempotency-Key": "wamid.1"}
    async with client.stream("POST", PROCESS, json=body(thread), headers=headers) as response:
        await anext(response.aiter_raw())
    go_on.set()

    again = await ask(thread, Idempotency_Key="wamid.1")

    assert again.text == "As-salamu alaykum."
    assert asked.qsize() == 1


async def test_a_client_that_leaves_for_good_finds_the_answer_in_the_thread(
    client: httpx.AsyncClient, ask: Ask, thread: str, script: Script, said: Said
) -> None:
    go_on = asyncio.Event()
    script[:] = ["As-salamu ", go_on, "alaykum."]
    async with client.stream("POST", PROCESS, json=body(thread)) as response:
        await anext(response.aiter_raw())
    go_on.set()
    await ask(thread, "What is zakat?")

    assert (await said(thread))[:2] == ANSWER


@pytest.mark.usefixtures("thread")
async def test_two_hundred_answers_are_made_side_by_side(
    client: httpx.AsyncClient, script: Script, asked: Asked
) -> None:
    go_on = asyncio.Event()
    script[:] = ["As-salamu ", go_on, "alaykum."]
    title = {**AMINA, "title": "Salam"}
    for_each = [await client.post("/whatsapp/v2/threads", json=title) for _ in range(200)]
    asking = [
        asyncio.create_task(client.post(PROCESS, json=body(one.json()["thread_id"])))
        for one in for_each
    ]
    for _ in range(200):
        await asked.get()
    go_on.set()

    responses = await asyncio.gather(*asking)

    assert {response.text for response in responses} == {"As-salamu alaykum."}


async def test_a_service_that_ends_lets_go_of_its_vendors(settings: Settings, agent: Any) -> None:
    async with served(create_app(settings, lambda s: open_parts(agent, s))):
        assert not agent.closed

    assert agent.closed
