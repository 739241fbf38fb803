"""What the business hears: sealed as Meta does, in order, and again until it says 200."""

import hmac
import json
import re
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_emulator.business import Business
from ansari_emulator.testing import Emulator, Listener, Webhook
from ansari_emulator.webhooks import wire
from ansari_emulator.webhooks.courier import growing_pauses

MARYAM = "16505551234"
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def value(webhook: Webhook) -> dict[str, Any]:
    found = json.loads(webhook.body)["entry"][0]["changes"][0]["value"]
    assert isinstance(found, dict)
    return found


def raw(message_id: str, sender: str = MARYAM) -> dict[str, Any]:
    said = {
        "from": sender,
        "id": message_id,
        "timestamp": "1750030073",
        "type": "text",
        "text": {"body": "Salam"},
    }
    contact = {"wa_id": sender, "profile": {"name": "Somebody"}}
    change = {"field": "messages", "value": {"contacts": [contact], "messages": [said]}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


@given(ANY_JSON)
def test_the_wire_carries_the_same_json(body: object) -> None:
    assert json.loads(wire.write(body)) == body


@given(ANY_JSON)
def test_the_wire_is_ascii_and_each_slash_is_escaped(body: object) -> None:
    written = wire.write(body).decode("ascii")

    assert not re.search(r"(?<!\\)(?:\\\\)*/", written)


def test_the_wire_escapes_as_meta_does() -> None:
    assert wire.write({"u": "https://ä/🕌"}) == rb'{"u":"https:\/\/\u00e4\/\ud83d\udd4c"}'


@given(st.binary(), st.text(st.characters(codec="ascii")))
def test_both_signatures_cover_the_bytes(body: bytes, secret: str) -> None:
    headers = wire.headers(body, secret)

    expected = hmac.new(secret.encode(), body, "sha256").hexdigest()
    assert headers["X-Hub-Signature-256"] == f"sha256={expected}"
    assert len(headers["X-Hub-Signature"]) == len("sha1=") + 40


async def test_a_persons_words_reach_the_business_sealed(
    emulator: Emulator,
    listener: Listener,
    business: Business,
) -> None:
    message_id = await emulator.phones.say(MARYAM, "Peace / سلام")

    (webhook,) = await listener.wait_for(1)
    seal = hmac.new(business.app_secret.encode(), webhook.body, "sha256").hexdigest()
    assert webhook.headers["x-hub-signature-256"] == f"sha256={seal}"
    (said,) = value(webhook)["messages"]
    assert (said["id"], said["from"], said["text"]["body"]) == (message_id, MARYAM, "Peace / سلام")


async def test_a_webhook_names_the_number_and_the_person(
    emulator: Emulator,
    listener: Listener,
    business: Business,
) -> None:
    await emulator.phones.say(MARYAM, "Peace")

    (webhook,) = await listener.wait_for(1)
    told = value(webhook)
    assert told["metadata"]["phone_number_id"] == business.phone_number_id
    assert told["contacts"][0]["profile"]["name"] == "Maryam"
    assert told["contacts"][0]["user_id"] == told["messages"][0]["from_user_id"]


@pytest.mark.parametrize("answers", [[503, 202, 204, 301]])
async def test_a_webhook_comes_again_until_exactly_200(
    emulator: Emulator,
    listener: Listener,
    answers: list[int],
) -> None:
    async with emulator.phones.watching() as happenings:
        message_id = await emulator.phones.say(MARYAM, "Peace")
        async for event in happenings:
            if getattr(event, "status", None) == "delivered":
                break

    assert len(listener.received) == len(answers) + 1
    assert len({webhook.body for webhook in listener.received}) == 1
    assert value(listener.received[-1])["messages"][0]["id"] == message_id


def test_the_first_repeat_comes_at_once_and_the_pauses_grow() -> None:
    pauses = growing_pauses()

    first, *later = [next(pauses) for _ in range(12)]

    assert first == 0
    assert later == sorted(later)
    assert later[-1] > later[0] > 0


async def test_statuses_come_in_order_and_echo_our_data(
    graph: httpx.AsyncClient,
    listener: Listener,
) -> None:
    body = {
        "messaging_product": "whatsapp",
        "to": MARYAM,
        "text": {"body": "Peace"},
        "biz_opaque_callback_data": "part-7",
    }
    await graph.post("/messages", json=body)

    reports = [value(webhook)["statuses"][0] for webhook in await listener.wait_for(3)]
    assert [report["status"] for report in reports] == ["sent", "delivered", "read"]
    assert {report["biz_opaque_callback_data"] for report in reports} == {"part-7"}
    assert {report["recipient_id"] for report in reports} == {MARYAM}
    assert reports[0]["pricing"]["category"] == "service"


async def test_webhooks_of_ones_own_go_out_as_they_are(
    emulator: Emulator,
    listener: Listener,
) -> None:
    bodies = [raw("wamid.1"), raw("wamid.1"), {"odd": ["/", None]}]

    await emulator.phones.send_webhooks(bodies)

    sent = [json.loads(webhook.body) for webhook in listener.received]
    assert sorted(map(str, sent)) == sorted(map(str, bodies))


async def test_who_writes_by_such_a_webhook_can_be_answered(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    await emulator.phones.send_webhooks([raw("wamid.1", "33612345678")])

    reading = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
    answer = {"messaging_product": "whatsapp", "to": "33612345678", "text": {"body": "Peace"}}
    assert (await graph.post("/messages", json=reading)).status_code == 200
    assert (await graph.post("/messages", json=answer)).status_code == 200
    assert [said.text for said in await emulator.phones.chat("33612345678")] == ["Salam", "Peace"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"entry": 1},
        {"entry": [None]},
        {"entry": [{"changes": [{"value": {"messages": [{}]}}]}]},
    ],
)
async def test_a_body_of_any_shape_is_sent(
    emulator: Emulator,
    listener: Listener,
    body: dict[str, Any],
) -> None:
    await emulator.phones.send_webhooks([body])

    assert json.loads(listener.received[0].body) == body
