from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.inbox.store import Inbox, InboxUnavailableError
from ansari_whatsapp.meta.events import Event

Database = AsyncDatabase[dict[str, Any]]


@pytest.fixture
async def inbox(database: Database) -> Inbox:
    inbox = Inbox(database)
    await inbox.prepare()
    return inbox


def message(name: str, *, person: str = "anna", sent_at: int = 100) -> Event:
    return Event(
        id=f"message:1:{name}",
        kind="message",
        field="messages",
        number_id="1",
        person=person,
        sent_at=sent_at,
        payload=f'{{"{name}": true}}',
    )


def status(name: str) -> Event:
    return Event(
        id=f"status:{name}",
        kind="status",
        field="messages",
        number_id="1",
        person="",
        sent_at=100,
        payload=f'{{"id": "{name}"}}',
    )


async def first_name(inbox: Inbox, person: str = "anna") -> str | None:
    first = await inbox.waiting_of(person)
    return first[0].id.rsplit(":", 1)[1] if first else None


async def test_a_stored_message_waits_for_its_turn(inbox: Inbox) -> None:
    await inbox.accept([message("a")])

    assert list(await inbox.people_waiting(10)) == ["anna"]
    assert await first_name(inbox) == "a"


async def test_the_same_message_again_changes_nothing(inbox: Inbox) -> None:
    assert len(await inbox.accept([message("a"), message("b")])) == 2
    assert await inbox.accept([message("a"), message("c")]) == [message("c")]
    assert await inbox.accept([message("a"), message("b")]) == []


async def test_the_same_message_twice_in_a_webhook_waits_once(inbox: Inbox) -> None:
    await inbox.accept([message("a"), message("a")])

    assert len(await inbox.waiting_of("anna")) == 1


async def test_a_message_that_was_answered_never_waits_again(inbox: Inbox) -> None:
    await inbox.accept([message("a")])
    await inbox.complete(["message:1:a"], "answered")

    await inbox.accept([message("a")])

    assert await inbox.people_waiting(10) == {}


async def test_an_answered_message_is_known_for_eight_days(
    inbox: Inbox, database: Database
) -> None:
    await inbox.accept([message("a")])
    await inbox.complete(["message:1:a"], "answered")

    stored = await database["inbox"].find_one({"_id": "message:1:a"})

    assert stored is not None
    assert stored["forget_at"] - datetime.now(UTC) > timedelta(days=7, hours=23)


async def test_a_waiting_message_is_never_forgotten(inbox: Inbox, database: Database) -> None:
    await inbox.accept([message("a")])

    stored = await database["inbox"].find_one({"_id": "message:1:a"})

    assert stored is not None
    assert "forget_at" not in stored


async def test_the_older_message_comes_first_whenever_it_arrived(inbox: Inbox) -> None:
    await inbox.accept([message("late", sent_at=200)])
    await inbox.accept([message("early", sent_at=100)])

    assert await first_name(inbox) == "early"


async def test_within_a_second_the_order_of_arrival_counts(inbox: Inbox) -> None:
    await inbox.accept([message("z"), message("y")])
    await inbox.accept([message("a")])

    order = [waiting.id for waiting in await inbox.waiting_of("anna")]

    assert order == ["message:1:z", "message:1:y", "message:1:a"]


async def test_a_message_set_aside_does_not_block_the_next(inbox: Inbox) -> None:
    await inbox.accept([message("bad"), message("good")])

    await inbox.set_aside(["message:1:bad"], "ValueError")

    assert await first_name(inbox) == "good"


async def test_statuses_wait_apart_from_messages(inbox: Inbox) -> None:
    await inbox.accept([message("a"), status("s")])

    assert await inbox.statuses(10) == {"status:s": {"id": "s"}}
    assert list(await inbox.people_waiting(10)) == ["anna"]


async def test_other_events_are_kept_and_owe_nothing(inbox: Inbox, database: Database) -> None:
    event = Event(
        id="other:x",
        kind="other",
        field="account_update",
        number_id="",
        person="",
        sent_at=0,
        payload="{}",
    )

    await inbox.accept([event])

    assert await database["inbox"].count_documents({"field": "account_update"}) == 1
    assert await inbox.people_waiting(10) == {}


async def test_a_store_that_is_down_is_an_error() -> None:
    nowhere = "mongodb://127.0.0.1:1"
    async with AsyncMongoClient[dict[str, Any]](nowhere, serverSelectionTimeoutMS=50) as client:
        with pytest.raises(InboxUnavailableError):
            await Inbox(client["x"]).accept([message("a")])
