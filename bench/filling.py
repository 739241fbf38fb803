"""Fill the gateway's store with copies of what it leaves behind when it is done."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from pymongo import MongoClient, WriteConcern
from pymongo.collection import Collection
from pymongo.database import Database
from webhooks import NUMBER, id_of, phone_of

Document = dict[str, object]

BATCH: Final = 5_000
MESSAGES_OF_ONE_PERSON: Final = 10
REMEMBERED: Final = timedelta(days=8)
KEPT: Final = timedelta(days=30)
FIRST_PERSON: Final = 5_000_000
"""The first of those whose chats are filled in."""


def acquaint(mongo_url: str, name: str, people: Iterable[int]) -> None:
    """Let the gateway with the database `name` know the threads of these people."""
    now = datetime.now(UTC)
    chats = [
        {"_id": id_of(one), "thread_id": "1", "spoken_at": now, "forget_at": now + KEPT}
        for one in people
    ]
    with MongoClient[Document](mongo_url) as mongo:
        mongo[name]["chats"].insert_many(chats)


class NothingToCopyError(Exception):
    """The gateway must have answered a message first."""


class Filling:
    """Adds messages that were answered, their answers, and the chats of who wrote them."""

    def __init__(self, database: Database[Document]) -> None:
        """Take the gateway's database, in which at least one message was answered."""
        self._database = database
        # Nothing is lost with a machine that ends in the middle of a measurement.
        quick = database.with_options(write_concern=WriteConcern(w=1))
        self._inbox, self._outbox, self._chats = quick["inbox"], quick["outbox"], quick["chats"]
        self._message = _one(self._inbox, {"state": "done", "kind": "message"})
        self._answer = _one(self._outbox, {"parts.state": "accepted", "covers": {"$ne": []}})
        self._chat = _one(self._chats, {"thread_id": {"$ne": None}, "turn": None, "holder": None})
        self._next = 0

    def fill_up_to(self, size: int) -> None:
        """Add what is missing for the inbox to hold so many."""
        missing = size - self._inbox.estimated_document_count()
        while missing > 0:
            numbers = range(self._next, self._next + min(BATCH, missing))
            self._next, missing = numbers.stop, missing - len(numbers)
            self._add(numbers)
        self._database.client.admin.command("fsync")  # else the measurement pays for the filling

    def _add(self, numbers: range) -> None:
        now = datetime.now(UTC)
        run = uuid4().hex
        pairs = [(number, f"wamid.HBgL{run}{number:010}") for number in numbers]
        self._inbox.insert_many((self._inbox_copy(*pair, now) for pair in pairs), ordered=False)
        self._outbox.insert_many((self._outbox_copy(*pair, now) for pair in pairs), ordered=False)
        people = [_person(number) for number in numbers if number % MESSAGES_OF_ONE_PERSON == 0]
        chats = [self._chat | {"_id": id_of(one), "forget_at": now + KEPT} for one in people]
        self._chats.insert_many(chats, ordered=False)

    def _inbox_copy(self, number: int, wamid: str, now: datetime) -> Document:
        at = _moment(number, now, REMEMBERED)
        return self._message | {
            "_id": f"message:{NUMBER}:{wamid}",
            "person": id_of(_person(number)),
            "sent_at": int(at.timestamp()),
            "received_at": at,
            "arrival": int(at.timestamp() * 1_000_000_000),
            "done_at": at,
            "forget_at": at + REMEMBERED,
        }

    def _outbox_copy(self, number: int, wamid: str, now: datetime) -> Document:
        event = f"message:{NUMBER}:{wamid}"
        at = _moment(number, now, REMEMBERED)
        parts = self._answer["parts"]
        part: Document = parts[0] if isinstance(parts, list) else {}
        return self._answer | {
            "_id": event,
            "phone": phone_of(_person(number)),
            "whatsapp_id": id_of(_person(number)),
            "reply_to": wamid,
            "covers": [event],
            "created_at": at,
            "parts": [part | {"tried_at": at, "wamid": f"{wamid}.answer"}],
        }


def _one(collection: Collection[Document], wanted: Document) -> Document:
    found = collection.find_one(wanted)
    if found is None:
        raise NothingToCopyError(collection.name)
    return found


def _person(number: int) -> int:
    return FIRST_PERSON + number // MESSAGES_OF_ONE_PERSON


def _moment(number: int, now: datetime, span: timedelta) -> datetime:
    """Spread what is stored over a time, but for its last hour: none may expire meanwhile."""
    share = (number * 0.618_033_988_749) % 1
    return now - (span - timedelta(hours=1)) * share
