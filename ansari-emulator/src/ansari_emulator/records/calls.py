"""The Graph calls of late, each with the person whom it was about."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from ansari_emulator.records.counts import Counted, Counts

REMEMBERED: Final = 20_000


class CallKind(StrEnum):
    """What the business wanted: a message, in Meta's word for it, or to have one marked."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    REACTION = "reaction"
    INTERACTIVE = "interactive"
    TEMPLATE = "template"
    READ = "read"
    TYPING = "typing"


class Outcome(StrEnum):
    """What the business saw of it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call; a message that was not accepted has no `message_id`, whatever the outcome."""

    at: datetime
    phone: str
    kind: CallKind
    message_id: str | None
    outcome: Outcome


def _counted(call: Call) -> Counted | None:
    """What `call` counts as; to mark as read without typing counts as nothing."""
    is_marking = call.kind in (CallKind.READ, CallKind.TYPING)
    if not is_marking and call.message_id is not None:
        return Counted.MESSAGE_SENT
    if call.outcome is not Outcome.ACCEPTED:
        return Counted.REFUSED
    return Counted.TYPING if call.kind is CallKind.TYPING else None


class Calls:
    """The newest calls, in the order in which they came; all of them are counted too."""

    def __init__(self, counts: Counts) -> None:
        self._calls: deque[Call] = deque(maxlen=REMEMBERED)
        self._counts = counts

    def note(self, call: Call) -> None:
        """Remember `call`, and perhaps forget the oldest for it."""
        self._calls.append(call)
        if counted := _counted(call):
            self._counts.add(counted)

    def note_refusal_about_nobody(self) -> None:
        """Count a call that does not tell whom it was about."""
        self._counts.add(Counted.REFUSED)

    def about(self, phone: str) -> list[Call]:
        """The calls about one person."""
        return [call for call in self._calls if call.phone == phone]
