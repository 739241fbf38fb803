"""What the emulator tells of its traffic afterwards."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from ansari_emulator.records.calls import REMEMBERED, Call, CallKind, Calls, Outcome
from ansari_emulator.records.counts import Counts
from ansari_emulator.testing import Emulator

MARYAM = "16505551234"
YUSUF = "201001234567"


def text(to: str = MARYAM, body: str = "Peace") -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": to, "text": {"body": body}}


def reading(message_id: str, **other: object) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message_id,
        **other,
    }


async def test_calls_are_listed_in_order_with_their_person(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    asked = await emulator.phones.say(MARYAM, "Salam")
    await graph.post("/messages", json=reading(asked))
    await graph.post("/messages", json=reading(asked, typing_indicator={"type": "text"}))
    await graph.post("/messages", json=text(YUSUF))
    await graph.post("/messages", json=text())

    calls = await emulator.phones.calls(MARYAM)

    answered = (await emulator.phones.chat(MARYAM))[-1].id
    assert [(call.kind, call.message_id) for call in calls] == [
        ("read", asked),
        ("typing", asked),
        ("text", answered),
    ]
    assert {call.outcome for call in calls} == {"accepted"}


async def test_a_refused_call_is_listed_with_the_person_whom_it_named(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    await graph.post("/messages", json=text(body="x" * 4097))
    await graph.post("/messages", json=text(), headers={"Authorization": "Bearer wrong"})

    calls = await emulator.phones.calls(MARYAM)

    assert [(call.outcome, call.message_id) for call in calls] == [("refused", None)] * 2


async def test_a_call_that_a_fault_struck_tells_whether_it_was_accepted(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    for accepted in (True, False):
        await emulator.phones.break_graph(kind="server_error", accepted=accepted, times=1)
        await graph.post("/messages", json=text())

    first, second = await emulator.phones.calls(MARYAM)

    (message,) = await emulator.phones.chat(MARYAM)
    assert (first.outcome, first.message_id) == ("server_error", message.id)
    assert (second.outcome, second.message_id) == ("server_error", None)


async def test_traffic_is_counted_until_it_is_reset(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    asked = await emulator.phones.say(MARYAM, "Salam")
    await graph.post("/messages", json=reading(asked, typing_indicator={"type": "text"}))
    await graph.post("/messages", json=text())
    await graph.post("/messages", json=text("999999999"))
    await graph.post("/messages", content=b"{")

    counts = (await emulator.phones.counts()).model_dump()
    await emulator.phones.reset_counts()

    assert counts["graph_calls"] == {"sent": 1, "typing": 1, "refused": 2}
    assert (await emulator.phones.counts()).graph_calls.refused == 0


@pytest.mark.parametrize("answers", [[503, 500]])
async def test_each_try_of_a_webhook_is_counted(emulator: Emulator) -> None:
    await emulator.phones.send_webhooks([{"odd": 1}])

    counts = await emulator.phones.counts()
    assert (counts.webhooks_tried, counts.webhooks_taken) == (3, 1)


def test_only_the_newest_calls_are_remembered() -> None:
    calls = Calls(Counts())
    for number in range(REMEMBERED + 1):
        calls.note(
            Call(
                at=datetime.now(UTC),
                phone=MARYAM,
                kind=CallKind.TEXT,
                message_id=str(number),
                outcome=Outcome.ACCEPTED,
            )
        )

    remembered = calls.about(MARYAM)

    assert len(remembered) == REMEMBERED
    assert remembered[0].message_id == "1"
