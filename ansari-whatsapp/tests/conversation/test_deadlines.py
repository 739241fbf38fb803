"""How long a person waits, what they are told meanwhile, and what it costs the backend."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from ansari_whatsapp.conversation.conversation import TOLD_AFTER
from ansari_whatsapp.presenters.texts import ServiceText, service_text

ANNA = "16505551234"
DOWN = httpx.Response(503, json={"retryable": True})


def text(words: str, wamid: str) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    return {"from": ANNA, "id": wamid, "timestamp": now, "type": "text", "text": {"body": words}}


async def test_a_deadline_travels_with_the_question(gateway: Any) -> None:
    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()

    left = gateway.backend.questions[0]["deadline"] - datetime.now(UTC).timestamp()
    assert 590 < left <= 600


async def test_a_backend_that_hangs_ends_in_a_kind_sentence_at_the_deadline(
    open_gateway: Any,
) -> None:
    async with open_gateway(whatsapp_backend_patience_seconds=0.5) as gateway:
        gateway.backend.gate.clear()
        await gateway.receive(text("What is patience?", "w1"))
        await gateway.settle()

        assert gateway.meta.bodies == [service_text(ServiceText.ANSWER_FAILED, "en")]


async def test_who_waits_long_is_told_so_once(gateway: Any) -> None:
    gateway.backend.script = [DOWN] * 3
    before = datetime.now(UTC) - TOLD_AFTER - timedelta(seconds=1)
    await gateway.left_behind(text("What is patience?", "w1"), received_at=before)
    await gateway.settle()

    assert gateway.meta.bodies == [
        service_text(ServiceText.TAKES_LONGER, "en"),
        "*Patience* is light.",
    ]


async def test_a_known_chat_costs_one_call(gateway: Any) -> None:
    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()
    before = gateway.backend.calls

    await gateway.receive(text("And gratitude?", "w2"))
    await gateway.settle()

    assert gateway.backend.calls == before + 1


@pytest.mark.parametrize("lost", ["thread", "person"])
async def test_a_chat_that_the_backend_forgot_heals_itself(gateway: Any, lost: str) -> None:
    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()
    gateway.backend.forget(lost)

    await gateway.receive(text("And gratitude?", "w2"))
    await gateway.settle()

    assert gateway.meta.bodies == ["*Patience* is light."] * 2


async def test_a_chat_silent_for_too_long_goes_on_in_a_new_thread(gateway: Any) -> None:
    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()
    long_ago = datetime.now(UTC) - timedelta(hours=4)
    await gateway.database["chats"].update_many({}, {"$set": {"spoken_at": long_ago}})
    gateway.backend.threads[0]["at"] = long_ago

    await gateway.receive(text("And gratitude?", "w2"))
    await gateway.settle()

    assert [question["thread_id"] for question in gateway.backend.questions] == ["1", "2"]


async def test_thousands_of_people_wait_side_by_side_up_to_the_limit(
    open_gateway: Any, until: Any
) -> None:
    async with open_gateway(whatsapp_turns_in_flight=3) as gateway:
        gateway.backend.gate.clear()
        people = [text("hello", f"w{n}") | {"from": f"1650000000{n}"} for n in range(6)]
        await gateway.receive(*people)
        await until(lambda: len(gateway.backend.questions) == 3)
        await asyncio.sleep(0.1)  # a fourth would come in this time

        assert len(gateway.backend.questions) == 3
        gateway.backend.gate.set()
        await gateway.settle()
        assert len(gateway.meta.sent) == 6


async def test_who_writes_much_does_not_keep_others_waiting(open_gateway: Any) -> None:
    async with open_gateway(whatsapp_turns_in_flight=1) as gateway:
        gateway.backend.gate.clear()
        talkative = [text(f"question {n}", f"a{n}") for n in range(5)]
        await gateway.receive(*talkative)
        await gateway.receive(text("one thing", "b") | {"from": "6281200000001"})
        gateway.backend.gate.set()
        await gateway.settle()

        served = [question["key"] for question in gateway.backend.questions]
        assert served.index("b") == 1
