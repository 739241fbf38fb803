"""A voice note is answered as if it had been written, or its sender is kindly asked to write."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from ansari_whatsapp.presenters.texts import ServiceText, service_text

MEDIUM = "1003383421387256"
ANSWER = "*Patience* is light."


def voice_note() -> dict[str, Any]:
    audio = {"id": MEDIUM, "mime_type": "audio/ogg; codecs=opus", "voice": True}
    now = str(int(datetime.now(UTC).timestamp()))
    return {"from": "16505551234", "id": "w1", "timestamp": now, "type": "audio", "audio": audio}


class Speech:
    """Puts into writing what it is told to; keeps what it was sent."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.requests: list[bytes] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request.content)
        return self.answer


def understood(words: str) -> Speech:
    return Speech(httpx.Response(200, json={"text": words}))


def at(url: str, size: object = "5") -> dict[str, httpx.Response]:
    told = {"url": url, "mime_type": "audio/ogg", "file_size": size, "id": MEDIUM}
    return {
        f"/v26.0/{MEDIUM}": httpx.Response(200, json=told),
        "/audio": httpx.Response(200, content=b"sound"),
        "/elsewhere": httpx.Response(302, headers={"Location": "https://evil.example/audio"}),
    }


async def said_to(open_gateway: Any, speech: Speech, media: dict[str, httpx.Response]) -> Any:
    async with open_gateway(speech=speech) as gateway:
        gateway.meta.media = media
        await gateway.receive(voice_note())
        await gateway.settle()
        return gateway


async def test_a_voice_note_is_answered(open_gateway: Any) -> None:
    speech = understood(" ما هو الصبر؟ ")

    gateway = await said_to(open_gateway, speech, at("https://lookaside.fbsbx.com/audio"))

    assert [question["message"] for question in gateway.backend.questions] == ["ما هو الصبر؟"]
    assert gateway.meta.bodies == [ANSWER]
    (request,) = speech.requests
    assert b"sound" in request
    assert b'filename="voice.ogg"' in request
    assert b"codecs" not in request


@pytest.mark.parametrize(
    ("speech", "media"),
    [
        (understood("  "), at("https://lookaside.fbsbx.com/audio")),
        (Speech(httpx.Response(500)), at("https://lookaside.fbsbx.com/audio")),
        (Speech(httpx.Response(200, text="no json")), at("https://lookaside.fbsbx.com/audio")),
        (understood("heard"), {}),
        (understood("heard"), at("https://evil.example/audio")),
        (understood("heard"), at("http://lookaside.fbsbx.com/audio")),
        (understood("heard"), at("https://lookaside.fbsbx.com.evil.example/audio")),
        (understood("heard"), at("https://lookaside.fbsbx.com@evil.example/audio")),
        (understood("heard"), at("https://evil.example/lookaside.fbsbx.com/audio")),
        (understood("heard"), at("https://lookaside.fbsbx.com/elsewhere")),
        (understood("heard"), at("file:///audio")),
        (understood("heard"), at("https://lookaside.fbsbx.com/audio", size="99999999")),
        (understood("heard"), at("https://lookaside.fbsbx.com/gone")),
        (understood("heard"), at("no address")),
        (understood("heard"), {f"/v26.0/{MEDIUM}": httpx.Response(200, text="no json")}),
    ],
)
async def test_what_cannot_be_understood_is_asked_for_in_writing(
    open_gateway: Any, speech: Speech, media: dict[str, httpx.Response]
) -> None:
    gateway = await said_to(open_gateway, speech, media)

    assert gateway.meta.bodies == [service_text(ServiceText.COULD_NOT_HEAR, "en")]
    assert gateway.backend.questions == []


async def test_a_recording_is_put_into_writing_once_however_often_its_turn_is_tried(
    open_gateway: Any,
) -> None:
    """Heard twice it may say something else, and the backend refuses a key with other words."""
    heard = iter(["What is patience?", "What is patients?"])

    def speech(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"text": next(heard)})

    async with open_gateway(speech=speech) as gateway:
        gateway.meta.media = at("https://lookaside.fbsbx.com/audio")
        gateway.backend.script = [httpx.Response(503)]
        await gateway.receive(voice_note())
        await gateway.settle()

        asked = [question["message"] for question in gateway.backend.questions]
        assert asked == ["What is patience?"] * 2
        chat = await gateway.database["chats"].find_one({"_id": "16505551234"})
        assert "patience" not in str(chat)
