"""Where webhooks go: to an address that answered the challenge, and from the right number."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Request, Response

from ansari_emulator.business import Business
from ansari_emulator.serving import served
from ansari_emulator.testing import Emulator, Listener

MARYAM = "16505551234"
OTHER = "555000111"


@pytest.fixture
def newcomer() -> Listener:
    return Listener()


@pytest_asyncio.fixture(loop_scope="session")
async def url(newcomer: Listener) -> AsyncIterator[str]:
    """A business that verifies as Meta asks for, at three addresses, two of them wrong."""
    app = FastAPI()

    async def verify(request: Request) -> Response:
        query = request.query_params
        if (query["hub.mode"], query["hub.verify_token"]) != ("subscribe", "our word"):
            return Response(status_code=403)
        quote = '"' if request.url.path == "/quoting" else ""
        return Response(f"{quote}{query['hub.challenge']}{quote}", media_type="text/plain")

    for path in ("/hook", "/quoting"):
        app.add_api_route(path, verify, methods=["GET"])
    app.add_api_route("/hook", newcomer, methods=["POST"])
    async with served(app, before_end=lambda: None) as address:
        yield address


async def test_webhooks_go_to_an_address_that_answers_the_challenge(
    emulator: Emulator, newcomer: Listener, listener: Listener, url: str
) -> None:
    await emulator.phones.move_callback(f"{url}/hook?a=1", "our word")

    message_id = await emulator.phones.say(MARYAM, "Peace")

    (message,) = await newcomer.messages(1)
    assert message["id"] == message_id
    assert listener.received == []


@pytest.mark.parametrize(
    ("path", "word"),
    [("/hook", "another"), ("/quoting", "our word"), ("/nowhere", "our word")],
)
async def test_nothing_changes_when_the_challenge_is_not_met(
    emulator: Emulator, listener: Listener, url: str, path: str, word: str
) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="409"):
        await emulator.phones.move_callback(url + path, word)

    await emulator.phones.say(MARYAM, "Peace")
    assert len(await listener.messages(1)) == 1


async def test_an_app_sets_its_callback_by_the_graph_api(
    emulator: Emulator, business: Business, url: str
) -> None:
    client = {"client_id": business.app_id, "client_secret": business.app_secret}
    wanted = {"object": "whatsapp_business_account", "callback_url": f"{url}/hook"}
    async with httpx.AsyncClient(base_url=f"{emulator.url}/v25.0") as http:
        token = (await http.get("/oauth/access_token", params=client)).json()["access_token"]
        query = wanted | {"access_token": token}
        place = f"/{business.app_id}/subscriptions"
        wrong = await http.post(place, params=query | {"verify_token": "another"})
        right = await http.post(place, params=query | {"verify_token": "our word"})
        told = await http.get(place, headers={"Authorization": f"Bearer {token}"})

    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, 2200)
    assert right.json() == {"success": True}
    assert told.json()["data"][0]["callback_url"] == f"{url}/hook"


async def test_a_number_overrides_the_callback(
    graph: httpx.AsyncClient, emulator: Emulator, newcomer: Listener, url: str
) -> None:
    override = {"override_callback_uri": f"{url}/hook", "verify_token": "our word"}

    response = await graph.post("", json={"webhook_configuration": override})

    await emulator.phones.say(MARYAM, "Peace")
    assert response.json() == {"success": True}
    assert len(await newcomer.messages(1)) == 1


@pytest.fixture
def business(business: Business) -> Business:
    return replace(business, other_numbers=((OTHER, "15550000002"),))


async def test_each_number_has_its_own_chats(
    emulator: Emulator, business: Business, listener: Listener
) -> None:
    first = await emulator.phones.say(MARYAM, "Peace")
    second = await emulator.phones.send(MARYAM, text="Peace to the other", number_id=OTHER)
    await listener.messages(2)
    values = [
        json.loads(each.body)["entry"][0]["changes"][0]["value"] for each in listener.received
    ]
    told = {value["messages"][0]["id"]: value["metadata"] for value in values}

    async with httpx.AsyncClient(base_url=f"{emulator.url}/v25.0/{OTHER}") as http:
        http.headers["Authorization"] = f"Bearer {business.access_token}"
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": second}
        await http.post("/messages", json=read)
    chat = await emulator.phones.chat(MARYAM)

    assert told[first]["phone_number_id"] == business.phone_number_id
    assert told[second] == {"phone_number_id": OTHER, "display_phone_number": "15550000002"}
    assert [message.status == "read" for message in chat] == [False, True]


async def test_nobody_writes_to_a_number_that_is_not_there(emulator: Emulator) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await emulator.phones.send(MARYAM, text="Peace", number_id="1")
