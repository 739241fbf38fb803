"""What people send, and how the business hears of it."""

import base64
import json
from hashlib import sha256
from typing import Any

import httpx
import pytest

from ansari_emulator.testing import Emulator, Listener

MARYAM = "16505551234"
YUSUF = "201001234567"


async def value(listener: Listener, number: int = 1) -> dict[str, Any]:
    """What the latest of so many webhooks tells."""
    webhook = (await listener.wait_for(number))[-1]
    found: dict[str, Any] = json.loads(webhook.body)["entry"][0]["changes"][0]["value"]
    return found


async def heard(listener: Listener, number: int = 1) -> dict[str, Any]:
    (message,) = (await value(listener, number))["messages"]
    assert isinstance(message, dict)
    return message


@pytest.mark.parametrize(
    ("kind", "mime_type", "extra", "told"),
    [
        ("image", "image/jpeg", {"caption": "A page / صفحة"}, {"caption": "A page / صفحة"}),
        ("video", "video/mp4", {}, {}),
        ("audio", "audio/ogg; codecs=opus", {"voice": True}, {"voice": True}),
        ("audio", "audio/mpeg", {}, {"voice": False}),
        ("document", "application/pdf", {"filename": "a.pdf"}, {"filename": "a.pdf"}),
        ("sticker", "image/webp", {"animated": True}, {"animated": True}),
    ],
)
async def test_a_file_is_told_by_its_id_type_and_digest(
    emulator: Emulator,
    listener: Listener,
    *,
    kind: str,
    mime_type: str,
    extra: dict[str, Any],
    told: dict[str, Any],
) -> None:
    media_id = await emulator.phones.keep(b"bytes", mime_type)

    await emulator.phones.send(MARYAM, **{kind: {"id": media_id, **extra}})

    message = await heard(listener)
    digest = base64.b64encode(sha256(b"bytes").digest()).decode()
    assert message["type"] == kind
    assert message[kind] == {"id": media_id, "mime_type": mime_type, "sha256": digest, **told}


async def test_a_place_is_told_with_its_name(emulator: Emulator, listener: Listener) -> None:
    place = {"latitude": 21.4225, "longitude": 39.8262, "name": "Kaaba", "address": "Makkah"}

    await emulator.phones.send(MARYAM, location=place)

    message = await heard(listener)
    assert (message["type"], message["location"]) == ("location", place)


async def test_contacts_are_told_as_cards(emulator: Emulator, listener: Listener) -> None:
    await emulator.phones.send(MARYAM, contacts=[{"name": "Ali Hasan", "phones": ["+1 555"]}])

    message = await heard(listener)
    (card,) = message["contacts"]
    assert message["type"] == "contacts"
    assert card["name"] == {"formatted_name": "Ali Hasan", "first_name": "Ali"}
    assert card["phones"] == [{"phone": "+1 555", "type": "CELL"}]


@pytest.mark.parametrize(("emoji", "told"), [("👍", {"emoji": "👍"}), ("", {})])
async def test_a_reaction_names_its_message_and_one_taken_away_has_no_emoji(
    emulator: Emulator, listener: Listener, emoji: str, told: dict[str, str]
) -> None:
    message_id = await emulator.phones.say(MARYAM, "Peace")
    await listener.wait_for(1)

    await emulator.phones.send(MARYAM, reaction={"message_id": message_id, "emoji": emoji})

    message = await heard(listener, 2)
    assert message["type"] == "reaction"
    assert message["reaction"] == {"message_id": message_id, **told}


async def test_a_quotation_names_what_it_quotes(emulator: Emulator, listener: Listener) -> None:
    message_id = await emulator.phones.say(MARYAM, "Peace")
    await listener.wait_for(1)

    await emulator.phones.send(MARYAM, text="This one", replies_to=message_id)

    message = await heard(listener, 2)
    assert (message["text"]["body"], message["context"]["id"]) == ("This one", message_id)


@pytest.mark.parametrize("how", ["forwarded", "frequently_forwarded"])
async def test_what_is_forwarded_says_so(emulator: Emulator, listener: Listener, how: str) -> None:
    await emulator.phones.send(MARYAM, text="They say that …", forwarded=how)

    assert (await heard(listener))["context"] == {how: True}


async def test_what_meta_does_not_pass_on_is_told_as_an_error(
    emulator: Emulator, listener: Listener
) -> None:
    await emulator.phones.send(MARYAM, unsupported={"type": "poll_creation"})

    message = await heard(listener)
    assert (message["type"], message["unsupported"]) == ("unsupported", {"type": "poll_creation"})
    assert message["errors"][0]["code"] == 131051


async def test_a_hidden_number_is_nowhere_in_the_webhook(
    emulator: Emulator, listener: Listener
) -> None:
    person = await emulator.phones.add(name="Zaynab", number_hidden=True, username="@zaynab")

    await emulator.phones.say(person.phone, "Peace")

    told = await value(listener)
    (contact,) = told["contacts"]
    assert person.phone not in json.dumps(told)
    assert told["messages"][0]["from_user_id"] == contact["user_id"] == person.user_id
    assert contact["profile"] == {"name": "Zaynab", "username": "@zaynab"}


@pytest.mark.parametrize("knows_the_number", [True, False])
async def test_a_status_names_a_hidden_number_only_to_who_wrote_to_it(
    emulator: Emulator, listener: Listener, graph: httpx.AsyncClient, *, knows_the_number: bool
) -> None:
    person = await emulator.phones.add(name="Zaynab", number_hidden=True)
    to = {"to": person.phone} if knows_the_number else {"recipient": person.user_id}
    body = {"messaging_product": "whatsapp", "text": {"body": "Peace"}, **to}

    await graph.post("/messages", json=body)

    (report,) = (await value(listener))["statuses"]
    assert report["recipient_user_id"] == person.user_id
    assert ("recipient_id" in report) is knows_the_number


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ({}, 422),
        ({"text": ""}, 422),
        ({"text": "a", "location": {"latitude": 0, "longitude": 0}}, 422),
        ({"location": {"latitude": 91, "longitude": 0}}, 422),
        ({"image": {"id": "1", "captoin": "a"}}, 422),
        ({"contacts": []}, 422),
        ({"contacts": [{"name": " "}]}, 422),
        ({"image": {"id": "1"}}, 404),
        ({"text": "a", "replies_to": "wamid.none"}, 404),
        ({"reaction": {"message_id": "wamid.none", "emoji": "👍"}}, 404),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    emulator: Emulator, message: dict[str, Any], status: int
) -> None:
    async with httpx.AsyncClient(base_url=emulator.url) as http:
        response = await http.post(f"/api/people/{MARYAM}/messages", json=message)

    assert response.status_code == status
    assert await emulator.phones.chat(MARYAM) == []


async def test_nobody_quotes_from_a_chat_of_others(emulator: Emulator) -> None:
    message_id = await emulator.phones.say(MARYAM, "Between us")

    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await emulator.phones.send(YUSUF, text="What?", replies_to=message_id)


async def test_the_chat_shows_every_kind(emulator: Emulator) -> None:
    media_id = await emulator.phones.keep(b"bytes", "image/png")
    await emulator.phones.send(MARYAM, image={"id": media_id, "caption": "*Look*"})
    await emulator.phones.send(MARYAM, location={"latitude": 1, "longitude": 2})
    await emulator.phones.send(MARYAM, contacts=[{"name": "Ali", "phones": ["1"]}])

    image, place, cards = await emulator.phones.chat(MARYAM)

    assert image.kind == "image"
    assert image.media
    assert (image.media.id, image.lines[0].spans[0].marks) == (media_id, ("bold",))
    assert place.location
    assert (place.location.latitude, place.location.longitude) == (1, 2)
    assert cards.contacts
    assert (cards.contacts[0].name, cards.contacts[0].phones) == ("Ali", ["1"])


async def test_the_page_gets_the_bytes_but_never_as_a_page(emulator: Emulator) -> None:
    media_id = await emulator.phones.keep(b"<script>", "text/html")

    async with httpx.AsyncClient(base_url=emulator.url) as http:
        response = await http.get(f"/api/media/{media_id}")
        missing = await http.get("/api/media/1")

    assert (response.content, missing.status_code) == (b"<script>", 404)
    assert response.headers["content-disposition"] == "attachment"
    assert response.headers["x-content-type-options"] == "nosniff"
