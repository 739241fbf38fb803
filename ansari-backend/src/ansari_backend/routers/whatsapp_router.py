"""The calls by which a WhatsApp gateway works with people, threads and answers."""

import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Final
from uuid import uuid4

from fastapi import APIRouter, Header, Query
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse

from ansari_backend.conversations.values import Location, Person
from ansari_backend.routers.access import Admitted, Guarded
from ansari_backend.routers.links import AFTER_A_START, AFTER_AN_ANSWER, AFTER_REGISTRATION
from ansari_backend.routers.refusals import EVERY_CALL, UNKNOWN, Responses, refused
from ansari_backend.routers.wire import (
    Absent,
    Asker,
    Existence,
    History,
    LastThread,
    NewMessage,
    NewThread,
    Registered,
    Registration,
    SaidMessage,
    SharedLocation,
    StartedThread,
    Success,
)
from ansari_backend.turns.asking import Turn

HISTORY_LIMIT = 1000
WHOLE_ANSWER: Final[Responses] = {
    200: {
        "description": "The answer, word by word; one that breaks off lacks HTTP's final chunk.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
        **AFTER_AN_ANSWER,
    }
}

Key = Annotated[str | Absent, Header(min_length=1, max_length=256)]
Deadline = Annotated[float | Absent, Header(alias="X-Request-Deadline", allow_inf_nan=False)]

router = APIRouter(
    prefix="/whatsapp/v2", tags=["whatsapp"], responses=EVERY_CALL, route_class=Guarded
)


@router.post("/users/register", responses=AFTER_REGISTRATION)
async def register(body: Registration, parts: Admitted) -> Registered:
    """Make a person known, or change the language they prefer."""
    person = await parts.people.register(body.who, body.preferred_language)
    return Registered(user_id=person.user_id)


@router.get("/users/exists")
async def exists(who: Asker, parts: Admitted) -> Existence:
    """Tell whether a person is known."""
    return Existence(exists=await parts.people.exists(who))


@router.put("/users/location", responses=UNKNOWN)
async def locate(body: SharedLocation, parts: Admitted) -> Success:
    """Remember where a person is."""
    person = await parts.people.find(body.who)
    here = Location(latitude=body.latitude, longitude=body.longitude)
    await parts.people.locate(person, here)
    return Success()


@router.post("/threads", responses={**AFTER_A_START, **UNKNOWN})
async def start_thread(body: NewThread, parts: Admitted) -> StartedThread:
    """Begin a conversation."""
    person = await parts.people.find(body.who)
    await parts.people.came_back(person)
    thread = await parts.threads.start(person.user_id, body.title)
    return StartedThread(thread_id=thread.thread_id)


@router.get("/threads/last", responses=UNKNOWN)
async def last_thread(who: Asker, parts: Admitted) -> LastThread:
    """Find the conversation to go on with."""
    person = await parts.people.find(who)
    thread = await parts.threads.last(person.user_id)
    if thread is None:
        return LastThread(thread_id=None, last_message_time=None)
    return LastThread(thread_id=thread.thread_id, last_message_time=thread.updated_at)


@router.get("/threads/{thread_id}/history", responses=UNKNOWN)
async def history(
    thread_id: str,
    who: Asker,
    parts: Admitted,
    limit: Annotated[int, Query(ge=1, le=HISTORY_LIMIT)] = HISTORY_LIMIT,
    before: Annotated[str | Absent, Query()] = None,
) -> History:
    """Read the newest messages of a conversation, or those before one of them."""
    person = await parts.people.find(who)
    thread = await parts.threads.find(person.user_id, thread_id)
    page = await parts.messages.page(thread.thread_id, limit=limit, before=before)
    messages = [SaidMessage(id=one.message_id, role=one.role, content=one.content) for one in page]
    return History(thread_name=thread.name, messages=messages)


@router.post(
    "/messages/process",
    response_class=StreamingResponse,
    responses={**WHOLE_ANSWER, **UNKNOWN, **refused(HTTPStatus.CONFLICT)},
)
async def process(
    body: NewMessage,
    parts: Admitted,
    idempotency_key: Key = None,
    supersedes: Key = None,
    deadline: Deadline = None,
) -> StreamingResponse:
    """Answer a person, word by word.

    The first word is awaited before the 200, so what fails early is an honest 503. What fails later
    leaves this generator as an exception: the server then closes the connection without HTTP's
    final chunk, and no client takes the half for the whole.
    """
    person = await parts.people.find(body.who)
    await parts.threads.find(person.user_id, body.thread_id)
    turn = _turn(person, body, idempotency_key, supersedes, deadline)
    words = await parts.turns.answer(turn)
    first = await anext(words)
    return StreamingResponse(_resumed(first, words), media_type="text/plain; charset=utf-8")


def _turn(
    person: Person,
    body: NewMessage,
    key: str | None,
    supersedes: str | None,
    deadline: float | None,
) -> Turn:
    if key is not None and key == supersedes:
        raise _wrong_header("Supersedes", "is its own key")
    if deadline is not None and deadline <= time.time():
        raise _wrong_header("X-Request-Deadline", "has passed already")
    return Turn(
        user_id=person.user_id,
        thread_id=body.thread_id,
        message=body.message,
        key=key or uuid4().hex,
        language=person.preferred_language,
        location=person.location,
        told=person.told,
        supersedes=supersedes,
        deadline=deadline,
    )


def _wrong_header(name: str, reason: str) -> RequestValidationError:
    return RequestValidationError([{"type": "value_error", "loc": ("header", name), "msg": reason}])


async def _resumed(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    """All the words again, after the first was taken to see whether any come."""
    yield first
    async for word in rest:
        yield word
