"""What has been said, and how far each message has come."""

import base64
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

from ansari_emulator.chats.contents import Content, offer_of, words_of
from ansari_emulator.chats.offers import Offer

REMEMBERED: Final = 50_000


class Author(StrEnum):
    """Who wrote a message: the person with the phone, or the business."""

    PERSON = "person"
    BUSINESS = "business"


class Status(IntEnum):
    """The ticks of a message, in the order in which they come, or that it won't arrive."""

    SENT = 1
    DELIVERED = 2
    READ = 3
    FAILED = 4


class Forwarded(StrEnum):
    """A message that came from another chat: up to five times, or more often."""

    ONCE = "forwarded"
    OFTEN = "frequently_forwarded"


class UnknownMessageError(Exception):
    """No message has this id: say so to the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One of Meta's error codes, in Meta's words."""

    code: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a chat; `reached` tells when it came to each status."""

    id: str
    phone: str
    number_id: str
    """The number of the business that it went to, or came from."""
    author: Author
    content: Content
    written_at: datetime
    reached: Mapping[Status, datetime]
    callback_data: str | None = None
    replies_to: str | None = None
    """The id of the message that this one quotes."""
    forwarded: Forwarded | None = None
    failure: Failure | None = None
    """Why it will not arrive, though it was accepted."""
    to_phone: bool = False
    """Whether the business wrote to the number, which it then knows even of one who hides it."""

    @property
    def text(self) -> str:
        """What is to be read in it."""
        return words_of(self.content)

    @property
    def offer(self) -> Offer | None:
        """What the person may press."""
        return offer_of(self.content)

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
    """All chats, each in the order in which it was written; kept in memory only.

    Of all messages together the newest `limit` are remembered.
    """

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._by_id: OrderedDict[str, Message] = OrderedDict()
        self._chats: dict[str, deque[str]] = {}
        self._limit = limit

    def put(self, message: Message) -> None:
        """Add `message`, or replace what is known of it."""
        if message.id not in self._by_id:
            self._chats.setdefault(message.phone, deque()).append(message.id)
        self._by_id[message.id] = message
        if len(self._by_id) > self._limit:
            self._forget_the_oldest()

    def _forget_the_oldest(self) -> None:
        _, oldest = self._by_id.popitem(last=False)
        chat = self._chats[oldest.phone]
        chat.popleft()  # the oldest of all is the oldest of its chat
        if not chat:
            del self._chats[oldest.phone]

    def get(self, message_id: str) -> Message:
        """The message as it stands now."""
        try:
            return self._by_id[message_id]
        except KeyError:
            raise UnknownMessageError from None

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._by_id

    def chats(self) -> Iterator[list[Message]]:
        """Every chat."""
        return map(self.chat_with, self._chats)

    def chat_with(self, phone: str) -> list[Message]:
        """Both sides of one person's chat, oldest first."""
        return [self._by_id[message_id] for message_id in self._chats.get(phone, [])]
