"""Give an answer again that was given before, to a question that has nothing personal in it."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from pymongo import ASCENDING, IndexModel

from ansari_backend.conversations.store import Database, Indexes, translated
from ansari_backend.conversations.values import CitedSource, Record, now
from ansari_backend.conversations.whole import whole
from ansari_backend.turns.personal import is_personal, words_in
from ansari_backend.turns.speaking import Spoken

_LONGEST: Final = 200
"""Characters; longer questions are stories, and nobody asks the same again."""

INDEXES: Indexes = {
    "cached_answers": (
        IndexModel([("question", ASCENDING)], unique=True),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cached:
    """An answer that fits the question."""

    text: str
    spoken: Spoken


class AnswerCache:
    """The collection `cached_answers`. A question is kept as a hash, and nothing of who asked."""

    def __init__(self, database: Database, *, edition: str | None, kept: timedelta) -> None:
        """`edition` names the model, the prompt and the texts; None, like no time, turns it off."""
        self._answers = database["cached_answers"]
        self._messages = database["messages"]
        self._edition = edition
        self._kept = kept

    def name(self, question: str, language: str) -> str | None:
        """Name a question by what must be the same for its answer to fit; None: never give it."""
        words = " ".join(words_in(question))
        if not self._edition or not self._kept or not any(map(str.isalnum, words)):
            return None
        if len(question) > _LONGEST or is_personal(question):
            return None
        return sha256(f"{self._edition}\n{language}\n{words}".encode()).hexdigest()

    @whole
    async def find(self, name: str) -> Cached | None:
        """Find the answer, and count that it was asked for; one that somebody found bad is none."""
        with translated():
            disliked = {"question": name, "feedback.verdict": "bad"}
            if await self._messages.count_documents(disliked, limit=1):
                return None
            found = await self._answers.find_one_and_update(
                {"question": name, "expires_at": {"$gt": now()}}, {"$inc": {"hits": 1}}
            )
        if found is None:
            return None
        sources = tuple(CitedSource(**source) for source in found["sources"])
        record = Record(model=found["model"], cached=True, dollars=0.0)
        spoken = Spoken(sources=sources, record=record, lasting=True)
        return Cached(text=found["text"], spoken=spoken)

    @whole
    async def keep(self, name: str, text: str, spoken: Spoken) -> None:
        """Keep an answer for its time, in the place of an older one."""
        document = {
            "text": text,
            "sources": [asdict(source) for source in spoken.sources],
            "model": spoken.record.model if spoken.record else "",
            "hits": 0,
            "expires_at": now() + self._kept,
        }
        with translated():
            await self._answers.update_one({"question": name}, {"$set": document}, upsert=True)
