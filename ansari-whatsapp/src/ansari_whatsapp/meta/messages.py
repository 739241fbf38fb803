"""What a person's message says, read from the stored event when its turn comes."""

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ansari_whatsapp.meta.events import JsonObject, object_of, text_of
from ansari_whatsapp.utils.ansari_client import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words from a person."""

    body: str
    is_forwarded: bool = False
    """Whether these are somebody else's, passed on."""
    pressed: str = ""
    """The id of the button or row of ours that carries these words; empty where they were typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """An emoji beside a message of ours; empty when it was taken away again."""

    emoji: str
    wamid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A person has opened the chat for the first time, and written nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A recording; its words are at Meta, under this id for seven days."""

    media_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A person has another number or another user id from now on."""

    previous: Person
    current: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """A message was taken back by the person."""

    wamid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Something that expects no answer, such as a notice from WhatsApp itself."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A kind of message that we can't read yet; the person is told so kindly."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person is, in degrees."""

    latitude: float
    longitude: float


Content = Text | Voice | Place | Reaction | Opened | Moved | Revoked | Silent | Unreadable

_SILENT_UNSUPPORTED: Final = frozenset({"edit", "keep_in_chat", "pin", "poll_update", "reaction"})
"""What WhatsApp only tells that it can't tell, and what nobody expects an answer to."""
_KINDS_BY_CODE: Final = MappingProxyType({131052: "too_large", 131060: "unavailable"})
"""https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message: who sent it, under which id, and what it says."""

    wamid: str
    sender: Person
    content: Content
    replies_to: str | None = None
    """The message that this one quotes, ours or the person's own."""
    replaces: str | None = None
    """The person's message that this one is a new wording of."""

    @property
    def anchor(self) -> str:
        """The message in the chat that an answer hangs on: an edit is no message of its own."""
        return self.replaces or self.wamid


def read_message(payload: str) -> Inbound:
    """Read the payload of a stored `message` event."""
    message = object_of(object_of(json.loads(payload)).get("message"))
    return Inbound(
        wamid=text_of(message.get("id")),
        sender=Person(
            phone=text_of(message.get("from")) or None,
            whatsapp_id=text_of(message.get("from_user_id")) or None,
        ),
        # What is said to a group is not said to us, and we would answer its sender alone.
        content=Silent(kind="group") if message.get("group_id") else _content(message),
        replies_to=text_of(object_of(message.get("context")).get("id")) or None,
        replaces=_original(message, "edit") or None,
    )


def _content(message: JsonObject) -> Content:  # noqa: PLR0911 - a table of kinds
    kind = text_of(message.get("type"))
    body = object_of(message.get(kind))
    match kind:
        case "request_welcome":
            return Opened()
        case "reaction":
            return Reaction(emoji=text_of(body.get("emoji")), wamid=text_of(body.get("message_id")))
        case "system":
            return _moved(message, body) or Silent(kind=kind)
        case "revoke":
            return Revoked(wamid=_original(message, kind))
        case "edit":
            inner = _content(object_of(body.get("message")))
            return inner if isinstance(inner, Text) else Silent(kind=kind)
        case "unsupported":
            return _unsupported(message, body)
        case "audio" if media_id := text_of(body.get("id")):
            return Voice(media_id=media_id)
        case "location" if place := _place(body):
            return place
        case _:
            return _said(kind, body, message)


def _said(kind: str, body: JsonObject, message: JsonObject) -> Text | Unreadable:
    words = _words(kind, body).strip()
    if not words:
        return Unreadable(kind=kind)
    context = object_of(message.get("context"))
    is_forwarded = bool(context.get("forwarded") or context.get("frequently_forwarded"))
    return Text(body=words, is_forwarded=is_forwarded, pressed=_pressed(kind, body))


def _unsupported(message: JsonObject, body: JsonObject) -> Unreadable | Silent:
    """Tell what Meta could not hand over, by its name for it or by the code that says why."""
    errors = message.get("errors")
    first = object_of(errors[0]) if isinstance(errors, list) and errors else {}
    code, kind = first.get("code"), text_of(body.get("type"))
    if isinstance(code, int) and code in _KINDS_BY_CODE:
        return Unreadable(kind=_KINDS_BY_CODE[code])
    if kind in _SILENT_UNSUPPORTED:
        return Silent(kind=kind)
    return Unreadable(kind=kind.removesuffix("_creation") or "unsupported")


def _moved(message: JsonObject, system: JsonObject) -> Moved | None:
    """Read a change of number or user id. What it leaves out stays as it was."""
    previous = Person(
        phone=text_of(message.get("from")) or None,
        whatsapp_id=text_of(system.get("previous_user_id")) or None,
    )
    current = Person(
        phone=text_of(system.get("wa_id")) or previous.phone,
        whatsapp_id=text_of(system.get("user_id")) or previous.whatsapp_id,
    )
    is_known = previous.phone or previous.whatsapp_id
    return Moved(previous=previous, current=current) if is_known and current != previous else None


def _original(message: JsonObject, kind: str) -> str:
    """Name the message that an edit or a revocation is about."""
    return text_of(object_of(message.get(kind)).get("original_message_id"))


def _place(body: JsonObject) -> Place | None:
    latitude, longitude = body.get("latitude"), body.get("longitude")
    if not isinstance(latitude, (int, float)) or not isinstance(longitude, (int, float)):
        return None
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees
    return Place(latitude=latitude, longitude=longitude) if is_on_earth else None


def _words(kind: str, body: JsonObject) -> str:
    """Find the words that a message carries: typed, or chosen with a button or from a list."""
    match kind:
        case "text":
            return text_of(body.get("body"))
        case "button":
            return text_of(body.get("text"))
        case "interactive":
            return text_of(_reply(body).get("title"))
        case "image" | "video" | "document":
            return text_of(body.get("caption"))
        case _:
            return ""


def _pressed(kind: str, body: JsonObject) -> str:
    return text_of(_reply(body).get("id")) if kind == "interactive" else ""


def _reply(body: JsonObject) -> JsonObject:
    """Give the choice in an interactive message; its type names its field."""
    return object_of(body.get(text_of(body.get("type"))))
