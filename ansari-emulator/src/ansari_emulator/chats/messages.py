"""What has been said, and how far each message has come."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from ansari_emulator.chats.offers import Offer, Pressed


class Author(StrEnum):
    """Who wrote a message: the person with the phone, or the business."""

    PERSON = "person"
    BUSINESS = "business"


class Status(IntEnum):
    """The ticks of a message, in the order in which they come."""

    SENT = 1
    DELIVERED = 2
    READ = 3


class UnknownMessageError(Exception):
    """No message has this id: say so to the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Words in one chat; `reached` tells when it came to each status."""

    id: str
    phone: str
    author: Author
    text: str
    written_at: datetime
    reached: Mapping[Status, datetime]
    callback_data: str | None = None
    replies_to: str | None = None
    """The id of the message that this one quotes."""
    offer: Offer | None = None
    """What the business lets the person press."""
    pressed: Pressed | None = None
    """What the person pressed to write this."""

    @property
    def status(self) -> Status | None:
        """How far it has come; a late `delivered` never takes a `read` back."""
        return max(self.reached, default=None)

    def at(self, status: Status, now: datetime) -> "Message":
        """The same message after it came to `status`; the first time counts."""
        return replace(self, reached={status: now, **self.reached})


def new_message_id() -> str:
    """An id of the form that Meta gives."""
    return "wamid." + base64.b64encode(secrets.token_bytes(36)).decode()


class Messages:
    """All chats, each in the order in which it was written; kept in memory only."""

    def __init__(self) -> None:
        self._by_id: dict[str, Message] = {}
        self._chats: dict[str, list[str]] = {}

    def put(self, message: Message) -> None:
        """Add `message`, or replace what is known of it."""
        if message.id not in self._by_id:
            self._chats.setdefault(message.phone, []).append(message.id)
        self._by_id[message.id] = message

    def get(self, message_id: str) -> Message:
        """The message as it stands now."""
        try:
            return self._by_id[message_id]
        except KeyError:
            raise UnknownMessageError from None

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._by_id

    def chat_with(self, phone: str) -> list[Message]:
        """Both sides of one person's chat, oldest first."""
        return [self._by_id[message_id] for message_id in self._chats.get(phone, [])]
