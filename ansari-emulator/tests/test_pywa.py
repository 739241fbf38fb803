"""A client library of others, unchanged but for its base address: it must find a Meta here."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pywa_async import WhatsApp, types
from pywa_async.errors import ReEngagementMessage, WhatsAppError
from pywa_async.types import templates

from ansari_emulator.business import Business
from ansari_emulator.testing import Emulator, serving

MARYAM = "16505551234"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
Update = types.Message | types.CallbackButton | types.CallbackSelection | types.MessageStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """pywa, and what it understood of the webhooks."""

    client: WhatsApp
    understood: asyncio.Queue[Update] = field(default_factory=asyncio.Queue)

    async def next(self) -> Any:
        """The next thing said by a person."""
        async with asyncio.timeout(60):
            while isinstance(update := await self.understood.get(), types.MessageStatus):
                continue
        return update

    async def status(self) -> types.MessageStatus:
        """The next status."""
        async with asyncio.timeout(60):
            while not isinstance(update := await self.understood.get(), types.MessageStatus):
                continue
        return update


@pytest_asyncio.fixture(loop_scope="session")
async def bot(
    emulator: Emulator, business: Business, certificates: ssl.SSLContext
) -> AsyncIterator[Bot]:
    app = FastAPI()
    async with (
        httpx.AsyncClient(verify=certificates) as session,
        serving(app, "/hook") as url,
    ):
        client = WhatsApp(
            business.phone_number_id,
            business.access_token,
            session=session,
            server=app,
            webhook_endpoint="/hook",
            verify_token="our word",
            app_id=business.app_id,
            app_secret=business.app_secret,
        )
        session.base_url = httpx.URL(f"{emulator.url}/v25.0")
        bot = Bot(client=client)

        async def keep(_: WhatsApp, update: Any) -> None:
            await bot.understood.put(update)

        for listen in (
            client.on_message,
            client.on_callback_button,
            client.on_callback_selection,
            client.on_message_status,
        ):
            listen(keep)
        token = await client.api.get_app_access_token(int(business.app_id), business.app_secret)
        await client.api.set_app_callback_url(
            int(business.app_id), token["access_token"], url, "our word", ("messages",)
        )
        yield bot


Sending = Callable[[WhatsApp], Awaitable[Any]]
ENGLISH = templates.TemplateLanguage.ENGLISH_US
CHOICES = [types.Button(title="Yes", callback_data="yes")]
ROWS = types.SectionList(
    button_title="Languages",
    sections=[
        types.Section(title="All", rows=[types.SectionRow(title="Urdu", callback_data="ur")])
    ],
)


@pytest.mark.parametrize(
    ("kind", "send"),
    [
        ("text", lambda wa: wa.send_message(MARYAM, "Peace")),
        ("image", lambda wa: wa.send_image(MARYAM, PNG, caption="Look", mime_type="image/png")),
        ("video", lambda wa: wa.send_video(MARYAM, b"a video", mime_type="video/mp4")),
        ("audio", lambda wa: wa.send_audio(MARYAM, b"a song", mime_type="audio/mpeg")),
        ("audio", lambda wa: wa.send_voice(MARYAM, b"a voice", mime_type="audio/ogg")),
        ("sticker", lambda wa: wa.send_sticker(MARYAM, b"RIFF", mime_type="image/webp")),
        (
            "document",
            lambda wa: wa.send_document(MARYAM, b"%PDF", "a.pdf", mime_type="application/pdf"),
        ),
        ("image", lambda wa: wa.send_image(MARYAM, "https://example.org/a.png")),
        ("location", lambda wa: wa.send_location(MARYAM, 21.4, 39.8, "Kaaba", "Makkah")),
        (
            "contacts",
            lambda wa: wa.send_contact(
                MARYAM, types.Contact(types.Contact.Name("Ali"), phones=[types.Contact.Phone("1")])
            ),
        ),
        ("interactive", lambda wa: wa.send_message(MARYAM, "Well?", buttons=CHOICES)),
        ("interactive", lambda wa: wa.send_message(MARYAM, "Well?", "Top", "Below", CHOICES)),
        ("interactive", lambda wa: wa.send_message(MARYAM, "Which?", buttons=ROWS)),
        (
            "interactive",
            lambda wa: wa.send_message(
                MARYAM, "Read on", buttons=types.URLButton("Open", "https://example.org")
            ),
        ),
        ("interactive", lambda wa: wa.request_location(MARYAM, "Where are you?")),
        ("interactive", lambda wa: wa.request_contact_info(MARYAM, "Who are you?")),
        (
            "template",
            lambda wa: wa.send_template(MARYAM, "hello_world", ENGLISH),
        ),
    ],
)
async def test_each_kind_is_sent(bot: Bot, emulator: Emulator, kind: str, send: Sending) -> None:
    sent = await send(bot.client)

    (message,) = await emulator.phones.chat(MARYAM)
    assert (message.id, message.kind) == (sent.id, kind)


async def test_a_message_is_read_answered_and_reacted_to(bot: Bot, emulator: Emulator) -> None:
    asked = await emulator.phones.say(MARYAM, "Salam")
    message = await bot.next()

    await message.mark_as_read()
    await message.indicate_typing()
    await message.reply("Peace", quote=True)
    await message.react("🤲")

    heard, reply, reaction = await emulator.phones.chat(MARYAM)
    assert heard.status == "read"
    assert (reply.text, reply.replies_to) == ("Peace", asked)
    assert reaction.reaction
    assert (reaction.reaction.emoji, reaction.reaction.message_id) == ("🤲", asked)


async def test_a_file_is_uploaded_looked_up_downloaded_and_deleted(
    bot: Bot, tmp_path: Path
) -> None:
    media = await bot.client.upload_media(PNG, "image/png", "a.png")
    about = await bot.client.get_media_url(media.id)
    kept = await about.download(path=tmp_path, filename="b.png")

    deleted = await bot.client.delete_media(media.id)

    assert (about.mime_type, int(about.file_size), kept.read_bytes()) == (
        "image/png",
        len(PNG),
        PNG,
    )
    assert deleted
    with pytest.raises(WhatsAppError, match="does not exist"):
        await bot.client.get_media_url(media.id)


@pytest.mark.parametrize(
    ("kind", "mime_type", "extra"),
    [
        ("image", "image/jpeg", {"caption": "Look"}),
        ("video", "video/mp4", {}),
        ("audio", "audio/ogg; codecs=opus", {"voice": True}),
        ("document", "application/pdf", {"filename": "a.pdf"}),
        ("sticker", "image/webp", {"animated": True}),
    ],
)
async def test_a_file_of_a_person_is_understood_and_downloaded(
    bot: Bot, emulator: Emulator, kind: str, mime_type: str, extra: dict[str, Any]
) -> None:
    media_id = await emulator.phones.keep(b"bytes", mime_type)

    await emulator.phones.send(MARYAM, **{kind: {"id": media_id, **extra}})

    message = await bot.next()
    media = getattr(message, kind)
    assert (message.type, media.id, media.mime_type) == (kind, media_id, mime_type)
    assert {name: getattr(media, name, getattr(message, name, None)) for name in extra} == extra
    assert await media.get_bytes() == b"bytes"


async def test_words_are_understood_as_said_quoted_and_forwarded(
    bot: Bot, emulator: Emulator
) -> None:
    first = await emulator.phones.say(MARYAM, "Salam / سلام")
    said = await bot.next()
    await emulator.phones.send(MARYAM, text="This one", replies_to=first)
    quoted = await bot.next()
    await emulator.phones.send(MARYAM, text="They say …", forwarded="frequently_forwarded")
    forwarded = await bot.next()

    assert (said.id, said.text, said.from_user.name) == (first, "Salam / سلام", "Maryam")
    assert quoted.reply_to_message.id == first
    assert forwarded.forwarded_many_times


async def test_a_place_contacts_and_a_reaction_are_understood(bot: Bot, emulator: Emulator) -> None:
    await emulator.phones.send(MARYAM, location={"latitude": 21.4, "longitude": 39.8, "name": "K"})
    place = await bot.next()
    await emulator.phones.send(MARYAM, contacts=[{"name": "Ali", "phones": ["+1 555"]}])
    cards = await bot.next()
    await emulator.phones.send(MARYAM, reaction={"message_id": place.id, "emoji": "👍"})
    reaction = await bot.next()

    assert (place.location.latitude, place.location.name) == (21.4, "K")
    assert cards.contacts[0].name.formatted_name == "Ali"
    assert cards.contacts[0].phones[0].phone == "+1 555"
    assert (reaction.reaction.emoji, reaction.reaction.message_id) == ("👍", place.id)


async def test_what_meta_does_not_pass_on_is_understood_as_such(
    bot: Bot, emulator: Emulator
) -> None:
    await emulator.phones.send(MARYAM, unsupported={"type": "poll_creation"})

    message = await bot.next()

    assert message.type is types.MessageType.UNSUPPORTED
    assert message.unsupported.type == "poll_creation"


async def test_presses_are_understood(bot: Bot, emulator: Emulator) -> None:
    asked = await bot.client.send_message(MARYAM, "Well?", buttons=CHOICES)
    await emulator.phones.press(MARYAM, asked.id, "yes")
    button = await bot.next()
    listed = await bot.client.send_message(MARYAM, "Which?", buttons=ROWS)
    await emulator.phones.press(MARYAM, listed.id, "ur")
    row = await bot.next()

    assert isinstance(button, types.CallbackButton)
    assert (button.data, button.title) == ("yes", "Yes")
    assert isinstance(row, types.CallbackSelection)
    assert (row.data, row.title, row.reply_to_message.id) == ("ur", "Urdu", listed.id)


async def test_somebody_with_a_hidden_number_is_answered(bot: Bot, emulator: Emulator) -> None:
    person = await emulator.phones.add(name="Zaynab", number_hidden=True, username="@zaynab")
    await emulator.phones.say(person.phone, "Salam")
    message = await bot.next()

    await message.reply("Peace")

    _, reply = await emulator.phones.chat(person.phone)
    assert (message.from_user.bsuid, message.from_user.wa_id) == (person.user_id, None)
    assert reply.text == "Peace"


async def test_statuses_are_understood_with_our_own_data(bot: Bot) -> None:
    sent = await bot.client.send_message(MARYAM, "Peace", tracker="part-7")

    statuses = [await bot.status() for _ in range(3)]

    assert [status.status for status in statuses] == ["sent", "delivered", "read"]
    assert {(status.id, status.tracker) for status in statuses} == {(sent.id, "part-7")}


async def test_a_refusal_is_understood(bot: Bot, emulator: Emulator) -> None:
    await emulator.phones.put_forward(24 * 60 * 60)

    with pytest.raises(ReEngagementMessage):
        await bot.client.send_message(MARYAM, "Peace")
