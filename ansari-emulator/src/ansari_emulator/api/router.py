"""Be a person, and read what was said."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, status
from fastapi.responses import JSONResponse

from ansari_emulator.api import wire
from ansari_emulator.api.learning import learn
from ansari_emulator.api.message_view import MessageView
from ansari_emulator.api.new_message import NewMessage
from ansari_emulator.chats.messages import Status
from ansari_emulator.parts import Platform
from ansari_emulator.whatsapp import WhatsApp

router = APIRouter(prefix="/api", tags=["People"])


@router.get("/people")
async def list_people(whatsapp: Platform) -> list[wire.PersonView]:
    """Everybody who has a phone."""
    return [wire.PersonView.of(person) for person in whatsapp.people]


@router.post("/people", status_code=status.HTTP_201_CREATED)
async def add_person(new: wire.NewPerson, whatsapp: Platform) -> wire.PersonView:
    """Give somebody a phone; a known number gets the new name."""
    person = new.as_person()
    whatsapp.join(person)
    return wire.PersonView.of(person)


@router.get("/people/{phone}/messages")
async def read_chat(phone: str, whatsapp: Platform) -> list[MessageView]:
    """Both sides of one chat, oldest first."""
    person = whatsapp.people.with_phone(phone)
    return [MessageView.of(message) for message in whatsapp.messages.chat_with(person.phone)]


@router.post("/people/{phone}/messages", status_code=status.HTTP_201_CREATED)
async def say(phone: str, new: NewMessage, whatsapp: Platform) -> wire.SentView:
    """Send something to the business as this person."""
    person = whatsapp.people.with_phone(phone)
    content = new.content(whatsapp.media, whatsapp.now())
    message = whatsapp.say(
        person, content, number_id=new.number_id, replies_to=new.replies_to, forwarded=new.forwarded
    )
    return wire.SentView(id=message.id)


@router.post("/people/{phone}/presses", status_code=status.HTTP_201_CREATED)
async def press(phone: str, new: wire.NewPress, whatsapp: Platform) -> wire.SentView:
    """Press a button, or a row of a list, that the business has offered this person."""
    person = whatsapp.people.with_phone(phone)
    return wire.SentView(id=whatsapp.press(person, new.message_id, new.choice_id).id)


@router.post("/webhooks", status_code=status.HTTP_204_NO_CONTENT)
async def send_webhooks(raw: wire.RawWebhooks, whatsapp: Platform) -> None:
    """Send bodies of your own making; answers once the business has taken every one."""
    await asyncio.gather(*(_send_raw(whatsapp, body) for body in raw.bodies))


async def _send_raw(whatsapp: WhatsApp, body: dict[str, Any]) -> None:
    learned = learn(whatsapp, body)
    await whatsapp.post_office.send_as_it_is(body)
    for message_id in learned:
        whatsapp.reach(message_id, Status.DELIVERED)


async def answer_unknown_person(_request: Request, _error: Exception) -> JSONResponse:
    """Nobody has the number in the path."""
    return JSONResponse({"detail": "Nobody has this number."}, status.HTTP_404_NOT_FOUND)


async def answer_unknown_offer(_request: Request, _error: Exception) -> JSONResponse:
    """There is no such message in this chat, or no such thing to press."""
    detail = "No message or choice of this id in this chat."
    return JSONResponse({"detail": detail}, status.HTTP_404_NOT_FOUND)
