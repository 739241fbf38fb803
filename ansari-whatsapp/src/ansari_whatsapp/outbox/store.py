"""What a person is still to receive: each answer with its parts, and the fate of every part.

An answer is one document, so that either all of its parts are stored or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from pymongo import IndexModel, UpdateOne
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from ansari_whatsapp.meta.events import object_of, text_of
from ansari_whatsapp.utils.ansari_client import Person

Document = dict[str, object]

KEPT: Final = timedelta(days=30)
"""How long an answer is kept: WhatsApp itself gives up an undelivered message after thirty days."""

RANKS: Final = {"sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}
"""Statuses come in any order and never move a part back; a delivery disproves a failure."""


class State(StrEnum):
    """How far we are with a part."""

    STORED = "stored"
    SENDING = "sending"
    """Given to Meta, whose answer we have not noted: only a status can tell more."""
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One WhatsApp message of an answer."""

    turn: str
    place: int
    body: str
    state: State
    tried_at: datetime | None

    @property
    def reference(self) -> str:
        """What every status of this part brings back as `biz_opaque_callback_data`."""
        return f"{self.turn}#{self.place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that one turn has to send, and to whom."""

    turn: str
    number_id: str
    to: Person
    reply_to: str | None
    parts: tuple[Part, ...]


class Outbox:
    """All parts of an answer are here before the first of them is sent."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        """Take a database whose writes are journalled by a majority."""
        self._answers: AsyncCollection[Document] = database["outbox"]

    async def prepare(self) -> None:
        """Make the indexes; the same again changes nothing."""
        await self._answers.create_indexes(
            [
                IndexModel("parts.wamid", name="wamid", sparse=True),
                IndexModel("forget_at", name="forget", expireAfterSeconds=0),
            ]
        )

    async def store(
        self, turn: str, *, number_id: str, to: Person, reply_to: str | None, bodies: Sequence[str]
    ) -> Answer:
        """Store a turn's answer and return it as stored: one that is here already stays."""
        now = datetime.now(UTC)
        answer: Document = {
            "_id": turn,
            "number_id": number_id,
            "phone": to.phone,
            "whatsapp_id": to.whatsapp_id,
            "reply_to": reply_to,
            "created_at": now,
            "forget_at": now + KEPT,
            "parts": [{"body": body, "state": State.STORED, "status_rank": 0} for body in bodies],
        }
        try:
            await self._answers.insert_one(answer)
        except DuplicateKeyError:
            return _answer(await self._answers.find_one({"_id": turn}) or answer)
        return _answer(answer)

    async def find(self, turn: str) -> Answer | None:
        """Read a turn's answer, if it has one."""
        document = await self._answers.find_one({"_id": turn})
        return None if document is None else _answer(document)

    async def mark(self, part: Part, state: State, *, wamid: str = "", code: int = 0) -> None:
        """Note what became of an attempt to send this part."""
        change: Document = {"state": state, "tried_at": datetime.now(UTC)}
        if wamid:
            change["wamid"] = wamid
        if code:
            change["error_code"] = code
        await self._answers.update_one({"_id": part.turn}, {"$set": _at(str(part.place), change)})

    async def record(self, statuses: Sequence[Mapping[str, object]]) -> None:
        """Note what Meta tells of the parts; no status moves a part back."""
        updates = [update for status in statuses for update in _updates(status)]
        if updates:
            await self._answers.bulk_write(updates, ordered=False)


def _updates(status: Mapping[str, object]) -> list[UpdateOne]:
    """A status names its part by our reference, or by Meta's id where the reference is missing."""
    name, wamid = text_of(status.get("status")), text_of(status.get("id"))
    rank = RANKS.get(name)
    if rank is None or not wamid:
        return []
    change: Document = {
        "state": State.ACCEPTED,
        "wamid": wamid,
        "status": name,
        "status_rank": rank,
        "status_at": text_of(status.get("timestamp")),
    }
    errors = status.get("errors")
    if isinstance(errors, list) and errors:
        change["error_code"] = text_of(str(object_of(errors[0]).get("code")))
    later: Document = {"status_rank": {"$lt": rank}}
    turn, _, place = text_of(status.get("biz_opaque_callback_data")).rpartition("#")
    if turn and place.isdecimal():
        return [UpdateOne({"_id": turn, **_at(place, later)}, {"$set": _at(place, change)})]
    match = {"parts": {"$elemMatch": {"wamid": wamid, **later}}}
    return [UpdateOne(match, {"$set": _at("$", change)})]


def _at(place: str, fields: Document) -> Document:
    """Address fields of the part at a place in its answer."""
    return {f"parts.{place}.{name}": value for name, value in fields.items()}


def _answer(document: Document) -> Answer:
    turn, parts = str(document["_id"]), document["parts"]
    return Answer(
        turn=turn,
        number_id=str(document["number_id"]),
        to=Person(
            phone=_optional(document["phone"]), whatsapp_id=_optional(document["whatsapp_id"])
        ),
        reply_to=_optional(document["reply_to"]),
        parts=tuple(
            _part(turn, place, object_of(part))
            for place, part in enumerate(parts if isinstance(parts, list) else [])
        ),
    )


def _part(turn: str, place: int, document: Document) -> Part:
    tried_at = document.get("tried_at")
    return Part(
        turn=turn,
        place=place,
        body=str(document["body"]),
        state=State(str(document["state"])),
        tried_at=tried_at if isinstance(tried_at, datetime) else None,
    )


def _optional(value: object) -> str | None:
    return None if value is None else str(value)
