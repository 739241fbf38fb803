"""Who may call what, and what a browser may do with the answer: every route is walked."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from ansari_whatsapp.app.document import DOCUMENT
from ansari_whatsapp.app.headers import SAFE

OPEN_TO_ALL = {"/", "/livez", "/readyz", "/metrics"}
KEY = {"X-Whatsapp-Api-Key": "key"}


def is_safe(answer: httpx.Response) -> bool:
    return all(answer.headers.get_list(name) == [value] for name, value in SAFE.items())


def calls(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in iter_route_contexts(app.routes)
        for method in route.methods or ()
        if method != "HEAD"
    }


async def test_a_stranger_gets_nothing_but_health_whatever_the_call(gateway: Any) -> None:
    open_to_strangers = set()
    for method, path in calls(gateway.app):
        answer = await gateway.http.request(method, path)
        if answer.status_code not in {400, 401, 403}:
            open_to_strangers.add(path)

    assert open_to_strangers == OPEN_TO_ALL
    assert await gateway.database["inbox"].count_documents({}) == 0


async def test_with_a_key_for_it_what_was_counted_is_closed_too(open_gateway: Any) -> None:
    async with open_gateway(metrics_key="a key") as gateway:
        assert (await gateway.http.get("/metrics")).status_code == 401


async def test_the_document_tells_of_every_call(gateway: Any) -> None:
    told = {
        (method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods
    }

    assert told | {("GET", "/openapi.json")} == calls(gateway.app)
    assert (await gateway.http.get("/openapi.json", headers=KEY)).json() == DOCUMENT


@pytest.mark.parametrize("key", ["", "guess", "key,older", "k\xe9y"])
async def test_the_document_is_not_for_strangers(gateway: Any, key: str) -> None:
    headers = [(b"x-whatsapp-api-key", key.encode("latin-1"))]

    assert (await gateway.http.get("/openapi.json", headers=headers)).status_code == 401


async def test_a_browser_may_do_nothing_with_any_answer(gateway: Any) -> None:
    for method, path in {*calls(gateway.app), ("GET", "/nowhere"), ("DELETE", "/")}:
        assert is_safe(await gateway.http.request(method, path, headers=KEY)), (method, path)
    assert is_safe(await gateway.receive({"id": "w1", "from": "1", "type": "sticker"}))


async def test_a_fault_of_ours_tells_nothing_and_is_as_safe(gateway: Any) -> None:
    parts, gateway.app.state.parts = gateway.app.state.parts, None
    transport = httpx.ASGITransport(gateway.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://gateway.test") as http:
        answer = await http.get("/readyz")
    gateway.app.state.parts = parts

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert is_safe(answer)
