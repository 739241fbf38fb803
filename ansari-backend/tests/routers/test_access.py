"""Nobody gets in without a key, and nobody is told a lie while the database is away."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import pytest

from ansari_backend.app.settings import Settings
from ansari_backend.routers.access import is_known

Sent = dict[str, Any]
Backend = Callable[[Settings], AbstractAsyncContextManager[httpx.AsyncClient]]

AMINA = {"phone_num": "15551230001"}
API = "/whatsapp/v2"
CALLS = [
    ("POST", "/users/register", {"json": {**AMINA, "preferred_language": "en"}}),
    ("GET", "/users/exists", {"params": AMINA}),
    ("PUT", "/users/location", {"json": {**AMINA, "latitude": 1.0, "longitude": 1.0}}),
    ("POST", "/threads", {"json": {**AMINA, "title": "Salam"}}),
    ("GET", "/threads/last", {"params": AMINA}),
    ("GET", "/threads/x/history", {"params": AMINA}),
    ("POST", "/messages/process", {"json": {**AMINA, "thread_id": "x", "message": "Salam"}}),
]
every_call = pytest.mark.parametrize(("method", "path", "sent"), CALLS)


@every_call
async def test_a_call_without_a_key_is_refused(
    client: httpx.AsyncClient, method: str, path: str, sent: Sent
) -> None:
    client.headers.pop("X-Whatsapp-Api-Key")

    response = await client.request(method, API + path, **sent)

    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "WWW-Authenticate" in response.headers


async def test_without_a_key_nothing_is_read(client: httpx.AsyncClient) -> None:
    client.headers.pop("X-Whatsapp-Api-Key")

    for body in (b"no json", b"z" * 900_000):
        response = await client.post(f"{API}/threads", content=body)
        assert response.status_code == 401


@pytest.mark.parametrize("key", ["", "wrong", "the-ke", "the-key,the-next-key"])
async def test_another_key_is_refused(client: httpx.AsyncClient, key: str) -> None:
    headers = {"X-Whatsapp-Api-Key": key}

    response = await client.get(f"{API}/users/exists", params=AMINA, headers=headers)

    assert response.status_code == 401
    assert response.json()["code"] == "wrong_api_key"
    assert response.json()["retryable"] is False


@pytest.mark.parametrize("key", ["the-key", "the-next-key"])
async def test_while_a_key_is_changed_both_are_good(client: httpx.AsyncClient, key: str) -> None:
    headers = {"X-Whatsapp-Api-Key": key}

    response = await client.get(f"{API}/users/exists", params=AMINA, headers=headers)

    assert response.status_code == 200


@pytest.mark.parametrize("given", ["schlüssel", "\xff\xfe", "مفتاح".encode().decode("latin-1")])
def test_a_key_in_any_letters_is_compared_without_an_accident(given: str) -> None:
    assert not is_known(given, ["the-key"])


def test_a_key_in_arabic_letters_is_known_again() -> None:
    as_http_decodes_it = "مفتاح".encode().decode("latin-1")

    assert is_known(as_http_decodes_it, ["the-key", "مفتاح"])


@pytest.fixture
def without_store(settings: Settings, closed_port: int) -> Settings:
    nowhere = f"mongodb://ansari:its-password@127.0.0.1:{closed_port}"
    return Settings(
        _env_file=None,
        mongo_url=nowhere,
        whatsapp_service_api_key=settings.whatsapp_service_api_key,
    )


async def test_while_the_database_is_away_every_call_says_try_again(
    backend: Backend, without_store: Settings
) -> None:
    started = time.monotonic()
    async with backend(without_store) as client:
        responses = await asyncio.gather(
            *(client.request(method, API + path, **sent) for method, path, sent in CALLS)
        )

    assert {response.status_code for response in responses} == {503}
    assert {response.json()["code"] for response in responses} == {"store_unavailable"}
    assert {response.json()["retryable"] for response in responses} == {True}
    assert "password" not in "".join(response.text for response in responses)
    assert time.monotonic() - started < 15  # and not the half minute that the driver would wait


async def test_the_service_lives_without_its_database(
    backend: Backend, without_store: Settings
) -> None:
    async with backend(without_store) as client:
        response = await client.get("/", headers={"X-Whatsapp-Api-Key": ""})

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
