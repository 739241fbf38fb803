"""What a message of the business offers to press."""

from dataclasses import dataclass
from enum import StrEnum


class OfferKind(StrEnum):
    """How WhatsApp shows it: buttons below the words, or a list that a button opens."""

    BUTTONS = "button"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One button or row."""

    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """All there is to choose from; `opener` is the words on the button that opens a list."""

    kind: OfferKind
    choices: tuple[Choice, ...]
    opener: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a person chose, and from what."""

    kind: OfferKind
    choice: Choice


class UnknownChoiceError(Exception):
    """The message offers nothing of this id: say so to the caller."""
