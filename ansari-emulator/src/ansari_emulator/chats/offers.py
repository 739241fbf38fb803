"""What a message of the business offers to press."""

from dataclasses import dataclass
from enum import StrEnum


class OfferKind(StrEnum):
    """How WhatsApp shows it: buttons below the words, a list that a button opens, or one button."""

    BUTTONS = "button"
    LIST = "list"
    LINK = "cta_url"
    """Opens a page; the business hears nothing of it."""
    LOCATION = "location_request_message"
    """The person answers with a location that quotes the message."""
    CONTACT = "contact_request"
    """The person answers with their own contact."""
    QUICK_REPLIES = "quick_reply"
    """The buttons of a template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One button or row; `section` is the heading above the rows that it belongs to."""

    id: str
    title: str
    description: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """All there is to choose from; `opener` stands on the button that opens a list or a page."""

    kind: OfferKind
    choices: tuple[Choice, ...] = ()
    opener: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a person chose, and from what."""

    kind: OfferKind
    choice: Choice

    @property
    def is_quick_reply(self) -> bool:
        """Whether it was the button of a template, of which Meta tells in another way."""
        return self.kind is OfferKind.QUICK_REPLIES


class UnknownChoiceError(Exception):
    """The message offers nothing of this id: say so to the caller."""
