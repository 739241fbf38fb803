"""What a person is still to receive: each answer with its parts, and the fate of every part.

An answer is one document, so that either all of its parts are stored or none. Every write bears the
fence of who holds the person: one who lost them to another holder can write nothing more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from pymongo import IndexModel, ReturnDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from ansari_whatsapp.meta import sayings
from ansari_whatsapp.meta.events import object_of
from ansari_whatsapp.meta.sayings import Saying
from ansari_whatsapp.mongo.expiry import expire
from ansari_whatsapp.mongo.whole import whole
from ansari_whatsapp.outbox.statuses import change_of
from ansari_whatsapp.utils.ansari_client import Person

Document = dict[str, object]

KEPT: Final = timedelta(days=30)
"""How long an answer is kept: WhatsApp itself gives up an undelivered message after thirty days."""


class FencedOffError(Exception):
    """A later holder has this answer: write nothing, send nothing."""


class StatusCameFirstError(Exception):
    """A status has told meanwhile what became of the part: look again."""


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
    saying: Saying
    state: State = State.STORED
    tried_at: datetime | None = None
    tries: int = 0
    is_confirmed: bool = False
    """Whether a status has told that it left for the person."""

    @property
    def reference(self) -> str:
        """What every status of this part brings back as `biz_opaque_callback_data`."""
        return f"{self.turn}#{self.place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that one turn has to send, to whom, and which events it answers."""

    turn: str
    number_id: str
    to: Person
    reply_to: str | None
    covers: tuple[str, ...]
    parts: tuple[Part, ...]


def new_answer(
    turn: str,
    *,
    number_id: str,
    to: Person,
    reply_to: str | None,
    covers: Sequence[str],
    says: Sequence[Saying],
) -> Answer:
    """Make an answer of which nothing is sent yet."""
    parts = tuple(Part(turn=turn, place=at, saying=saying) for at, saying in enumerate(says))
    return Answer(
        turn=turn,
        number_id=number_id,
        to=to,
        reply_to=reply_to,
        covers=tuple(covers),
        parts=parts,
    )


class Outbox:
    """All parts of an answer are here before the first of them is sent."""

    def __init__(self, database: AsyncDatabase[Document], *, kept: timedelta = KEPT) -> None:
        """Take a database whose writes are journalled by a majority, and for how long they stay."""
        self._kept = kept
        self._answers: AsyncCollection[Document] = database["outbox"]

    @whole
    async def prepare(self) -> None:
        """Make the indexes; the same again changes nothing."""
        await self._answers.create_indexes([IndexModel("parts.wamid", name="wamid", sparse=True)])
        await expire(self._answers, since="created_at", after=self._kept)

    @whole
    async def store(self, answer: Answer, fence: int) -> Answer:
        """Store an answer and return it as stored: one that is here already stays.

        Raises:
            FencedOffError: A later holder has it.
        """
        try:
            await self._answers.insert_one(_document(answer, fence))
        except DuplicateKeyError:
            return await self.take_over(answer.turn, fence) or answer
        return answer

    @whole
    async def take_over(self, turn: str, fence: int) -> Answer | None:
        """Fetch a turn's answer, if it has one, and fence off whoever held it before.

        Raises:
            FencedOffError: A later holder has it.
        """
        document = await self._answers.find_one_and_update(
            {"_id": turn, "fence": {"$lte": fence}},
            {"$set": {"fence": fence}},
            return_document=ReturnDocument.AFTER,
        )
        if document is not None:
            return _answer(document)
        if await self._answers.count_documents({"_id": turn}, limit=1):
            raise FencedOffError
        return None

    @whole
    async def read(self, turn: str) -> Answer | None:
        """Fetch a turn's answer as statuses have left it."""
        document = await self._answers.find_one({"_id": turn})
        return None if document is None else _answer(document)

    @whole
    async def words_of(self, wamid: str, to: Person) -> str | None:
        """Find what we sent to this person under this id of Meta's, while it is kept."""
        theirs = {"parts.wamid": wamid, **_to(to)}
        found = await self._answers.find_one(theirs, projection={"parts.$": 1})
        parts = found and found["parts"]
        return str(parts[0]["body"]) if isinstance(parts, list) else None

    @whole
    async def turn_of(self, wamid: str, to: Person) -> str | None:
        """Name the turn whose answer this person got, in part, under this id of Meta's."""
        answers: Document = {"covers": {"$ne": []}, **_to(to)}
        found = await self._answers.find_one({"parts.wamid": wamid, **answers}, projection=["_id"])
        return None if found is None else str(found["_id"])

    @whole
    async def is_first_to_ask_why(self, turn: str) -> bool:
        """Tell whether nobody has asked yet what is wrong with this answer. Now somebody has."""
        result = await self._answers.update_one(
            {"_id": turn, "asked_why": {"$ne": True}}, {"$set": {"asked_why": True}}
        )
        return bool(result.modified_count)

    @whole
    async def mark(
        self, part: Part, state: State, fence: int, *, wamid: str = "", code: int = 0
    ) -> Part:
        """Note what became of an attempt to send this part.

        Raises:
            FencedOffError: A later holder has the answer; nothing was noted.
            StatusCameFirstError: Meta has told otherwise since the part was read; likewise.
        """
        tries = part.tries + (state is State.SENDING)
        marked = replace(part, state=state, tried_at=datetime.now(UTC), tries=tries)
        change: Document = {"state": state, "tried_at": marked.tried_at, "tries": tries}
        if wamid:
            change["wamid"] = wamid
        if code:
            change["error_code"] = code
        ours: Document = {"_id": part.turn, "fence": {"$lte": fence}}
        # That Meta has it may be noted over anything: no status tells less.
        as_read = {} if state is State.ACCEPTED else {f"parts.{part.place}.state": part.state}
        result = await self._answers.update_one(
            ours | as_read,
            {"$set": {f"parts.{part.place}.{name}": value for name, value in change.items()}},
        )
        if result.matched_count:
            return marked
        if await self._answers.count_documents(ours, limit=1):
            raise StatusCameFirstError
        raise FencedOffError

    @whole
    async def move(self, previous: Person, current: Person) -> None:
        """Let all answers to a person be theirs under their new ids."""
        ids = {"phone": current.phone, "whatsapp_id": current.whatsapp_id}
        await self._answers.update_many(_to(previous), {"$set": ids})

    @whole
    async def all_to(self, to: Person) -> list[Document]:
        """Fetch all that was said to this person, the oldest first, and what became of it."""
        fields = ["created_at", "parts.body", "parts.status"]
        shown = {**dict.fromkeys(fields, 1), "_id": 0}
        return await self._answers.find(_to(to), shown).sort("created_at").to_list()

    @whole
    async def erase(self, to: Person) -> None:
        """Delete all answers to this person."""
        await self._answers.delete_many(_to(to))

    @whole
    async def record(self, statuses: Sequence[Mapping[str, object]]) -> None:
        """Note what Meta tells of the parts; no status moves a part back."""
        changes = [change for status in statuses if (change := change_of(status))]
        if changes:
            await self._answers.bulk_write(changes, ordered=False)


def _to(person: Person) -> Document:
    """Match the answers to a person, by whichever ids of theirs are known."""
    ids = (("phone", person.phone), ("whatsapp_id", person.whatsapp_id))
    return {"$or": [{name: value} for name, value in ids if value]}


def _document(answer: Answer, fence: int) -> Document:
    return {
        "_id": answer.turn,
        "fence": fence,
        "number_id": answer.number_id,
        "phone": answer.to.phone,
        "whatsapp_id": answer.to.whatsapp_id,
        "reply_to": answer.reply_to,
        "covers": list(answer.covers),
        "created_at": datetime.now(UTC),
        "parts": [
            {
                "body": part.saying.body,
                "choices": sayings.to_document(part.saying.choices),
                "attachment": part.saying.attachment and asdict(part.saying.attachment),
                "state": part.state,
                "tried_at": part.tried_at,
                "tries": part.tries,
                "status_rank": 0,
            }
            for part in answer.parts
        ],
    }


def _answer(document: Mapping[str, object]) -> Answer:
    turn, parts, covers = str(document["_id"]), document["parts"], document["covers"]
    return Answer(
        turn=turn,
        number_id=str(document["number_id"]),
        to=Person(
            phone=_optional(document["phone"]), whatsapp_id=_optional(document["whatsapp_id"])
        ),
        reply_to=_optional(document["reply_to"]),
        covers=tuple(str(one) for one in covers) if isinstance(covers, list) else (),
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
        saying=Saying(
            body=str(document["body"]),
            choices=sayings.from_document(document.get("choices")),
            attachment=sayings.attachment_from(document.get("attachment")),
        ),
        state=State(str(document["state"])),
        tried_at=tried_at if isinstance(tried_at, datetime) else None,
        tries=int(str(document.get("tries", 0))),
        is_confirmed=bool(document["status_rank"]),
    )


def _optional(value: object) -> str | None:
    return None if value is None else str(value)
