"""Who may call what, and what a browser may do with the answer: every route is walked."""

from collections.abc import AsyncIterator

import httpx
import pytest
from asgi_lifespan import LifespanManager
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr

from ansari_backend.app.document import document
from ansari_backend.app.headers import SAFE
from ansari_backend.app.main import create_app
from ansari_backend.app.parts import open_parts
from ansari_backend.app.settings import Settings

OPEN_TO_ALL = {"/", "/livez", "/readyz", "/metrics"}
KEY = {"X-Whatsapp-Api-Key": "the-key"}


@pytest.fixture
async def app(settings: Settings, agent: object) -> AsyncIterator[FastAPI]:
    made = create_app(settings, lambda s: open_parts(agent, s))
    async with LifespanManager(made):
        yield made


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://backend") as client:
        yield client


def is_safe(answer: httpx.Response) -> bool:
    return all(answer.headers.get_list(name) == [value] for name, value in SAFE.items())


def calls(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method, str(route.path))
        for route in iter_route_contexts(app.routes)
        for method in route.methods or ()
    }


async def test_a_stranger_gets_nothing_but_health_whatever_the_call(
    app: FastAPI, stranger: httpx.AsyncClient
) -> None:
    open_to_strangers = set()
    for method, path in calls(app):
        answer = await stranger.request(method, path, content=b"no json")
        if answer.status_code != 401:
            open_to_strangers.add(path)

    assert open_to_strangers == OPEN_TO_ALL


async def test_with_a_key_for_it_what_was_counted_is_closed_too(
    settings: Settings, agent: object
) -> None:
    guarded = settings.model_copy(update={"metrics_key": SecretStr("a key")})
    app = create_app(guarded, lambda s: open_parts(agent, s))
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://b") as client,
    ):
        assert (await client.get("/metrics")).status_code == 401


async def test_the_document_tells_of_every_call(app: FastAPI, stranger: httpx.AsyncClient) -> None:
    told = (await stranger.get("/openapi.json", headers=KEY)).json()

    assert told == document(app)
    assert calls(app) - {("GET", "/openapi.json")} == {
        (method.upper(), path) for path, methods in told["paths"].items() for method in methods
    }


async def test_a_browser_may_do_nothing_with_any_answer(
    app: FastAPI, stranger: httpx.AsyncClient
) -> None:
    for method, path in {*calls(app), ("GET", "/nowhere"), ("PATCH", "/")}:
        assert is_safe(await stranger.request(method, path, headers=KEY)), (method, path)


async def test_a_fault_of_ours_is_as_safe(app: FastAPI, stranger: httpx.AsyncClient) -> None:
    parts, app.state.parts = app.state.parts, None
    answer = await stranger.get("/readyz")
    app.state.parts = parts

    assert answer.status_code == 500
    assert is_safe(answer)
