"""What a chat remembers from one turn to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ansari_whatsapp.inbox.store import moment_of

Document = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentThread:
    """The backend's thread that this chat goes on in."""

    id: str
    spoken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much a person has asked of us within the hour that began with their first turn."""

    began_at: datetime
    taken: int = 0
    turn: str | None = None
    """The turn that was counted last: it may be tried again."""
    silent_until: datetime | None = None
    """They were told that until then there are no answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the next holder has to know."""

    turn: str | None = None
    """The turn that was begun last. It may have an answer, sent in part, or none."""
    replaces: str | None = None
    """The turn that it took the place of, when more came in before there was an answer."""
    attempts: int = 0
    """How often that turn was put off."""
    faults: int = 0
    """How often it broke our code."""
    heard: str | None = None
    """What its recording says: whoever tries it again has to ask the same, and not to pay twice."""
    thread: CurrentThread | None = None
    language: str | None = None
    """The language that the person was last seen to write, or has chosen."""
    may_delete: bool = False
    """Whether they were just asked if everything about them is to be deleted."""
    is_welcomed: bool = False
    """Whether Ansari has introduced itself."""
    is_leaving: bool = False
    """Whether everything about them is to be forgotten once the turn under way has ended."""
    allowance: Allowance | None = None

    def begin(self, turn: str) -> "Memory":
        """Remember that this turn was begun, and which one it takes the place of."""
        if turn == self.turn:
            return self
        return replace(self, turn=turn, replaces=self.turn, attempts=0, heard=None)

    def end(self) -> "Memory":
        """Remember that there is no turn under way."""
        return replace(
            self, turn=None, replaces=None, attempts=0, faults=0, heard=None, is_leaving=False
        )


def to_fields(memory: Memory) -> Document:
    """Write a memory down as fields of its chat."""
    thread, allowance = memory.thread, memory.allowance
    return {
        "turn": memory.turn,
        "replaces": memory.replaces,
        "attempts": memory.attempts,
        "faults": memory.faults,
        "heard": memory.heard,
        "thread_id": thread and thread.id,
        "spoken_at": thread and thread.spoken_at,
        "language": memory.language,
        "may_delete": memory.may_delete,
        "is_welcomed": memory.is_welcomed,
        "is_leaving": memory.is_leaving,
        "hour_began_at": allowance and allowance.began_at,
        "hour_taken": allowance and allowance.taken,
        "hour_turn": allowance and allowance.turn,
        "silent_until": allowance and allowance.silent_until,
    }


def from_document(document: Mapping[str, object]) -> Memory:
    """Read what `to_fields` wrote; a chat that is new remembers nothing."""
    thread_id = document.get("thread_id")
    thread = None
    if thread_id is not None:
        thread = CurrentThread(id=str(thread_id), spoken_at=moment_of(document["spoken_at"]))
    return Memory(
        turn=_optional(document.get("turn")),
        replaces=_optional(document.get("replaces")),
        attempts=int(str(document.get("attempts") or 0)),
        faults=int(str(document.get("faults") or 0)),
        heard=_optional(document.get("heard")),
        thread=thread,
        language=_optional(document.get("language")),
        may_delete=bool(document.get("may_delete")),
        # Who was answered before there was a welcome needs none.
        is_welcomed=bool(document.get("is_welcomed", thread is not None)),
        is_leaving=bool(document.get("is_leaving")),
        allowance=allowance_from(document),
    )


def allowance_from(document: Mapping[str, object]) -> Allowance | None:
    """Read how much of the hour is used up, if any of it is."""
    began_at, silent_until = document.get("hour_began_at"), document.get("silent_until")
    if began_at is None:
        return None
    return Allowance(
        began_at=moment_of(began_at),
        taken=int(str(document["hour_taken"])),
        turn=_optional(document.get("hour_turn")),
        silent_until=None if silent_until is None else moment_of(silent_until),
    )


def _optional(value: object) -> str | None:
    return None if value is None else str(value)
