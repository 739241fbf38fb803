"""A thread's messages: in order, each once, and only those that were kept."""

from datetime import timedelta

import pytest

from ansari_backend.conversations.indexes import INDEXES
from ansari_backend.conversations.messages import Messages
from ansari_backend.conversations.store import Database, Readiness
from ansari_backend.conversations.values import CitedSource, Message, now

ASKED = Message(message_id="1", role="user", content="Salam", created_at=now())
ANSWERED = Message(
    message_id="2",
    role="assistant",
    content="Wa alaykum as-salam",
    sources=(
        CitedSource(
            reference="quran 4:86", title="The Women 4:86", language="en", link=None, text="…"
        ),
    ),
    created_at=ASKED.created_at + timedelta(milliseconds=1),
)


@pytest.fixture
async def messages(database: Database) -> Messages:
    await Readiness(database, INDEXES).prepare()
    return Messages(database)


async def test_messages_come_back_as_they_were_stored(messages: Messages) -> None:
    await messages.add("t", [ASKED, ANSWERED])

    assert await messages.page("t", limit=10) == [ASKED, ANSWERED]


async def test_storing_again_completes_what_a_crash_left_half_done(messages: Messages) -> None:
    await messages.add("t", [ASKED])

    await messages.add("t", [ASKED, ANSWERED])

    assert await messages.page("t", limit=10) == [ASKED, ANSWERED]


async def test_threads_do_not_mix(messages: Messages) -> None:
    await messages.add("t", [ASKED])
    await messages.add("u", [ANSWERED])

    assert await messages.page("t", limit=10) == [ASKED]


async def test_what_is_removed_is_gone_and_nothing_else(messages: Messages) -> None:
    await messages.add("t", [ASKED, ANSWERED])

    await messages.remove(["2", "3"])

    assert await messages.page("t", limit=10) == [ASKED]
