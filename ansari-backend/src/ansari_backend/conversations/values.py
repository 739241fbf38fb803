"""People, threads and messages, as the rest of the backend sees them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """By what WhatsApp tells people apart; at least one of the two is there."""

    phone_num: str | None = None
    whatsapp_id: str | None = None

    def known(self) -> dict[str, str]:
        """The ids that are there, by the names of their fields."""
        pairs = (("phone_num", self.phone_num), ("whatsapp_id", self.whatsapp_id))
        return {name: value for name, value in pairs if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a person is, as they shared it."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person told of themselves; None where they did not."""

    language: str | None = None
    school: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who writes to Ansari."""

    user_id: str
    preferred_language: str
    location: Location | None = None
    told: Told = Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One conversation of one person."""

    thread_id: str
    user_id: str
    name: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Notes of the older part of a conversation."""

    text: str
    until: str
    """The id of the last message that they cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A passage that an answer quotes, kept so that it can be shown in full later."""

    reference: str
    title: str
    language: str | None
    link: str | None
    text: str
    """All of it in Markdown, also where the answer showed a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How an answer came about: who made it, what it cost, what became of its quotations."""

    model: str
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    """Of the input: what the vendor had read before."""
    dollars: float | None = None
    """None where a price is not known."""
    inserted: int = 0
    verified: int = 0
    corrected: int = 0
    removed: int = 0
    cached: bool = False
    """Whether it was given before, to somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What was said in a thread, by whom."""

    message_id: str
    role: Literal["user", "assistant"]
    content: str
    created_at: datetime
    sources: tuple[CitedSource, ...] = ()
    key: str | None = None
    """Of the turn that an answer belongs to: by it the person's client speaks of the answer."""
    record: Record | None = None
    question: str | None = None
    """The name of what was asked, if others may be given the same answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a person thinks of an answer."""

    verdict: Literal["good", "bad"]
    reason: str | None = None


def now() -> datetime:
    """The time in UTC, as exact as MongoDB keeps it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
