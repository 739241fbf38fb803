"""Memory is bounded: what is old goes."""

from datetime import UTC, datetime, timedelta

import pytest

from ansari_emulator.chats.contents import Words
from ansari_emulator.chats.messages import Author, Message, Messages
from ansari_emulator.media.store import MediaStore, UnknownMediaError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=7)


def message(number: int) -> Message:
    return Message(
        id=str(number),
        phone=str(number % 3),
        number_id="1",
        author=Author.PERSON,
        content=Words(text="Peace"),
        written_at=NOW,
        reached={},
    )


def test_of_many_messages_the_newest_are_remembered() -> None:
    messages = Messages(limit=4)

    for number in range(10):
        messages.put(message(number))

    chats = {phone: [each.id for each in messages.chat_with(phone)] for phone in "012"}
    assert chats == {"0": ["6", "9"], "1": ["7"], "2": ["8"]}


def test_a_message_that_changes_forgets_none() -> None:
    messages = Messages(limit=2)

    for number in (0, 1, 0, 1, 1):
        messages.put(message(number))

    assert "0" in messages


def test_of_many_files_the_newest_are_kept() -> None:
    store = MediaStore(most_bytes=10)
    first, second, third = (
        store.put(bytes(4), mime_type="image/png", kept_until=LATER) for _ in range(3)
    )

    with pytest.raises(UnknownMediaError):
        store.get(first.id, NOW)
    assert (store.get(second.id, NOW), store.get(third.id, NOW)) == (second, third)


def test_room_that_a_removed_file_leaves_is_used() -> None:
    store = MediaStore(most_bytes=10)
    first = store.put(bytes(6), mime_type="image/png", kept_until=LATER)
    store.remove(first.id, NOW)

    second = store.put(bytes(6), mime_type="image/png", kept_until=LATER)
    store.put(bytes(4), mime_type="image/png", kept_until=LATER)

    assert store.get(second.id, NOW) == second


def test_a_file_goes_when_its_time_is_over() -> None:
    store = MediaStore()
    media = store.put(b"", mime_type="image/png", kept_until=LATER)

    assert store.get(media.id, LATER - timedelta(seconds=1)) == media
    with pytest.raises(UnknownMediaError):
        store.get(media.id, LATER)
