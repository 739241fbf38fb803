"""Decide which of a person's messages are taken together, and what is to be done about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from ansari_whatsapp.inbox.store import Waiting
from ansari_whatsapp.meta.messages import (
    Inbound,
    Moved,
    Opened,
    Place,
    Reaction,
    Revoked,
    Silent,
    Text,
    Unreadable,
    Voice,
)
from ansari_whatsapp.meta.messages import read_message as read_inbound
from ansari_whatsapp.presenters.menus import Complaint, complaint_of
from ansari_whatsapp.presenters.texts import ServiceText
from ansari_whatsapp.presenters.wishes import Wish, wish_in, wish_of

MOST_CHARACTERS: Final = 60_000
"""Of one turn: the backend takes no longer message."""


class Outcome(StrEnum):
    """How a message ended."""

    ANSWERED = "answered"
    NOTHING_TO_SAY = "nothing_to_say"
    NOT_OUR_NUMBER = "not_our_number"
    UNDELIVERABLE = "undeliverable"
    WITHDRAWN = "withdrawn"
    """Taken back by the person, or said again in other words, before its turn came."""
    BLOCKED = "blocked"
    OVER_QUOTA = "over_quota"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an operator decided about turns."""

    number_ids: frozenset[str]
    retention: timedelta
    """A chat silent for longer than this goes on in a new thread."""
    age_limit: timedelta
    """A message older than this is not answered any more."""
    patience: timedelta
    """How long after its arrival an answer is still useful."""
    burst_window: timedelta
    """A person who was silent for this long has said all they wanted to say; 0 joins nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Words for the backend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A sentence of our own."""

    text: ServiceText


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Words for the backend, once a recording is put into writing."""

    voice: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Something else than an answer: a wish to be granted, or something to be remembered."""

    wish: Wish | Place | Complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class Heed:
    """Something that nobody expects an answer to, though there may be one."""

    sign: Reaction | Opened | Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """Nothing to be said."""

    outcome: Outcome


Plan = Ask | Listen | Say | Grant | Heed | Ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that waits, read."""

    waiting: Waiting
    inbound: Inbound
    plan: Plan

    @property
    def words(self) -> str:
        """What the person typed, chose or said."""
        content = self.inbound.content
        return content.body if isinstance(content, Text) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Messages that get one answer."""

    messages: tuple[Message, ...]
    behind: frozenset[str] = frozenset()
    """What else of this person's waits for turns of its own."""

    @property
    def is_last(self) -> bool:
        """Whether nothing does."""
        return not self.behind

    @property
    def newest(self) -> Message:
        """The one that arrived last. A turn that grows has another newest, whatever its order."""
        return max(self.messages, key=lambda message: message.waiting.arrival)

    @property
    def id(self) -> str:
        """The event id of its newest message."""
        return self.newest.waiting.id

    @property
    def key(self) -> str:
        """What the backend knows it by."""
        return self.newest.inbound.wamid

    @property
    def last(self) -> Message:
        """The message that the answer replies to."""
        return self.messages[-1]

    @property
    def covers(self) -> tuple[str, ...]:
        """The events that are dealt with when it ends."""
        return tuple(message.waiting.id for message in self.messages)

    @property
    def person(self) -> str:
        """Who said it."""
        return self.last.waiting.person

    @property
    def number_id(self) -> str:
        """The business number that it was sent to, and is answered from."""
        return self.last.waiting.number_id

    @property
    def plan(self) -> Plan:
        """What is to be done about all of them."""
        return self.messages[0].plan

    @property
    def words(self) -> str:
        """All that the person said, in their order."""
        return "\n".join(message.words for message in self.messages)

    @property
    def began_at(self) -> datetime:
        """When the first of them arrived."""
        return min(message.waiting.received_at for message in self.messages)

    @property
    def last_at(self) -> datetime:
        """When the last of them arrived."""
        return max(message.waiting.received_at for message in self.messages)


def key_of(turn_id: str) -> str:
    """Give the key of a turn of which only the id is left: `message:<number>:<wamid>`."""
    return turn_id.split(":", 2)[2]


def read_message(waiting: Waiting, policy: Policy) -> Message:
    """Read a message and plan what is to be done about it."""
    inbound = read_inbound(waiting.payload)
    return Message(waiting=waiting, inbound=inbound, plan=_plan(waiting, inbound, policy))


def without_withdrawn(messages: Sequence[Message]) -> list[Message]:
    """Let go of what was taken back, or worded anew, by a later message that waits as well."""
    withdrawn = {message.inbound.replaces for message in messages} | {
        message.inbound.content.wamid
        for message in messages
        if isinstance(message.inbound.content, Revoked)
    }
    gone = Ignore(outcome=Outcome.WITHDRAWN)
    return [
        replace(message, plan=gone) if message.inbound.wamid in withdrawn else message
        for message in messages
    ]


def next_turn(heard: Sequence[Message], policy: Policy) -> Turn | None:
    """Take the first messages that go together.

    Signs come last: a reaction between two messages must not take them apart.
    """
    in_turn = sorted(heard, key=lambda message: isinstance(message.plan, Heed))
    if not in_turn:
        return None
    taken = tuple(_together(in_turn)) if policy.burst_window else (in_turn[0],)
    behind = frozenset(message.waiting.id for message in in_turn[len(taken) :])
    return Turn(messages=taken, behind=behind)


def _together(messages: Sequence[Message]) -> Iterator[Message]:
    first = messages[0]
    room = MOST_CHARACTERS
    for message in messages:
        room -= len(message.words)
        is_alike = message.plan == first.plan
        if message is not first and (
            room < 0 or not is_alike or message.waiting.number_id != first.waiting.number_id
        ):
            return
        yield message


def _plan(  # noqa: PLR0911 - a table of what can be said
    waiting: Waiting, inbound: Inbound, policy: Policy
) -> Plan:
    if waiting.number_id not in policy.number_ids:
        return Ignore(outcome=Outcome.NOT_OUR_NUMBER)
    match inbound.content:
        case Silent() | Revoked():
            return Ignore(outcome=Outcome.NOTHING_TO_SAY)
        case Voice() as voice:
            return _unless_it_is_too_old(waiting, policy, Listen(voice=voice))
        case Unreadable(kind=kind):
            return Say(text=ServiceText.for_kind(kind))
        case Place() as place:
            return _unless_it_is_too_old(waiting, policy, Grant(wish=place))
        case Reaction() | Opened() | Moved() as sign:
            return Heed(sign=sign)
        case Text() as text:
            wish = _wish(text)
            return _unless_it_is_too_old(waiting, policy, Grant(wish=wish) if wish else Ask())


def _wish(text: Text) -> Wish | Complaint | None:
    if text.is_forwarded:
        return None
    return wish_of(text.pressed) or complaint_of(text.pressed) or wish_in(text.body)


def _unless_it_is_too_old(waiting: Waiting, policy: Policy, plan: Plan) -> Plan:
    sent_at = waiting.sent_at or waiting.received_at.timestamp()
    if datetime.now(UTC).timestamp() - sent_at > policy.age_limit.total_seconds():
        return Say(text=ServiceText.TOO_OLD)
    return plan
