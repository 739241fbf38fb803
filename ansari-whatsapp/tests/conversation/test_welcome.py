"""A newcomer is told once, in their language, whom they speak with."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx

from ansari_whatsapp.presenters.texts import ServiceText, service_text

ANNA = "16505551234"


def message(wamid: str, kind: str = "text", body: Any = None, **more: Any) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    content = {"body": body} if kind == "text" else body or {}
    return {"from": ANNA, "id": wamid, "timestamp": now, "type": kind, kind: content} | more


async def receive(gateway: Any, *messages: dict[str, Any]) -> None:
    await gateway.receive(*messages)
    await gateway.settle()


async def test_a_first_message_is_welcomed_in_its_language_and_answered(gateway: Any) -> None:
    await receive(gateway, message("w1", body="ما هو الصبر في الإسلام؟"))
    await receive(gateway, message("w2", body="وما هي الزكاة؟"))

    (welcome,) = gateway.meta.welcomes
    assert welcome["interactive"]["body"]["text"] == service_text(ServiceText.WELCOME, "ar")
    assert welcome["to"] == f"+{ANNA}"
    assert "context" not in welcome
    assert gateway.meta.bodies == ["*Patience* is light."] * 2


async def test_who_opens_the_chat_is_welcomed_and_not_again_when_they_write(gateway: Any) -> None:
    await receive(gateway, message("w1", "request_welcome"))
    assert len(gateway.meta.calls) == 1
    await receive(gateway, message("w2", body="What is patience?"))
    await receive(gateway, message("w3", "request_welcome"))

    assert len(gateway.meta.welcomes) == 1
    assert gateway.backend.questions[0]["message"] == "What is patience?"


async def test_a_welcome_that_meta_refuses_for_now_is_said_later(gateway: Any) -> None:
    busy = httpx.Response(400, json={"error": {"code": 131056}})
    gateway.meta.welcome_script = [busy]
    await receive(gateway, message("w1", body="What is patience?"))
    assert gateway.meta.bodies == ["*Patience* is light."]

    await receive(gateway, message("w2", body="What is gratitude?"))

    assert len(gateway.meta.welcomes) == 2  # the refused one, and the one that arrived


async def test_a_welcome_is_said_once_whichever_instance_dies(
    open_gateway: Any, until: Any
) -> None:
    async with open_gateway() as before:
        before.backend.gate.clear()
        await before.receive(message("w1", body="What is patience?"))
        await until(lambda: before.backend.questions != [])

    async with open_gateway() as after:
        await after.settle()

        assert after.meta.welcomes == []
        assert after.meta.bodies == ["*Patience* is light."]


async def test_people_who_come_at_once_are_each_welcomed(gateway: Any) -> None:
    people = [str(6281200000000 + number) for number in range(20)]
    await asyncio.gather(
        *(
            gateway.receive(message(f"w{one}", body="Apa itu sabar?") | {"from": one})
            for one in people
        )
    )
    await gateway.settle()

    assert sorted(call["to"] for call in gateway.meta.welcomes) == [f"+{one}" for one in people]


async def test_a_welcome_holds_up_no_answer_where_the_number_has_no_room(open_gateway: Any) -> None:
    async with open_gateway(whatsapp_number_messages_per_second=1) as gateway:
        people = [ANNA, "6281200000001", "6281200000002"]
        said = [message(f"w{one}", body="What is patience?") | {"from": one} for one in people]
        await receive(gateway, *said)

        assert len(gateway.meta.bodies) == 3
        assert len(gateway.meta.welcomes) <= 1


async def test_whose_data_is_deleted_begins_afresh(gateway: Any) -> None:
    await receive(gateway, message("w1", body="delete my data"))
    await receive(gateway, message("w2", body="Yes, delete"))
    await receive(gateway, message("w3", body="What is patience?"))

    assert len(gateway.meta.welcomes) == 2
