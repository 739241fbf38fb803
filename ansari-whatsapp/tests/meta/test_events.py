import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_whatsapp.meta.events import Event, read_events
from ansari_whatsapp.meta.messages import Reaction, Silent, Text, Unreadable, read_message

NUMBER = "106540352242922"


def text(wamid: str, sender: str = "16505551234", **more: Any) -> dict[str, Any]:
    words = {"body": f"words of {wamid}"}
    return {
        "from": sender,
        "id": wamid,
        "timestamp": "1750030073",
        "type": "text",
        "text": words,
    } | more


def change(**value: Any) -> dict[str, Any]:
    return {"field": "messages", "value": {"metadata": {"phone_number_id": NUMBER}, **value}}


def body(*entries: list[dict[str, Any]]) -> bytes:
    return json.dumps({"entry": [{"id": "1", "changes": changes} for changes in entries]}).encode()


def read_one(message: dict[str, Any]) -> Event:
    (event,) = read_events(body([change(messages=[message])]))
    return event


def test_every_message_of_a_batch_is_read() -> None:
    batch = body(
        [change(messages=[text("a"), text("b")]), change(messages=[text("c"), text("d")])],
        [change(messages=[text("e"), text("f")]), change(messages=[text("g"), text("h")])],
    )

    wamids = [read_message(event.payload).wamid for event in read_events(batch)]

    assert wamids == list("abcdefgh")


def test_statuses_beside_messages_hide_neither() -> None:
    status = {"id": "wamid.x", "status": "read", "timestamp": "1750030073"}

    events = read_events(body([change(messages=[text("a")], statuses=[status])]))

    assert [event.kind for event in events] == ["message", "status"]


def test_errors_beside_messages_hide_neither() -> None:
    errors = [{"code": 131000, "title": "Unsupported webhook payload"}]

    events = read_events(body([change(messages=[text("a")], errors=errors)]))

    assert [event.kind for event in events] == ["message", "other"]


def test_the_same_message_in_another_batch_is_the_same_event() -> None:
    first = read_events(body([change(messages=[text("a"), text("b")])]))
    again = read_events(body([change(messages=[text("b")])], [change(messages=[text("a")])]))

    assert {event.id for event in first} == {event.id for event in again}


def test_the_same_message_id_at_another_business_number_is_another_event() -> None:
    elsewhere = change(messages=[text("a")])
    elsewhere["value"]["metadata"]["phone_number_id"] = "999"

    first, second = read_events(body([change(messages=[text("a")]), elsewhere]))

    assert first.id != second.id


def test_a_status_of_each_participant_of_a_group_counts() -> None:
    status = {"id": "wamid.x", "status": "read", "timestamp": "1"}
    one, two = (
        status | {"recipient_participant_id": "1"},
        status | {"participant_recipient_id": "2"},
    )

    events = read_events(body([change(statuses=[one, two])]))

    assert len({event.id for event in events}) == 2


def test_a_person_without_a_phone_number_is_known_by_their_user_id() -> None:
    message = text("a", from_user_id="US.1349") | {"from": ""}

    event = read_one(message)

    assert event.person == "US.1349"
    assert read_message(event.payload).sender.whatsapp_id == "US.1349"
    assert read_message(event.payload).sender.phone is None


@pytest.mark.parametrize("timestamp", ["1750030073", 1750030073])
def test_a_time_may_be_text_or_a_number(timestamp: object) -> None:
    assert read_one(text("a", timestamp=timestamp)).sent_at == 1750030073


@pytest.mark.parametrize(
    "field", ["account_update", "message_template_status_update", "something_new"]
)
def test_other_fields_are_kept_under_their_name(field: str) -> None:
    raw = json.dumps({"entry": [{"changes": [{"field": field, "value": {"event": "X"}}]}]})

    (event,) = read_events(raw.encode())

    assert (event.kind, event.field) == ("other", field)
    assert '"X"' in event.payload


@pytest.mark.parametrize("raw", [b"", b"\xff", b"no json", b"[" * 100_000, b"null", b"[]", b"{}"])
def test_what_is_no_webhook_is_kept_as_one_event(raw: bytes) -> None:
    (event,) = read_events(raw)

    assert event.kind == "other"


def test_a_broken_neighbour_loses_nobody() -> None:
    messages = [None, 7, {}, {"id": "x"}, text("a"), {"from": 5, "id": [], "type": {}}]

    events = read_events(body([change(messages=messages)]))

    assert [event.person for event in events if event.kind == "message"] == ["16505551234"]


def test_letters_that_no_text_may_hold_are_replaced() -> None:
    raw = body([change(messages=[text("a\ud800", sender="1\udfff")])])

    (event,) = read_events(raw)

    assert event.id.encode()
    assert event.person.encode()
    assert event.payload.encode()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["entry", "changes", "value", "messages", "statuses", "field", "id", "from"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(anything)
def test_no_shape_is_an_error_and_something_is_always_kept(shape: object) -> None:
    assert read_events(json.dumps(shape).encode())


@pytest.mark.parametrize(
    ("message", "content"),
    [
        ({"type": "text", "text": {"body": "  salam "}}, Text(body="salam")),
        ({"type": "text", "text": {"body": " \n "}}, Unreadable(kind="text")),
        ({"type": "button", "button": {"payload": "p", "text": "Yes"}}, Text(body="Yes")),
        (
            {
                "type": "interactive",
                "interactive": {"type": "list_reply", "list_reply": {"id": "1", "title": "Zakat"}},
            },
            Text(body="Zakat", pressed="1"),
        ),
        ({"type": "image", "image": {"id": "1", "caption": "Authentic?"}}, Text(body="Authentic?")),
        ({"type": "image", "image": {"id": "1"}}, Unreadable(kind="image")),
        (
            {"type": "reaction", "reaction": {"message_id": "w", "emoji": "👍"}},
            Reaction(emoji="👍", wamid="w"),
        ),
        ({"type": "system", "system": {"body": "changed"}}, Silent(kind="system")),
        ({"type": "unsupported"}, Unreadable(kind="unsupported")),
        ({"type": "brand_new"}, Unreadable(kind="brand_new")),
        ({"type": "text", "text": None}, Unreadable(kind="text")),
        ({}, Unreadable(kind="")),
    ],
)
def test_what_a_message_says(message: dict[str, Any], content: object) -> None:
    payload = json.dumps({"message": {"id": "wamid.1", "from": "1", **message}})

    assert read_message(payload).content == content


@pytest.mark.parametrize("kind", ["messages", "statuses", "errors"])
def test_what_is_too_large_to_be_stored_is_kept_in_part_and_leaves_its_neighbours(
    kind: str,
) -> None:
    large = text("large", note="\x7f" * 2_000_000)
    batch = body([change(messages=[text("a")])], [change(**{kind: [large]})])

    first, cut = read_events(batch)

    assert read_message(first.payload).wamid == "a"
    assert cut.kind == "other"
    assert len(cut.payload) < 100_000
    assert cut == read_events(batch)[1]


def test_two_that_are_too_large_are_two_events() -> None:
    first, second = read_events(
        body([change(messages=[text(wamid, note="x" * 2_500_000) for wamid in "ab"])])
    )

    assert first.id != second.id
