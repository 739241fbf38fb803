"""While we are closed people are told so once each, and nothing that they write is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ansari_whatsapp.admission.controls import Controls
from ansari_whatsapp.presenters.texts import ServiceText, service_text

ANNA, BILAL = "16505551234", "6281200000001"
CLOSED = service_text(ServiceText.MAINTENANCE, "en")


def text(words: str, wamid: str, sender: str = ANNA) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    return {"from": sender, "id": wamid, "timestamp": now, "type": "text", "text": {"body": words}}


@pytest.fixture
def controls(gateway: Any) -> Controls:
    return Controls(gateway.database)


@pytest.fixture
async def closed(open_gateway: Any, database: Any) -> Any:
    await Controls(database).begin_maintenance()
    async with open_gateway() as gateway:
        yield gateway


async def test_each_is_told_once_in_their_language_and_nothing_else(
    closed: Any, until: Any
) -> None:
    await closed.receive(text("What is patience?", "w1"), text("ما هو الصبر؟", "w2", BILAL))
    await until(lambda: len(closed.meta.sent) == 2)
    await closed.receive(text("Are you there?", "w3"), text("أين أنت؟", "w4", BILAL))
    await closed.receive(text("A third person's", "w5", "4917000000001"))
    await until(lambda: len(closed.meta.sent) == 3)

    assert sorted(closed.meta.bodies) == sorted(
        [CLOSED, CLOSED, service_text(ServiceText.MAINTENANCE, "ar")]
    )
    assert closed.meta.calls == closed.meta.sent  # no typing, no welcome
    assert closed.backend.calls == 0


async def test_what_was_written_meanwhile_is_answered_afterwards(closed: Any, until: Any) -> None:
    await closed.receive(text("What is patience?", "w1"))
    await closed.receive(text("And gratitude?", "w2"))
    await until(lambda: closed.meta.sent != [])

    await Controls(closed.database).end_maintenance()
    await closed.settle()

    assert closed.meta.bodies == [CLOSED, *["*Patience* is light."] * 2]


async def test_a_switch_reaches_an_instance_that_runs(
    gateway: Any, controls: Controls, until: Any
) -> None:
    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()

    await controls.begin_maintenance()
    await until(lambda: gateway.app.state.parts.watch.closed is not None)
    await gateway.receive(text("And gratitude?", "w2"))
    await until(lambda: len(gateway.meta.sent) == 2)

    assert gateway.meta.bodies == ["*Patience* is light.", CLOSED]


async def test_who_waited_longer_than_patience_is_answered_all_the_same(
    open_gateway: Any, database: Any
) -> None:
    controls = Controls(database)
    await controls.begin_maintenance()
    async with open_gateway(whatsapp_backend_patience_seconds=5) as gateway:
        before = datetime.now(UTC) - timedelta(hours=2)
        await gateway.left_behind(text("What is patience?", "w1"), received_at=before)
        await controls.end_maintenance()
        await gateway.settle()

        assert gateway.meta.bodies[-1] == "*Patience* is light."


async def test_a_second_maintenance_is_told_of_anew(closed: Any, until: Any) -> None:
    controls = Controls(closed.database)
    await closed.receive(text("What is patience?", "w1"))
    await until(lambda: len(closed.meta.sent) == 1)
    await controls.end_maintenance()
    await closed.settle()

    await controls.begin_maintenance()
    await until(lambda: closed.app.state.parts.watch.closed is not None)
    await closed.receive(text("And gratitude?", "w2"))
    await until(lambda: len(closed.meta.sent) == 3)

    assert closed.meta.bodies == [CLOSED, "*Patience* is light.", CLOSED]


async def test_a_reaction_gets_no_word_and_waits(closed: Any, until: Any) -> None:
    now = str(int(datetime.now(UTC).timestamp()))
    reaction = {"from": ANNA, "id": "w1", "timestamp": now, "type": "reaction"}
    await closed.receive(reaction | {"reaction": {"emoji": "👍", "message_id": "x"}})
    await closed.receive(text("What is patience?", "w2", BILAL))
    await until(lambda: closed.meta.sent != [])

    assert [call["to"] for call in closed.meta.calls] == [f"+{BILAL}"]
    assert await closed.outcomes() == ["waiting", "waiting"]


async def test_the_setting_closes_an_instance_too(open_gateway: Any, until: Any) -> None:
    async with open_gateway(whatsapp_under_maintenance=True) as before:
        await before.receive(text("What is patience?", "w1"))
        await until(lambda: before.meta.sent != [])
        assert before.meta.bodies == [CLOSED]

    async with open_gateway() as after:
        await after.settle()
        assert after.meta.bodies == ["*Patience* is light."]
