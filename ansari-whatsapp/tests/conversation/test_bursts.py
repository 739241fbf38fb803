"""People say one thing in several short messages, and get one answer to all of it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from ansari_whatsapp.conversation.turn import MOST_CHARACTERS
from ansari_whatsapp.presenters.texts import ServiceText, service_text

ANNA = "16505551234"
NUMBER = "106540352242922"
CANNOT_READ_IMAGE = ServiceText.CANNOT_READ_IMAGE
WINDOW = 1.0
NOW = datetime.now(UTC)


def text(words: str, wamid: str, second: int = 0) -> dict[str, Any]:
    moment = int(NOW.timestamp()) + second
    return {
        "from": ANNA,
        "id": wamid,
        "timestamp": str(moment),
        "type": "text",
        "text": {"body": words},
    }


@pytest.fixture
async def patient(open_gateway: Any) -> Any:
    async with open_gateway(whatsapp_burst_window_seconds=WINDOW) as gateway:
        yield gateway


async def test_three_short_messages_get_one_answer_that_replies_to_the_last(patient: Any) -> None:
    for at, words in enumerate(["Salam", "I have a question", "Is music allowed?"]):
        await patient.receive(text(words, f"w{at}"))
        await asyncio.sleep(WINDOW / 10)  # a person types
    await patient.settle()

    (question,) = patient.backend.questions
    assert question["message"] == "Salam\nI have a question\nIs music allowed?"
    assert question["key"] == "w2"
    assert [answer["context"]["message_id"] for answer in patient.meta.sent] == ["w2"]


async def test_a_message_that_comes_while_the_answer_is_made_joins_it(
    patient: Any, until: Any
) -> None:
    patient.backend.gate.clear()
    await patient.receive(text("Is music allowed?", "w1"))
    await until(lambda: len(patient.backend.questions) == 1)

    await patient.receive(text("At weddings, I mean", "w2"))
    await until(lambda: len(patient.backend.questions) == 2)
    patient.backend.gate.set()
    await patient.settle()

    last = patient.backend.questions[-1]
    assert last["message"] == "Is music allowed?\nAt weddings, I mean"
    assert (last["key"], last["supersedes"]) == ("w2", "w1")
    assert len(patient.meta.sent) == 1


async def test_a_message_that_another_instance_took_joins_too(
    open_gateway: Any, until: Any
) -> None:
    async with (
        open_gateway(whatsapp_burst_window_seconds=WINDOW) as one,
        open_gateway(
            whatsapp_burst_window_seconds=WINDOW, backend=one.backend, meta=one.meta
        ) as other,
    ):
        one.backend.gate.clear()
        await one.receive(text("Is music allowed?", "w1"))
        await until(lambda: len(one.backend.questions) == 1)

        await other.receive(text("At weddings, I mean", "w2"))
        await until(lambda: len(one.backend.questions) == 2)
        one.backend.gate.set()
        await one.settle()

        assert one.backend.questions[-1]["supersedes"] == "w1"
        assert len(one.meta.sent) == 1


async def test_a_message_after_the_answer_gets_an_answer_of_its_own(patient: Any) -> None:
    await patient.receive(text("Is music allowed?", "w1"))
    await patient.settle()
    await patient.receive(text("And at weddings?", "w2"))
    await patient.settle()

    assert [question["message"] for question in patient.backend.questions] == [
        "Is music allowed?",
        "And at weddings?",
    ]
    assert patient.backend.questions[1]["supersedes"] is None


async def test_what_arrives_late_stands_where_it_was_written(patient: Any) -> None:
    await patient.receive(text("second", "w2", second=1))
    await patient.receive(text("first", "w1"))
    await patient.settle()

    (question,) = patient.backend.questions
    assert question["message"] == "first\nsecond"
    assert question["key"] == "w1"  # the newest that came in: a turn that grows has a new key


async def test_a_reaction_in_between_disturbs_nothing(patient: Any) -> None:
    reaction = {"type": "reaction", "reaction": {"message_id": "x", "emoji": "👍"}}
    await patient.receive(text("one", "w1"), text("", "w2") | reaction, text("two", "w3"))
    await patient.settle()

    assert [question["message"] for question in patient.backend.questions] == ["one\ntwo"]
    assert sorted(await patient.outcomes()) == ["answered", "answered", "nothing_to_say"]


async def test_pictures_in_a_row_are_apologised_for_once(patient: Any) -> None:
    picture = {"type": "image", "image": {"id": "1"}}
    await patient.receive(*(text("", f"w{n}") | picture for n in range(4)))
    await patient.settle()

    assert len(patient.meta.sent) == 1


async def test_what_the_backend_would_refuse_as_too_long_becomes_two_questions(
    patient: Any,
) -> None:
    half = "x" * (MOST_CHARACTERS * 2 // 3)
    await patient.receive(text(half, "w1"), text(half, "w2"))
    await patient.settle()

    assert [len(question["message"]) for question in patient.backend.questions] == [len(half)] * 2


async def test_a_window_of_zero_joins_nothing(open_gateway: Any, until: Any) -> None:
    async with open_gateway(whatsapp_burst_window_seconds=0) as gateway:
        gateway.backend.gate.clear()
        await gateway.receive(text("one", "w1"))
        await until(lambda: len(gateway.backend.questions) == 1)
        await gateway.receive(text("two", "w2"), text("three", "w3"))
        gateway.backend.gate.set()
        await gateway.settle()

        assert [q["message"] for q in gateway.backend.questions] == ["one", "two", "three"]


async def test_a_question_asked_before_a_restart_is_superseded_when_it_has_grown(
    open_gateway: Any, until: Any
) -> None:
    async with open_gateway(whatsapp_burst_window_seconds=WINDOW) as before:
        before.backend.gate.clear()
        await before.receive(text("Is music allowed?", "w1"))
        await until(lambda: len(before.backend.questions) == 1)

    async with open_gateway(whatsapp_burst_window_seconds=WINDOW) as after:
        await after.receive(text("At weddings, I mean", "w2"))
        await after.settle()

        (question,) = after.backend.questions
        assert (question["key"], question["supersedes"]) == ("w2", "w1")


async def test_a_picture_that_was_sent_before_and_comes_after_does_not_take_the_answer_away(
    patient: Any, until: Any
) -> None:
    """Meta delivers in any order. Both would be lost: one asked without words, one superseded."""
    picture = {"type": "image", "image": {"id": "1"}}
    patient.backend.gate.clear()
    await patient.receive(text("Is this verse right?", "w2", second=5))
    await until(lambda: len(patient.backend.questions) == 1)

    await patient.receive(text("", "w1", second=3) | picture)
    await asyncio.sleep(WINDOW)  # in which it is noticed
    patient.backend.gate.set()
    await patient.settle()

    asked = {(question["message"], question["key"]) for question in patient.backend.questions}
    assert asked == {("Is this verse right?", "w2")}
    assert {question["supersedes"] for question in patient.backend.questions} == {None}
    assert patient.meta.bodies == ["*Patience* is light.", service_text(CANNOT_READ_IMAGE, "en")]


async def test_a_question_to_another_number_that_comes_between_two_tries_supersedes_nothing(
    open_gateway: Any, until: Any
) -> None:
    both = f"{NUMBER},2"
    async with open_gateway(
        whatsapp_burst_window_seconds=WINDOW, meta_business_phone_number_id=both
    ) as gateway:
        gateway.backend.script = [httpx.Response(503)]
        await gateway.receive(text("Is music allowed?", "w2", second=5))
        await until(lambda: len(gateway.backend.questions) == 1)
        to_the_other = {"metadata": {"phone_number_id": "2"}}
        await gateway.receive(text("What is zakat?", "w1", second=3), **to_the_other)
        await gateway.settle()

        assert [question["supersedes"] for question in gateway.backend.questions] == [None] * 3
        assert [call["context"]["message_id"] for call in gateway.meta.sent] == ["w1", "w2"]
