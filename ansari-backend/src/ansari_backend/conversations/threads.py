"""The conversations of each person; the one last spoken in is the one to go on with."""

from dataclasses import asdict
from datetime import datetime
from uuid import uuid4

from ansari_backend.conversations.errors import UnknownThreadError
from ansari_backend.conversations.store import Database, Document, translated
from ansari_backend.conversations.values import Summary, Thread, now
from ansari_backend.conversations.whole import patient, whole


class Threads:
    """The collection `threads`."""

    def __init__(self, database: Database) -> None:
        self._threads = database["threads"]

    @whole
    async def start(self, user_id: str, name: str) -> Thread:
        """Begin a new conversation."""
        moment = now()
        thread = Thread(thread_id=uuid4().hex, user_id=user_id, name=name, updated_at=moment)
        with translated():
            await self._threads.insert_one(
                {
                    "thread_id": thread.thread_id,
                    "user_id": user_id,
                    "name": name,
                    "created_at": moment,
                    "updated_at": moment,
                }
            )
        return thread

    @whole
    async def last(self, user_id: str) -> Thread | None:
        """Find the thread in which the person was last answered, or which they just began."""
        with translated():
            document = await self._threads.find_one({"user_id": user_id}, sort={"updated_at": -1})
        return None if document is None else _thread(document)

    @whole
    async def find(self, user_id: str, thread_id: str) -> Thread:
        """Find this thread of this person.

        Raises:
            UnknownThreadError: Also when it is another person's: nobody learns that it exists.
        """
        with translated():
            document = await self._threads.find_one({"thread_id": thread_id, "user_id": user_id})
        if document is None:
            raise UnknownThreadError
        return _thread(document)

    @patient
    async def touch(self, thread_id: str, moment: datetime) -> None:
        """Note when the last message was; an earlier moment changes nothing."""
        with translated():
            await self._threads.update_one(
                {"thread_id": thread_id}, {"$max": {"updated_at": moment}}
            )

    @whole
    async def summary(self, thread_id: str) -> Summary | None:
        """Read the notes of what was said long ago in the thread."""
        with translated():
            document = await self._threads.find_one(
                {"thread_id": thread_id}, {"summary": 1, "_id": 0}
            )
        notes = document and document.get("summary")
        return Summary(**notes) if notes else None

    @whole
    async def sum_up(self, thread_id: str, new: Summary, *, old: Summary | None) -> None:
        """Put new notes in the place of `old`; if others did so meanwhile, theirs stay."""
        unchanged = {"summary.until": old.until} if old else {"summary": {"$exists": False}}
        with translated():
            await self._threads.update_one(
                {"thread_id": thread_id, **unchanged}, {"$set": {"summary": asdict(new)}}
            )


def _thread(document: Document) -> Thread:
    return Thread(
        thread_id=document["thread_id"],
        user_id=document["user_id"],
        name=document["name"],
        updated_at=document["updated_at"],
    )
