"""The Graph API: what a business may ask, and how it is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from ansari_emulator.api.wire import TypingView
from ansari_emulator.client import Phones
from ansari_emulator.testing import Emulator

MARYAM = "16505551234"


def text(body: object = "Peace", **other: object) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "to": MARYAM,
        "type": "text",
        "text": {"body": body},
        **other,
    }


def reading(message_id: str, **other: object) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message_id,
        **other,
    }


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


async def test_a_text_is_acknowledged_as_meta_does(graph: httpx.AsyncClient) -> None:
    response = await graph.post("/messages", json=text(to="+1 (650) 555-1234"))

    answer = response.json()
    assert response.status_code == 200
    assert answer["contacts"] == [{"input": "+1 (650) 555-1234", "wa_id": MARYAM}]
    assert answer["messages"][0]["id"].startswith("wamid.")


async def test_a_text_appears_in_the_persons_chat(
    graph: httpx.AsyncClient,
    emulator: Emulator,
) -> None:
    response = await graph.post("/messages", json=text("ٱللَّهُ"))

    (message,) = await emulator.phones.chat(MARYAM)
    assert message.id == response.json()["messages"][0]["id"]
    assert (message.author, message.text) == ("business", "ٱللَّهُ")


async def test_a_person_is_reached_by_user_id(
    graph: httpx.AsyncClient,
    emulator: Emulator,
) -> None:
    person = await emulator.phones.add(name="Zaynab", phone="447700900123")

    response = await graph.post("/messages", json=without(text(recipient=person.user_id), "to"))

    assert response.json()["contacts"] == [{"input": person.user_id, "user_id": person.user_id}]
    assert len(await emulator.phones.chat("447700900123")) == 1


@pytest.mark.parametrize("header", ["", "Bearer wrong", "a-token", "bearer a-token"])
async def test_only_the_right_token_opens_it(graph: httpx.AsyncClient, header: str) -> None:
    response = await graph.post("/messages", json=text(), headers={"Authorization": header})

    assert response.status_code == 401
    assert response.json()["error"]["code"] == 190


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (without(text(), "messaging_product"), 100),
        (without(text(), "to"), 100),
        (without(text(), "text"), 100),
        (text(text={}), 100),
        (text("x" * 4097), 100),
        (text("🕌" * 2049), 100),
        (text(biz_opaque_callback_data="x" * 513), 100),
        (text(""), 131009),
        (text(["no text"]), 131009),
        (text(messaging_product="sms"), 131009),
        (text(to="999999999"), 131026),
        (text(type="poll"), 131051),
        (reading("wamid.unknown"), 131009),
        (reading("wamid.unknown", status="delivered"), 131009),
        ([text()], 131009),
    ],
)
async def test_a_faulty_call_is_refused_in_metas_words(
    graph: httpx.AsyncClient,
    body: object,
    code: int,
) -> None:
    response = await graph.post("/messages", json=body)

    error = response.json()["error"]
    assert response.status_code == 400
    assert error["code"] == code
    assert error["message"].startswith(f"(#{code}) ")
    assert error["fbtrace_id"]


async def test_what_is_no_json_is_refused(graph: httpx.AsyncClient) -> None:
    response = await graph.post("/messages", content=b"{")

    assert response.status_code == 400


@pytest.mark.parametrize("body", ["x" * 4096, "🕌" * 2048])
async def test_the_longest_text_is_taken(graph: httpx.AsyncClient, body: str) -> None:
    response = await graph.post("/messages", json=text(body))

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("path", "code", "subcode"),
    [("/v25.0/1/messages", 100, 33), ("/latest/106540352242922/messages", 2500, None)],
)
async def test_an_unknown_address_is_refused(
    graph: httpx.AsyncClient,
    emulator: Emulator,
    path: str,
    code: int,
    subcode: int | None,
) -> None:
    response = await graph.post(emulator.url + path, json=text())

    error = response.json()["error"]
    assert response.status_code == 400
    assert (error["code"], error.get("error_subcode")) == (code, subcode)


async def statuses(phones: Phones) -> list[str | None]:
    return [message.status for message in await phones.chat(MARYAM)]


async def test_reading_a_message_reads_all_before_it(
    graph: httpx.AsyncClient,
    emulator: Emulator,
) -> None:
    ids = [await emulator.phones.say(MARYAM, words) for words in ("one", "two", "three")]

    response = await graph.post("/messages", json=reading(ids[1]))

    assert response.json() == {"success": True}
    assert [status == "read" for status in await statuses(emulator.phones)] == [True, True, False]


async def test_typing_is_shown_for_25_seconds(graph: httpx.AsyncClient, emulator: Emulator) -> None:
    message_id = await emulator.phones.say(MARYAM, "one")

    async with emulator.phones.watching() as happenings:
        await graph.post("/messages", json=reading(message_id, typing_indicator={"type": "text"}))
        shown = await anext(event async for event in happenings if isinstance(event, TypingView))

    left = shown.until - datetime.now(UTC)
    assert shown.phone == MARYAM
    assert timedelta(seconds=20) < left <= timedelta(seconds=25)
