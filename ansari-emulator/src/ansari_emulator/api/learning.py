"""Take from a webhook of somebody's own making what phones would know: who wrote, and what.

Without it the business could not answer those people, nor mark their messages as read. Whatever
has another shape is passed over: such a body may be wrong on purpose.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from ansari_emulator.api.wire import Phone
from ansari_emulator.chats.contents import Words
from ansari_emulator.chats.messages import Author, Message, Status
from ansari_emulator.chats.people import Person, UnknownPersonError
from ansari_emulator.whatsapp import WhatsApp


class _Profile(BaseModel):
    name: str = ""


class _Contact(BaseModel):
    wa_id: Phone
    profile: _Profile = _Profile()


class _Text(BaseModel):
    body: str


class _Said(BaseModel):
    id: str
    sender: Annotated[Phone, Field(alias="from")]
    timestamp: int
    text: _Text


Model = TypeVar("Model", bound=BaseModel)


def learn(whatsapp: WhatsApp, body: dict[str, Any]) -> list[str]:
    """Let the people in `body` join and keep what they said; the ids of their messages."""
    for contact in _values(body, "contacts", _Contact):
        _meet(whatsapp, contact.wa_id, contact.profile.name)
    learned = []
    for said in _values(body, "messages", _Said):
        _meet(whatsapp, said.sender)
        whatsapp.quotas.hear(whatsapp.business.phone_number_id, said.sender, whatsapp.now())
        learned.append(said.id)
        if said.id not in whatsapp.messages:
            whatsapp.keep(_as_message(said, whatsapp.business.phone_number_id))
    return learned


def _meet(whatsapp: WhatsApp, phone: str, name: str = "") -> None:
    try:
        whatsapp.people.with_phone(phone)
    except UnknownPersonError:
        whatsapp.join(Person(name=name or f"+{phone}", phone=phone))


def _as_message(said: _Said, number_id: str) -> Message:
    written_at = datetime.fromtimestamp(said.timestamp, UTC)
    return Message(
        id=said.id,
        phone=said.sender,
        number_id=number_id,
        author=Author.PERSON,
        content=Words(text=said.text.body),
        written_at=written_at,
        reached={Status.SENT: written_at},
    )


def _values(body: Any, name: str, model: type[Model]) -> Iterator[Model]:  # noqa: ANN401 - any JSON
    for entry in _items(body, "entry"):
        for change in _items(entry, "changes"):
            for item in _items(_member(change, "value"), name):
                try:
                    yield model.model_validate(item)
                except ValidationError:
                    continue


def _items(holder: Any, name: str) -> list[Any]:  # noqa: ANN401 - any JSON
    found = _member(holder, name)
    return found if isinstance(found, list) else []


def _member(holder: Any, name: str) -> Any:  # noqa: ANN401 - any JSON
    return holder.get(name) if isinstance(holder, dict) else None
