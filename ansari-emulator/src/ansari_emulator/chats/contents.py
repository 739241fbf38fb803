"""What a message can hold, whichever side wrote it.

https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ansari_emulator.chats.offers import Offer, Pressed


class MediaKind(StrEnum):
    """How WhatsApp shows a file."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words alone."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file: one that the emulator keeps (`media_id`), or one somewhere else (`link`)."""

    kind: MediaKind
    media_id: str | None = None
    link: str | None = None
    mime_type: str | None = None
    sha256: str | None = None
    """In base64, as webhooks tell it."""
    caption: str | None = None
    filename: str | None = None
    voice: bool = False
    """Recorded in the chat."""
    animated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on the map in degrees; with a name only when a place was chosen."""

    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPhone:
    """One number on a contact's card; `wa_id` says that WhatsApp knows it."""

    phone: str
    wa_id: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Somebody's contact."""

    formatted_name: str
    first_name: str | None = None
    last_name: str | None = None
    phones: tuple[CardPhone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Contacts, one or more."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """An emoji on another message; an empty one takes it away."""

    message_id: str
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """Words of the business with something to press below them, and perhaps a header and footer."""

    body: str
    offer: Offer
    header: str | Attachment | None = None
    footer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FromTemplate:
    """A message that Meta has approved, with its blanks filled in."""

    name: str
    language: str
    body: str
    offer: Offer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """Something that the Cloud API doesn't pass on; `kind` is Meta's word for it."""

    kind: str | None = None


Content = (
    Words | Attachment | Place | Cards | Reaction | Offering | FromTemplate | Pressed | Unsupported
)


def words_of(content: Content) -> str:
    """What is to be read in it; nothing in a file without a caption."""
    match content:
        case Words(text=text):
            return text
        case Attachment(caption=caption):
            return caption or ""
        case Offering(body=body) | FromTemplate(body=body):
            return body
        case Pressed(choice=choice):
            return choice.title
        case Place() | Cards() | Reaction() | Unsupported():
            return ""


def offer_of(content: Content) -> Offer | None:
    """What the person may press."""
    match content:
        case Offering(offer=offer) | FromTemplate(offer=offer):
            return offer
        case _:
            return None


_KINDS: Final[Mapping[type, str]] = {
    Words: "text",
    Place: "location",
    Cards: "contacts",
    Reaction: "reaction",
    Offering: "interactive",
    FromTemplate: "template",
    Unsupported: "unsupported",
}


def kind_of(content: Content) -> str:
    """Meta's word for the kind of message."""
    match content:
        case Attachment(kind=kind):
            return kind
        case Pressed():
            return "button" if content.is_quick_reply else "interactive"
        case _:
            return _KINDS[type(content)]
