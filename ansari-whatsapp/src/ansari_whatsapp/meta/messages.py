"""What a person's message says, read from the stored event when its turn comes."""

import json
from dataclasses import dataclass

from ansari_whatsapp.meta.events import object_of, text_of
from ansari_whatsapp.utils.ansari_client import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words from a person."""

    body: str
    is_forwarded: bool = False
    """Whether these are somebody else's, passed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Something that expects no answer, such as a reaction or a notice from WhatsApp itself."""

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


Content = Text | Place | Silent | Unreadable

SILENT_KINDS = frozenset({"reaction", "system", "request_welcome", "revoke", "edit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message: who sent it, under which id, and what it says."""

    wamid: str
    sender: Person
    content: Content
    replies_to: str | None = None
    """The message that this one quotes, ours or the person's own."""


def read_message(payload: str) -> Inbound:
    """Read the payload of a stored `message` event."""
    message = object_of(object_of(json.loads(payload)).get("message"))
    return Inbound(
        wamid=text_of(message.get("id")),
        sender=Person(
            phone=text_of(message.get("from")) or None,
            whatsapp_id=text_of(message.get("from_user_id")) or None,
        ),
        content=_content(message),
        replies_to=text_of(object_of(message.get("context")).get("id")) or None,
    )


def _content(message: dict[str, object]) -> Content:
    kind = text_of(message.get("type"))
    if kind in SILENT_KINDS:
        return Silent(kind=kind)
    if kind == "location" and (place := _place(object_of(message.get(kind)))):
        return place
    words = _words(kind, object_of(message.get(kind))).strip()
    if not words:
        return Unreadable(kind=kind)
    context = object_of(message.get("context"))
    is_forwarded = bool(context.get("forwarded") or context.get("frequently_forwarded"))
    return Text(body=words, is_forwarded=is_forwarded)


def _place(body: dict[str, object]) -> Place | None:
    latitude, longitude = body.get("latitude"), body.get("longitude")
    if not isinstance(latitude, (int, float)) or not isinstance(longitude, (int, float)):
        return None
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees
    return Place(latitude=latitude, longitude=longitude) if is_on_earth else None


def _words(kind: str, body: dict[str, object]) -> str:
    """Find the words that a message carries: typed, or chosen with a button or from a list."""
    match kind:
        case "text":
            return text_of(body.get("body"))
        case "button":
            return text_of(body.get("text"))
        case "interactive":
            reply = object_of(body.get(text_of(body.get("type"))))
            return text_of(reply.get("title"))
        case "image" | "video" | "document":
            return text_of(body.get("caption"))
        case _:
            return ""
