"""What a business sends beside words: taken or refused by Meta's rules, and shown to the person."""

from typing import Any

import httpx
import pytest
import pytest_asyncio

from ansari_emulator.testing import Emulator, Listener

MARYAM = "16505551234"
LINK = {"link": "https://example.org/a.png"}
BODY = {"body": {"text": "Well?"}}


def message(kind: str, content: object) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": MARYAM, "type": kind, kind: content}


def template(name: str, *components: dict[str, Any], language: str = "en") -> dict[str, Any]:
    wanted = {"name": name, "language": {"code": language}, "components": components}
    return message("template", wanted)


def body_with(*words: str) -> dict[str, Any]:
    return {"type": "body", "parameters": [{"type": "text", "text": word} for word in words]}


def link_button(**changes: str) -> dict[str, Any]:
    parameters = {"display_text": "Open", "url": "https://example.org"} | changes
    return BODY | {
        "type": "cta_url",
        "action": {"name": "cta_url", "parameters": parameters},
    }


def buttons(**parts: object) -> dict[str, Any]:
    reply = {"type": "reply", "reply": {"id": "a", "title": "Yes"}}
    return BODY | {"type": "button", "action": {"buttons": [reply]}} | parts


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        ("image", LINK | {"caption": "Look"}, {"text": "Look"}),
        ("video", LINK, {"kind": "video"}),
        ("audio", LINK, {"kind": "audio"}),
        ("document", LINK | {"filename": "a.pdf"}, {"kind": "document"}),
        ("sticker", LINK, {"kind": "sticker"}),
        ("location", {"latitude": 21.4, "longitude": "39.8", "name": "Kaaba"}, {"text": ""}),
        ("contacts", [{"name": {"formatted_name": "Ali"}, "phones": [{"phone": "1"}]}], {}),
        ("interactive", link_button(), {"text": "Well?"}),
        (
            "interactive",
            BODY | {"type": "location_request_message", "action": {"name": "send_location"}},
            {"text": "Well?"},
        ),
        (
            "interactive",
            buttons(header={"type": "text", "text": "Top"}, footer={"text": "Below"}),
            {"header": "Top", "footer": "Below"},
        ),
    ],
)
async def test_each_kind_reaches_the_person(
    graph: httpx.AsyncClient, emulator: Emulator, kind: str, content: object, shown: dict[str, str]
) -> None:
    response = await graph.post("/messages", json=message(kind, content))

    (received,) = await emulator.phones.chat(MARYAM)
    assert response.status_code == 200
    assert received.kind == kind
    assert {name: getattr(received, name) for name in shown} == shown


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("image", {}, 131009),
        ("image", LINK | {"id": "1"}, 131009),
        ("image", {"link": "ftp://example.org"}, 131009),
        ("image", LINK | {"caption": "x" * 1025}, 100),
        ("location", {"latitude": 91, "longitude": 0}, 131009),
        ("location", {"latitude": 0}, 100),
        ("contacts", [], 131009),
        ("contacts", [{"phones": []}], 100),
        ("reaction", {"message_id": "wamid.none", "emoji": "👍"}, 131009),
        ("interactive", link_button(display_text="x" * 21), 100),
        ("interactive", link_button(url="example.org"), 131009),
        ("interactive", buttons(header={"type": "text", "text": "x" * 61}), 100),
        ("interactive", buttons(footer={"text": "x" * 61}), 100),
        ("template", {"name": "hello_world"}, 100),
    ],
)
async def test_what_meta_refuses_is_refused(
    graph: httpx.AsyncClient, emulator: Emulator, kind: str, content: object, code: int
) -> None:
    response = await graph.post("/messages", json=message(kind, content))

    assert response.json()["error"]["code"] == code
    assert await emulator.phones.chat(MARYAM) == []


async def test_a_reaction_is_seen_and_reported_as_sent_alone(
    graph: httpx.AsyncClient, emulator: Emulator, listener: Listener
) -> None:
    message_id = await emulator.phones.say(MARYAM, "Peace")
    await graph.post(
        "/messages", json=message("reaction", {"message_id": message_id, "emoji": "🤲"})
    )
    await listener.wait_for(2)

    _, reaction = await emulator.phones.chat(MARYAM)

    assert reaction.reaction
    assert (reaction.reaction.emoji, reaction.status) == ("🤲", "sent")


@pytest_asyncio.fixture(loop_scope="session")
async def approved(emulator: Emulator) -> None:
    await emulator.phones.approve(
        name="reminder", language="en", body="Dear {{1}}, it is {{2}}.", buttons=["Stop"]
    )


@pytest.mark.usefixtures("approved")
async def test_a_template_is_filled_in_and_its_button_pressed(
    graph: httpx.AsyncClient, emulator: Emulator, listener: Listener
) -> None:
    payload = {"type": "payload", "payload": "stop-all"}
    button = {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [payload]}
    await graph.post("/messages", json=template("reminder", body_with("Maryam", "Friday"), button))
    (received,) = await emulator.phones.chat(MARYAM)

    await emulator.phones.press(MARYAM, received.id, "stop-all")

    (pressed,) = await listener.messages(1)
    assert received.text == "Dear Maryam, it is Friday."
    assert pressed["type"] == "button"
    assert pressed["button"] == {"payload": "stop-all", "text": "Stop"}


@pytest.mark.usefixtures("approved")
@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        (template("reminder", body_with("Maryam")), 400, 132000),
        (template("reminder", body_with("Maryam", "Friday"), language="ar"), 404, 132001),
        (template("unknown"), 404, 132001),
    ],
)
async def test_a_template_must_be_approved_and_filled(
    graph: httpx.AsyncClient, wanted: dict[str, Any], status: int, code: int
) -> None:
    response = await graph.post("/messages", json=wanted)

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
