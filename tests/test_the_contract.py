"""The gateway's real client speaks to the backend's real app: what one sends, the other takes."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from ansari_whatsapp.utils.ansari_client import (
    AnsariClient,
    BackendRefusedError,
    BackendUnavailableError,
    Person,
)

ANNA = Person(phone="16505551234", whatsapp_id="US.1349")


@asynccontextmanager
async def client_for(url: str, key: str = "a key") -> AsyncIterator[AnsariClient]:
    headers = {"X-Whatsapp-Api-Key": key}
    async with httpx.AsyncClient(base_url=url, headers=headers) as http:
        yield AnsariClient(http)


@pytest.fixture
async def client(system: Any) -> AsyncIterator[AnsariClient]:
    async with client_for(system.backend.url) as client:
        yield client


async def test_a_person_is_known_once_registered(client: AnsariClient) -> None:
    stranger = Person(phone="16505550000", whatsapp_id=None)
    assert not await client.is_registered(stranger)

    await client.register(stranger, "ur")

    assert await client.is_registered(stranger)


async def test_a_new_thread_is_the_last_one(client: AnsariClient) -> None:
    await client.register(ANNA, "en")

    thread_id = await client.create_thread(ANNA, "What is patience in the")

    assert (await client.last_thread(ANNA)).thread_id == thread_id


async def test_a_question_with_the_same_key_has_the_same_answer(client: AnsariClient) -> None:
    await client.register(ANNA, "en")
    thread_id = await client.create_thread(ANNA, "Patience")
    question = {"thread_id": thread_id, "message": "What is patience?", "key": "wamid.1"}
    deadline = time.time() + 60

    first = await client.ask(ANNA, **question, deadline=deadline)
    again = await client.ask(ANNA, **question, deadline=deadline)

    assert first == again != ""


async def test_a_thread_has_a_last_message_time_once_something_was_said(
    client: AnsariClient,
) -> None:
    await client.register(ANNA, "en")
    thread_id = await client.create_thread(ANNA, "Patience")
    asked_at = time.time()
    await client.ask(
        ANNA, thread_id=thread_id, message="What is zakat?", key="w2", deadline=asked_at + 60
    )

    last = await client.last_thread(ANNA)

    assert last.last_message_time is not None
    assert abs(last.last_message_time.timestamp() - asked_at) < 60


async def test_a_stranger_is_refused_for_good(client: AnsariClient) -> None:
    with pytest.raises(BackendRefusedError):
        await client.last_thread(Person(phone="4", whatsapp_id=None))


async def test_a_wrong_key_is_for_the_operator_to_mend(system: Any) -> None:
    async with client_for(system.backend.url, key="wrong") as client:
        with pytest.raises(BackendUnavailableError):
            await client.is_registered(ANNA)
