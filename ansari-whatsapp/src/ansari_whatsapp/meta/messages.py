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


Content = Text | Place | Reaction | Opened | Silent | Unreadable

SILENT_KINDS = frozenset({"system", "revoke", "edit"})


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
    if kind == "request_welcome":
        return Opened()
    body = object_of(message.get(kind))
    if kind == "reaction":
        return Reaction(emoji=text_of(body.get("emoji")), wamid=text_of(body.get("message_id")))
    if kind == "location" and (place := _place(body)):
        return place
    words = _words(kind, body).strip()
    if not words:
        return Unreadable(kind=kind)
    context = object_of(message.get("context"))
    is_forwarded = bool(context.get("forwarded") or context.get("frequently_forwarded"))
    return Text(body=words, is_forwarded=is_forwarded, pressed=_pressed(kind, body))


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
            return text_of(_reply(body).get("title"))
        case "image" | "video" | "document":
            return text_of(body.get("caption"))
        case _:
            return ""


def _pressed(kind: str, body: dict[str, object]) -> str:
    return text_of(_reply(body).get("id")) if kind == "interactive" else ""


def _reply(body: dict[str, object]) -> dict[str, object]:
    """Give the choice in an interactive message; its type names its field."""
    return object_of(body.get(text_of(body.get("type"))))
