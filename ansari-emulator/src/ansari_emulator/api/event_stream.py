"""What happens, as server-sent events, which browsers and httpx can follow alike."""

from collections.abc import AsyncIterator
from dataclasses import asdict

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from ansari_emulator.api import wire
from ansari_emulator.api.message_view import MessageView
from ansari_emulator.api.traffic_wire import ExchangeView, ScenarioMovedView
from ansari_emulator.chats.events import (
    Event,
    Events,
    Exchanged,
    MessageChanged,
    PersonJoined,
    ScenarioMoved,
    TypingShown,
)
from ansari_emulator.parts import Platform

router = APIRouter(prefix="/api", tags=["Events"])


@router.get("/events")
async def events(whatsapp: Platform) -> StreamingResponse:
    """Follow everything from now on: `person`, `message` and `typing`, each with JSON as data."""
    return StreamingResponse(stream(whatsapp.events), media_type="text/event-stream")


@router.get("/backstage")
async def backstage(whatsapp: Platform) -> StreamingResponse:
    """Follow what phones don't show: `exchange`, and `scenario` while one is played."""
    return StreamingResponse(stream(whatsapp.backstage), media_type="text/event-stream")


async def stream(happening: Events) -> AsyncIterator[str]:
    """The first line goes out at once, so that a client knows from when on it misses nothing."""
    with happening.watched() as watcher:
        yield ": watching\n\n"
        async for event in watcher:
            yield as_text(event)


def as_text(event: Event) -> str:
    """One event as it goes over the wire."""
    name, view = _named(event)
    return f"event: {name}\ndata: {view.model_dump_json()}\n\n"


def _named(event: Event) -> tuple[str, BaseModel]:
    match event:
        case PersonJoined(person=person):
            return "person", wire.PersonView.of(person)
        case MessageChanged(message=message):
            return "message", MessageView.of(message)
        case TypingShown(phone=phone, until=until):
            return "typing", wire.TypingView(phone=phone, until=until)
        case Exchanged(exchange=exchange):
            return "exchange", ExchangeView.of(exchange)
        case ScenarioMoved():
            return "scenario", ScenarioMovedView(**asdict(event))
