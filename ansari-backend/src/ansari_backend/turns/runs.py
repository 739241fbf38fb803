"""Which turns are being answered, by whom, and what became of them, in MongoDB.

A run is lent to one process for a short while and the loan renewed as long as the process lives.
Each loan has a token of its own, and only who holds the latest may store the answer: one document,
one write, so an answer is there as a whole or not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from pymongo import ASCENDING, IndexModel, ReturnDocument

from ansari_backend.conversations.store import (
    Database,
    Document,
    Indexes,
    TakenError,
    insist,
    still_there,
    translated,
)
from ansari_backend.conversations.values import now
from ansari_backend.conversations.whole import patient, urgent, whole
from ansari_backend.turns.answers import WholeAnswer, from_document, to_document
from ansari_backend.turns.asking import Turn
from ansari_backend.turns.errors import (
    AnsweredElsewhereError,
    OtherQuestionError,
    SupersededError,
)

LEASE = timedelta(seconds=30)
KEPT = timedelta(days=8)
"""WhatsApp delivers a message again for up to seven days."""

INDEXES: Indexes = {
    "runs": (
        IndexModel([("user_id", ASCENDING), ("key", ASCENDING)], unique=True),
        IndexModel([("run_id", ASCENDING)], unique=True),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """The right to answer a turn, until the token is given to somebody else."""

    run_id: str
    token: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """An answer that is stored as a whole."""

    run_id: str
    answer: WholeAnswer


class Runs:
    """The collection `runs`."""

    def __init__(
        self,
        database: Database,
        *,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._runs = database["runs"]
        self._clock = clock
        self.lease = lease

    @whole
    async def claim(self, turn: Turn) -> Loan | Finished:
        """Borrow the run of this turn, or find what has become of it.

        Raises:
            AnsweredElsewhereError: Another process has it, and lives.
            OtherQuestionError: The key was used for something else.
            SupersededError: A later turn has taken its place.
        """
        return await insist(lambda: self._claim(turn))

    @urgent
    async def renew(self, loan: Loan) -> None:
        """Keep the run for another while."""
        with translated():
            await self._runs.update_one(
                _held(loan), {"$set": {"leased_until": self._clock() + self.lease}}
            )

    @whole
    async def release(self, loan: Loan) -> None:
        """Forget a run that came to nothing, so that a repeat starts afresh."""
        with translated():
            await self._runs.delete_one(_held(loan))

    @patient
    async def finish(self, loan: Loan, answer: WholeAnswer) -> Finished:
        """Store the answer, whole.

        Raises:
            SupersededError: The run is no longer ours; nothing was stored.
        """
        outcome = {"state": "finished", "answer": to_document(answer)}
        with translated():
            result = await self._runs.update_one(_held(loan), {"$set": outcome})
        if not result.matched_count:
            raise SupersededError
        return Finished(run_id=loan.run_id, answer=answer)

    @patient
    async def stands(self, run_id: str) -> bool:
        """Tell whether the answer still counts."""
        with translated():
            return await self._runs.count_documents({"run_id": run_id, "state": "finished"}) > 0

    @whole
    async def supersede(self, turn: Turn, key: str) -> str:
        """Make the person's turn of that key void, be it under way, finished or yet to come."""
        return await insist(lambda: self._void(turn.user_id, key))

    @whole
    async def of(self, user_ids: Sequence[str]) -> list[Document]:
        """Read all runs of a person, as they are stored."""
        with translated():
            return await self._runs.find({"user_id": {"$in": list(user_ids)}}).to_list()

    @whole
    async def forget(self, user_ids: Sequence[str]) -> None:
        """Erase all runs of a person; one under way can store nothing any more."""
        with translated():
            await self._runs.delete_many({"user_id": {"$in": list(user_ids)}})

    async def _void(self, user_id: str, key: str) -> str:
        void = {"state": "superseded", "expires_at": self._clock() + KEPT}
        with translated():
            document = await self._runs.find_one_and_update(
                {"user_id": user_id, "key": key},
                {
                    "$set": void,
                    "$unset": {"answer": ""},
                    "$setOnInsert": {"run_id": uuid4().hex},
                },
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        return str(still_there(document)["run_id"])

    async def _claim(self, turn: Turn) -> Loan | Finished:
        try:
            return await self._insert(turn)
        except TakenError:
            return await self._claim_again(turn)

    async def _insert(self, turn: Turn) -> Loan:
        loan = Loan(run_id=uuid4().hex)
        moment = self._clock()
        with translated():
            await self._runs.insert_one(
                {
                    "run_id": loan.run_id,
                    "user_id": turn.user_id,
                    "key": turn.key,
                    "fingerprint": turn.fingerprint,
                    "state": "running",
                    "token": loan.token,
                    "leased_until": moment + self.lease,
                    "expires_at": moment + KEPT,
                }
            )
        return loan

    async def _claim_again(self, turn: Turn) -> Loan | Finished:
        with translated():
            found = await self._runs.find_one({"user_id": turn.user_id, "key": turn.key})
        document = still_there(found)
        if document["state"] == "superseded":
            raise SupersededError
        if document["fingerprint"] != turn.fingerprint:
            raise OtherQuestionError
        if document["state"] == "finished":
            return Finished(run_id=document["run_id"], answer=from_document(document["answer"]))
        return await self._take_over(document)

    async def _take_over(self, document: Document) -> Loan:
        """Go on for a process that died, if its lease has run out."""
        moment = self._clock()
        loan = Loan(run_id=document["run_id"])
        expired = {
            "run_id": loan.run_id,
            "token": document["token"],
            "state": "running",
            "leased_until": {"$lt": moment},
        }
        renewed = {"token": loan.token, "leased_until": moment + self.lease}
        with translated():
            result = await self._runs.update_one(expired, {"$set": renewed})
        if not result.matched_count:
            raise AnsweredElsewhereError
        return loan


def _held(loan: Loan) -> Document:
    return {"run_id": loan.run_id, "token": loan.token, "state": "running"}
