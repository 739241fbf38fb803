"""What was said in each thread: a document for each message, so that a thread may grow for ever."""

from collections.abc import Sequence
from dataclasses import asdict

from pymongo import DESCENDING
from pymongo.errors import BulkWriteError

from ansari_backend.conversations.errors import UnknownMessageError
from ansari_backend.conversations.store import Database, Document, translated
from ansari_backend.conversations.values import CitedSource, Message, Record
from ansari_backend.conversations.whole import patient, whole

DUPLICATE_KEY = 11000


class Messages:
    """The collection `messages`."""

    def __init__(self, database: Database) -> None:
        self._messages = database["messages"]

    @patient
    async def add(self, thread_id: str, messages: Sequence[Message]) -> None:
        """Store the messages in their order; those that are there already stay as they are."""
        documents = [_document(thread_id, message) for message in messages]
        with translated():
            try:
                await self._messages.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                if not _only_duplicates(error):
                    raise

    @whole
    async def remove(self, message_ids: Sequence[str]) -> None:
        """Take messages back that nobody has seen."""
        with translated():
            await self._messages.delete_many({"message_id": {"$in": list(message_ids)}})

    @whole
    async def newest(self, thread_id: str, *, limit: int) -> list[Message]:
        """Read the newest `limit` messages without their sources, oldest first."""
        return await self._page({"thread_id": thread_id}, limit, {"sources": 0})

    @whole
    async def page(self, thread_id: str, *, limit: int, before: str | None = None) -> list[Message]:
        """Read the newest `limit` messages, or those just before another one, oldest first.

        Raises:
            UnknownMessageError: The thread has no message `before`.
        """
        query = {"thread_id": thread_id}
        if before is not None:
            query |= await self._older_than(thread_id, before)
        return await self._page(query, limit)

    @whole
    async def last_answer(self, thread_id: str) -> Message | None:
        """Read the newest thing that Ansari said."""
        query = {"thread_id": thread_id, "role": "assistant"}
        newest = [("created_at", DESCENDING), ("_id", DESCENDING)]
        with translated():
            document = await self._messages.find_one(query, sort=newest)
        return None if document is None else _message(document)

    async def _page(
        self, query: Document, limit: int, fields: Document | None = None
    ) -> list[Message]:
        newest_first = {"created_at": -1, "_id": -1}
        with translated():
            found = self._messages.find(query, fields).sort(newest_first).limit(limit)
            documents = await found.to_list()
        return [_message(document) for document in reversed(documents)]

    async def _older_than(self, thread_id: str, message_id: str) -> Document:
        """Two messages can share a millisecond; the order of their insertion decides then."""
        with translated():
            mark = await self._messages.find_one({"thread_id": thread_id, "message_id": message_id})
        if mark is None:
            raise UnknownMessageError
        earlier = {"created_at": {"$lt": mark["created_at"]}}
        same_moment = {"created_at": mark["created_at"], "_id": {"$lt": mark["_id"]}}
        return {"$or": [earlier, same_moment]}


def _only_duplicates(error: BulkWriteError) -> bool:
    details = error.details
    refused = details["writeErrors"]
    unsure = details["writeConcernErrors"]
    return not unsure and all(one["code"] == DUPLICATE_KEY for one in refused)


def _document(thread_id: str, message: Message) -> Document:
    document = {
        "message_id": message.message_id,
        "thread_id": thread_id,
        "role": message.role,
        "content": message.content,
        "created_at": message.created_at,
        "sources": [asdict(source) for source in message.sources],
    }
    more = {
        "key": message.key,
        "question": message.question,
        "record": message.record and asdict(message.record),
    }
    return {**document, **{name: value for name, value in more.items() if value is not None}}


def _message(document: Document) -> Message:
    return Message(
        message_id=document["message_id"],
        role=document["role"],
        content=document["content"],
        created_at=document["created_at"],
        sources=tuple(CitedSource(**source) for source in document.get("sources", ())),
        key=document.get("key"),
        record=Record(**document["record"]) if "record" in document else None,
        question=document.get("question"),
    )
