"""A person stays the same person, whichever of their ids WhatsApp shows."""

from datetime import UTC, datetime
from typing import Any

import pytest

PHONE, NEW_PHONE = "16505551234", "16505559999"
USER_ID, NEW_USER_ID = "US.1349", "US.2222"


def text(wamid: str, **sender: str) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    return {
        "id": wamid,
        "timestamp": now,
        "type": "text",
        "text": {"body": "ما هو الصبر؟"},
        **{key.replace("sender", "from"): value for key, value in sender.items()},
    }


def change(wamid: str, sender: dict[str, str], **system: str) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    return {**sender, "id": wamid, "timestamp": now, "type": "system", "system": system}


async def receive(gateway: Any, *messages: dict[str, Any]) -> None:
    for message in messages:
        await gateway.receive(message)
        await gateway.settle()


async def test_the_two_ids_of_a_person_are_one_once_seen_together(gateway: Any) -> None:
    await receive(
        gateway,
        text("w1", sender=PHONE),
        text("w2", sender=PHONE, sender_user_id=USER_ID),
        text("w3", sender_user_id=USER_ID),
    )

    assert len(gateway.meta.welcomes) == 1
    assert {question["thread_id"] for question in gateway.backend.questions} == {"1"}


async def test_a_new_number_and_id_go_on_in_the_same_thread(gateway: Any) -> None:
    moved = {"type": "user_changed_number", "wa_id": NEW_PHONE, "user_id": NEW_USER_ID}
    await receive(
        gateway,
        text("w1", sender=PHONE, sender_user_id=USER_ID),
        change("w2", {"from": PHONE}, previous_user_id=USER_ID, **moved),
        text("w3", sender=NEW_PHONE, sender_user_id=NEW_USER_ID),
    )

    assert gateway.backend.moves == [
        {
            "phone_num": NEW_PHONE,
            "whatsapp_id": NEW_USER_ID,
            "previous_phone_num": PHONE,
            "previous_whatsapp_id": USER_ID,
        }
    ]
    assert {question["thread_id"] for question in gateway.backend.questions} == {"1"}
    assert len(gateway.meta.welcomes) == 1


@pytest.mark.parametrize("times", [1, 2])
async def test_a_new_user_id_without_any_number_is_followed_however_often_it_is_told(
    gateway: Any, times: int
) -> None:
    moved = {"type": "user_changed_user_id", "user_id": NEW_USER_ID, "previous_user_id": USER_ID}
    await receive(gateway, text("w1", sender_user_id=USER_ID))
    for time in range(times):
        await receive(
            gateway,
            change(f"w2.{time}", {}, **moved),
            text(f"w3.{time}", sender_user_id=NEW_USER_ID),
        )

    assert {question["thread_id"] for question in gateway.backend.questions} == {"1"}
    assert gateway.meta.sent[-1]["recipient"] == NEW_USER_ID
    assert len(gateway.meta.welcomes) == 1


async def test_a_change_outlives_an_outage_of_the_backend(gateway: Any) -> None:
    await receive(gateway, text("w1", sender_user_id=USER_ID))
    gateway.backend.outages = 1

    await receive(gateway, change("w2", {}, user_id=NEW_USER_ID, previous_user_id=USER_ID))

    assert len(gateway.backend.moves) == 1


async def test_who_has_changed_can_still_have_everything_deleted(gateway: Any) -> None:
    await receive(
        gateway,
        text("w1", sender=PHONE, sender_user_id=USER_ID),
        change(
            "w2", {"from": PHONE}, wa_id=NEW_PHONE, user_id=NEW_USER_ID, previous_user_id=USER_ID
        ),
    )
    for wamid, words in (("w3", "delete my data"), ("w4", "Yes, delete")):
        wish = text(wamid, sender=NEW_PHONE, sender_user_id=NEW_USER_ID)
        await receive(gateway, wish | {"text": {"body": words}})

    for room in ("inbox", "outbox", "chats"):
        left = str(await gateway.database[room].find().to_list())
        assert "Patience" not in left
        assert "الصبر" not in left
        assert "\\u0627\\u0644\\u0635\\u0628\\u0631" not in left
