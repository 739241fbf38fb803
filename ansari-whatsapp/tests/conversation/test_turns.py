"""What a person hears, whatever happens on the way."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

ANNA, BILAL = "16505551234", "6281200000001"


def text(words: str, wamid: str, sender: str = ANNA, **more: Any) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    message = {"from": sender, "id": wamid, "timestamp": now, "type": "text"}
    return message | {"text": {"body": words}} | more


def sent_at(moment: datetime) -> dict[str, str]:
    return {"timestamp": str(int(moment.timestamp()))}


async def test_a_question_gets_its_answer_as_a_reply_in_whatsapps_format(gateway: Any) -> None:
    await gateway.receive(text("What is patience?", "wamid.1"))
    await gateway.settle()

    (answer,) = gateway.meta.sent
    assert answer["to"] == f"+{ANNA}"
    assert answer["text"]["body"] == "*Patience* is light."
    assert answer["context"] == {"message_id": "wamid.1"}


async def test_the_same_message_again_and_at_once_is_answered_once(gateway: Any) -> None:
    message = text("What is patience?", "wamid.1")

    await asyncio.gather(*(gateway.receive(message) for _ in range(5)))
    await gateway.settle()
    await gateway.receive(message)
    await gateway.settle()

    assert len(gateway.backend.questions) == 1
    assert len(gateway.meta.sent) == 1


async def test_a_persons_messages_are_answered_in_their_order_and_in_one_thread(
    gateway: Any,
) -> None:
    await asyncio.gather(*(gateway.receive(text(f"question {n}", f"w{n}")) for n in range(5)))
    await gateway.settle()

    assert sorted(q["message"] for q in gateway.backend.questions) == [
        f"question {n}" for n in range(5)
    ]
    assert [answer["context"]["message_id"] for answer in gateway.meta.sent] == [
        question["key"] for question in gateway.backend.questions
    ]
    assert len(gateway.backend.threads) == 1


async def test_people_do_not_wait_for_each_other(gateway: Any, until: Any) -> None:
    gateway.backend.gate.clear()
    await gateway.receive(text("slow", "w1", ANNA), text("slow too", "w2", BILAL))

    await until(lambda: len(gateway.backend.questions) == 2)

    gateway.backend.gate.set()
    await gateway.settle()
    assert {answer["to"] for answer in gateway.meta.sent} == {f"+{ANNA}", f"+{BILAL}"}


async def test_a_newcomer_is_registered_once_with_their_language(gateway: Any) -> None:
    await gateway.receive(text("ما هو الصبر في الإسلام؟", "w1"))
    await gateway.settle()
    await gateway.receive(text("وما هو الشكر؟", "w2"))
    await gateway.settle()

    assert gateway.backend.people == {ANNA: "ar"}


async def test_a_new_thread_is_named_by_the_first_six_words(gateway: Any) -> None:
    await gateway.receive(text("What does the Qur'an say about patience and prayer?", "w1"))
    await gateway.settle()

    assert gateway.backend.threads[0]["title"] == "What does the Qur'an say about"


@pytest.mark.parametrize(("silent_for", "threads"), [(2.9, 1), (3.1, 2)])
async def test_a_chat_older_than_the_retention_time_starts_a_new_thread(
    gateway: Any, silent_for: float, threads: int
) -> None:
    before = datetime.now(UTC) - timedelta(hours=silent_for)
    gateway.backend.threads.append({"person": ANNA, "title": "old", "at": before})

    await gateway.receive(text("And now?", "w1"))
    await gateway.settle()

    assert len(gateway.backend.threads) == threads


async def test_a_person_with_a_hidden_number_is_answered(gateway: Any) -> None:
    message = text("What is zakat?", "w1", from_user_id="US.1349")
    del message["from"]

    await gateway.receive(message)
    await gateway.settle()

    assert gateway.backend.questions[0]["whatsapp_id"] == "US.1349"
    assert gateway.meta.sent[0]["recipient"] == "US.1349"


async def test_a_backend_that_is_down_for_a_moment_costs_nothing(gateway: Any) -> None:
    gateway.backend.script = [
        httpx.Response(503, json={"retryable": True}),
        httpx.RemoteProtocolError("broken off"),
    ]

    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()

    assert gateway.meta.bodies == ["*Patience* is light."]
    assert {question["key"] for question in gateway.backend.questions} == {"w1"}


async def test_when_patience_is_over_the_person_is_told(open_gateway: Any) -> None:
    async with open_gateway(whatsapp_backend_patience_seconds=0.001) as gateway:
        gateway.backend.script = [httpx.Response(503)] * 9
        await gateway.receive(text("What is patience?", "w1"))
        await gateway.settle()

        assert len(gateway.meta.sent) == 1
        assert "503" not in gateway.meta.bodies[0]


async def test_a_firm_no_from_the_backend_is_told_kindly_once(gateway: Any) -> None:
    gateway.backend.script = [httpx.Response(422, json={"retryable": False})]

    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()

    assert len(gateway.meta.sent) == 1
    assert len(gateway.backend.questions) == 1


@pytest.mark.parametrize("answer", ["", " \n ", "\u200b"])
async def test_an_empty_answer_becomes_a_sentence(gateway: Any, answer: str) -> None:
    gateway.backend.answer = answer

    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()

    (body,) = gateway.meta.bodies
    assert len(body) > 20


@pytest.mark.parametrize("kind", ["image", "audio", "sticker", "unsupported", "something_new"])
async def test_what_we_cannot_read_gets_a_human_sentence(gateway: Any, kind: str) -> None:
    await gateway.receive({"from": ANNA, "id": "w1", "timestamp": "1", "type": kind, kind: {}})
    await gateway.settle()

    (body,) = gateway.meta.bodies
    assert "error" not in body.lower()
    assert gateway.backend.questions == []


@pytest.mark.parametrize("kind", ["reaction", "system"])
async def test_what_expects_no_answer_gets_none(gateway: Any, kind: str) -> None:
    await gateway.receive({"from": ANNA, "id": "w1", "timestamp": "1", "type": kind, kind: {}})
    await gateway.settle()

    assert gateway.meta.calls == []


async def test_a_message_for_a_number_that_is_not_ours_is_left_alone(open_gateway: Any) -> None:
    async with open_gateway(meta_business_phone_number_id="1, 2") as gateway:
        await gateway.receive(text("hello", "w1"))
        await gateway.settle()

        assert gateway.meta.calls == []


async def test_a_message_from_days_ago_is_explained_without_typing(gateway: Any) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=2)

    await gateway.receive(text("What is patience?", "w1", **sent_at(long_ago)))
    await gateway.settle()

    assert [call.get("type") for call in gateway.meta.calls] == ["text"]
    assert gateway.backend.questions == []


async def test_a_limit_of_one_person_delays_nobody_else(gateway: Any) -> None:
    gateway.meta.script = [httpx.Response(400, json={"error": {"code": 131056}})]

    await gateway.receive(text("one", "w1", ANNA))
    await gateway.receive(text("two", "w2", BILAL))
    await gateway.settle()

    assert {answer["to"] for answer in gateway.meta.sent} == {f"+{ANNA}", f"+{BILAL}"}
    assert len(gateway.backend.questions) == 2


async def test_what_was_accepted_is_answered_after_a_restart(open_gateway: Any) -> None:
    async with open_gateway() as before:
        before.backend.gate.clear()
        await before.receive(text("What is patience?", "w1"))

    async with open_gateway() as after:
        await after.settle()

        assert before.meta.sent == []
        assert after.meta.bodies == ["*Patience* is light."]


async def test_an_answer_half_sent_goes_on_after_a_restart(open_gateway: Any, until: Any) -> None:
    answer = "\n\n".join(f"Part {n}. " + "word " * 700 for n in range(3))
    async with open_gateway() as before:
        before.backend.answer = answer
        before.meta.script = [
            httpx.Response(200, json={"messages": [{"id": "wamid.first"}]}),
            *[httpx.Response(400, json={"error": {"code": 131056}})] * 50,
        ]
        await before.receive(text("Tell me all", "w1"))
        await until(lambda: len(before.meta.sent) == 2)

    async with open_gateway() as after:
        await after.settle()

        assert after.backend.questions == []
        assert [body[:7] for body in after.meta.bodies] == ["Part 1.", "Part 2."]


async def test_statuses_reach_the_part_that_they_speak_of(gateway: Any) -> None:
    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()
    (answer,) = gateway.meta.sent

    reference = answer["biz_opaque_callback_data"]
    status = {"id": "wamid.x", "timestamp": "5", "biz_opaque_callback_data": reference}
    await gateway.receive(statuses=[status | {"status": "read"}, status | {"status": "sent"}])
    await gateway.settle()

    stored = await gateway.database["outbox"].find_one({"_id": reference.partition("#")[0]})
    assert stored["parts"][0]["status"] == "read"


async def test_typing_is_shown_while_the_answer_is_made_and_not_after(
    gateway: Any, until: Any
) -> None:
    gateway.backend.gate.clear()
    await gateway.receive(text("What is patience?", "w1"))
    await until(lambda: len(gateway.meta.calls) > 1)
    gateway.backend.gate.set()
    await gateway.settle()

    welcome, typing, answer = gateway.meta.calls
    assert [welcome] == gateway.meta.welcomes  # it would end the sign, so it comes first
    assert typing["message_id"] == "w1"
    assert [answer] == gateway.meta.sent


async def test_a_status_of_a_strange_shape_keeps_nobody_from_being_answered(
    gateway: Any, until: Any
) -> None:
    strange = {"id": "w0", "status": "failed", "errors": [{"code": "9" * 30}]}
    await gateway.receive(statuses=[strange])

    await gateway.receive(text("What is patience?", "w1"))

    await until(lambda: gateway.meta.bodies == ["*Patience* is light."], seconds=20)
    await gateway.settle()


async def test_a_fault_in_what_we_stored_ends_no_serving(gateway: Any, until: Any) -> None:
    """Whoever serves must not die of it unseen, while webhooks are taken as ever."""
    switches = gateway.database["controls"]
    await switches.insert_one({"_id": "maintenance", "nobody": "knows this"})
    await asyncio.sleep(1)  # in which every instance looks at it
    await switches.delete_one({"_id": "maintenance"})

    await gateway.receive(text("What is patience?", "w1"))

    await until(lambda: gateway.meta.bodies == ["*Patience* is light."], seconds=20)


@pytest.mark.parametrize("told", [{}, {"timestamp": "soon"}, {"timestamp": "1796074567691"}])
async def test_a_message_of_unknown_age_is_not_called_too_old(
    gateway: Any, told: dict[str, str]
) -> None:
    message = text("What is patience?", "w1")
    del message["timestamp"]

    await gateway.receive(message | told)
    await gateway.settle()

    assert gateway.meta.bodies == ["*Patience* is light."]
