"""Nobody, and not all together, can ask more of us than an operator allows."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ansari_whatsapp.admission.quotas import Quotas
from ansari_whatsapp.presenters.texts import ServiceText, service_text

ANNA, BILAL = "16505551234", "6281200000001"
ANSWER = "*Patience* is light."


def message(wamid: str, sender: str = ANNA, kind: str = "text", **body: Any) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    content = body or {"body": f"What is patience, {wamid}?"}
    return {"from": sender, "id": wamid, "timestamp": now, "type": kind, kind: content}


async def say(gateway: Any, *messages: dict[str, Any]) -> None:
    await gateway.receive(*messages)
    await gateway.settle()


def is_refusal(body: str) -> bool:
    return body in {service_text(ServiceText.TOO_MANY, "en", minutes=str(m)) for m in range(1, 61)}


@pytest.fixture
async def strict(open_gateway: Any) -> Any:
    async with open_gateway(whatsapp_person_turns_per_hour=2) as gateway:
        yield gateway


async def test_who_asks_too_much_is_told_once_and_asks_no_model(strict: Any) -> None:
    await say(strict, *(message(f"w{n}") for n in range(6)))

    *answers, refusal = strict.meta.bodies
    assert answers == [ANSWER, ANSWER]
    assert is_refusal(refusal)
    assert len(strict.backend.questions) == 2
    assert (await strict.outcomes()).count("over_quota") == 4


async def test_others_are_answered_meanwhile(strict: Any) -> None:
    await say(strict, *(message(f"w{n}") for n in range(4)))
    await say(strict, message("b1", BILAL))

    assert strict.meta.sent[-1]["to"] == f"+{BILAL}"
    assert strict.meta.bodies[-1] == ANSWER


async def test_a_flood_of_stickers_ends_in_silence_too(strict: Any) -> None:
    await say(strict, *(message(f"w{n}", kind="sticker", id="1") for n in range(6)))

    assert len(strict.meta.sent) == 3
    assert is_refusal(strict.meta.bodies[-1])


async def test_who_is_over_their_quota_can_still_have_their_data_deleted(strict: Any) -> None:
    await say(strict, *(message(f"w{n}") for n in range(4)))
    await say(strict, message("w5", body="delete my data"))
    await say(strict, message("w6", body="Yes, delete"))

    assert strict.meta.bodies[-1] == service_text(ServiceText.DELETE_DONE, "en")
    await say(strict, message("w7"))
    assert strict.meta.bodies[-1] != ANSWER, "a deletion must not begin a new hour"


async def test_an_hour_later_there_are_answers_again(strict: Any) -> None:
    await say(strict, *(message(f"w{n}") for n in range(4)))
    ago = datetime.now(UTC) - timedelta(hours=1, seconds=1)
    fields = {"hour_began_at": ago, "silent_until": ago + timedelta(hours=1)}
    await strict.database["chats"].update_one({"_id": ANNA}, {"$set": fields})

    await say(strict, *(message(f"x{n}") for n in range(3)))

    assert strict.meta.bodies[3:5] == [ANSWER, ANSWER]
    assert is_refusal(strict.meta.bodies[5])


async def test_a_turn_that_is_tried_again_counts_once(strict: Any) -> None:
    strict.backend.outages = 3
    await say(strict, message("w1"))
    await say(strict, message("w2"))

    assert strict.meta.bodies == [ANSWER, ANSWER]


async def test_all_together_get_so_many_answers_and_each_of_the_others_a_word(
    open_gateway: Any,
) -> None:
    async with open_gateway(whatsapp_turns_per_hour=3) as gateway:
        people = [f"1650000000{n}" for n in range(8)]
        await say(gateway, *(message(f"w{one}", one) for one in people))

        assert gateway.meta.bodies.count(ANSWER) == 3
        assert sum(map(is_refusal, gateway.meta.bodies)) == 5


async def test_many_instances_take_no_turn_twice(database: Any) -> None:
    instances = [Quotas(database, per_hour=50) for _ in range(4)]
    now = datetime(2026, 11, 30, 13, 20, tzinfo=UTC)

    taken = await asyncio.gather(*(instances[n % 4].take(now) for n in range(120)))

    assert taken.count(None) == 50
    assert set(taken) == {None, datetime(2026, 11, 30, 14, tzinfo=UTC)}


@pytest.mark.parametrize(("limit", "answers"), [(0, 1), (60, 0)])
async def test_a_limit_of_nothing_limits_nobody(
    open_gateway: Any, database: Any, limit: int, answers: int
) -> None:
    chat = {"_id": ANNA, "hour_began_at": datetime.now(UTC), "hour_taken": 60, "is_welcomed": True}
    await database["chats"].insert_one(chat)
    async with open_gateway(whatsapp_person_turns_per_hour=limit) as gateway:
        await say(gateway, message("w1"))

        assert gateway.meta.bodies.count(ANSWER) == answers
