"""What happens, as server-sent events, which browsers and httpx can follow alike."""

from collections.abc import AsyncIterator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from ansari_emulator.api import wire
from ansari_emulator.api.message_view import MessageView
from ansari_emulator.chats.events import Event, MessageChanged, PersonJoined, TypingShown
from ansari_emulator.parts import Platform
from ansari_emulator.whatsapp import WhatsApp

router = APIRouter(prefix="/api", tags=["Events"])


@router.get("/events")
async def events(whatsapp: Platform) -> StreamingResponse:
    """Follow everything from now on: `person`, `message` and `typing`, each with JSON as data."""
    return StreamingResponse(_stream(whatsapp), media_type="text/event-stream")


async def _stream(whatsapp: WhatsApp) -> AsyncIterator[str]:
    """The first line goes out at once, so that a client knows from when on it misses nothing."""
    with whatsapp.events.watched() as watcher:
        yield ": watching\n\n"
        async for event in watcher:
            yield as_text(event)


def as_text(event: Event) -> str:
    """One event as it goes over the wire."""
    name, view = _named(event)
    return f"event: {name}\ndata: {view.model_dump_json()}\n\n"


def _named(event: Event) -> tuple[str, wire.PersonView | MessageView | wire.TypingView]:
    match event:
        case PersonJoined(person=person):
            return "person", wire.PersonView.of(person)
        case MessageChanged(message=message):
            return "message", MessageView.of(message)
        case TypingShown(phone=phone, until=until):
            return "typing", wire.TypingView(phone=phone, until=until)
