"""Calls that fail on purpose: how the business sees it, and what the person gets."""

import json
from typing import Any

import httpx
import pytest

from ansari_emulator.testing import Emulator, Listener

MARYAM = "16505551234"
YUSUF = "201001234567"


def text(to: str = MARYAM, **other: object) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": to, "text": {"body": "Peace"}, **other}


async def send(graph: httpx.AsyncClient, to: str = MARYAM) -> int:
    """The status of one call that sends a text; 0 where no answer comes."""
    try:
        return (await graph.post("/messages", json=text(to))).status_code
    except httpx.TransportError:
        return 0


async def heard(emulator: Emulator, phone: str = MARYAM) -> int:
    return len(await emulator.phones.chat(phone))


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (131056, 400),
        (130429, 400),
        (131026, 400),
        (42, 400),
        (190, 401),
        (131000, 500),
        (131016, 500),
        (133004, 500),
        (2, 500),
    ],
)
async def test_an_error_has_metas_shape_code_and_status(
    emulator: Emulator,
    graph: httpx.AsyncClient,
    code: int,
    status: int,
) -> None:
    await emulator.phones.break_graph(kind="error", code=code)

    response = await graph.post("/messages", json=text())

    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert await heard(emulator) == 0


async def test_a_known_code_has_metas_words_and_any_other_its_number(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    for code in (131056, 4711):
        await emulator.phones.break_graph(kind="error", code=code, times=1)

    messages = [
        (await graph.post("/messages", json=text())).json()["error"]["message"] for _ in range(2)
    ]

    assert messages[0].endswith("pair rate limit hit")
    assert messages[1].startswith("(#4711) ")


async def test_a_server_error_is_no_json(emulator: Emulator, graph: httpx.AsyncClient) -> None:
    await emulator.phones.break_graph(kind="server_error")

    response = await graph.post("/messages", json=text())

    assert response.status_code == 500
    with pytest.raises(ValueError, match="Expecting value"):
        response.json()


async def test_a_reset_is_no_answer_at_all(emulator: Emulator, graph: httpx.AsyncClient) -> None:
    await emulator.phones.break_graph(kind="reset", times=1)

    with pytest.raises(httpx.ReadError):
        await graph.post("/messages", json=text())

    assert await send(graph) == 200
    assert await heard(emulator) == 1


async def test_a_timeout_outlasts_a_short_patience(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    await emulator.phones.break_graph(kind="timeout", times=1)

    with pytest.raises(httpx.ReadTimeout):
        await graph.post("/messages", json=text(), timeout=httpx.Timeout(60, read=0.2))

    assert await heard(emulator) == 0


@pytest.mark.parametrize(("accepted", "status"), [(True, 200), (False, 0)])
async def test_who_has_the_patience_hears_after_a_timeout_whether_it_was_accepted(
    emulator: Emulator,
    graph: httpx.AsyncClient,
    *,
    accepted: bool,
    status: int,
) -> None:
    await emulator.phones.break_graph(kind="timeout", seconds=0.1, accepted=accepted)

    assert await send(graph) == status
    assert await heard(emulator) == accepted


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "error", "code": 131000},
        {"kind": "server_error"},
        {"kind": "timeout", "seconds": 0.1},
        {"kind": "reset"},
    ],
)
async def test_an_accepted_message_arrives_though_the_call_fails(
    emulator: Emulator,
    graph: httpx.AsyncClient,
    listener: Listener,
    rule: dict[str, Any],
) -> None:
    await emulator.phones.break_graph(**rule, accepted=True)

    try:
        await graph.post("/messages", json=text(biz_opaque_callback_data="part-7"))
    except httpx.TransportError:
        assert rule == {"kind": "reset"}

    assert await heard(emulator) == 1
    reports = await listener.wait_for(3)
    assert all(b'"biz_opaque_callback_data":"part-7"' in report.body for report in reports)


async def test_a_rule_is_used_up(emulator: Emulator, graph: httpx.AsyncClient) -> None:
    await emulator.phones.break_graph(kind="server_error", times=2)

    assert [await send(graph) for _ in range(3)] == [500, 500, 200]
    assert (await emulator.phones.faults()).graph == []


async def test_a_rule_for_one_person_spares_the_others(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    await emulator.phones.break_graph(kind="server_error", to="+1 650 555 1234")

    assert await send(graph, MARYAM) == 500
    assert await send(graph, YUSUF) == 200


async def test_a_share_of_the_calls_fails_the_same_ones_each_time(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    runs = []
    for _ in range(2):
        await emulator.phones.break_graph(kind="server_error", share=0.5, seed=7)
        runs.append([await send(graph) for _ in range(40)])
        await emulator.phones.clear_faults()

    assert runs[0] == runs[1]
    assert 10 < runs[0].count(500) < 30


async def test_marking_as_read_and_typing_do_not_fail(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    message_id = await emulator.phones.say(MARYAM, "Salam")
    await emulator.phones.break_graph(kind="reset")

    reading = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
    typing = {**reading, "typing_indicator": {"type": "text"}}

    for call in (reading, typing):
        assert (await graph.post("/messages", json=call)).status_code == 200


async def test_what_is_set_is_listed_and_cleared(
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    await emulator.phones.break_graph(kind="error", code=131056, times=5)
    await send(graph)

    (rule,) = (await emulator.phones.faults()).graph
    await emulator.phones.clear_faults()

    assert (rule.kind, rule.code, rule.times, rule.applied) == ("error", 131056, 5, 1)
    assert (await emulator.phones.faults()).graph == []
    assert await send(graph) == 200


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "error"},
        {"kind": "fire"},
        {"kind": "reset", "share": 2},
        {"kind": "reset", "times": 0},
        {"kind": "reset", "tims": 1},
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(
    emulator: Emulator,
    rule: dict[str, Any],
) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        await emulator.phones.break_graph(**rule)


async def test_an_accepted_message_fails_later_by_webhook(
    emulator: Emulator, graph: httpx.AsyncClient, listener: Listener
) -> None:
    await emulator.phones.break_graph(kind="failed", code=131026, times=1)

    response = await graph.post("/messages", json=text(biz_opaque_callback_data="part-7"))

    (webhook,) = await listener.wait_for(1)
    value = json.loads(webhook.body)["entry"][0]["changes"][0]["value"]
    (report,) = value["statuses"]
    (message,) = await emulator.phones.chat(MARYAM)
    assert response.json()["messages"][0]["id"] == report["id"] == message.id
    assert (report["status"], report["errors"][0]["code"]) == ("failed", 131026)
    assert (report["biz_opaque_callback_data"], message.status) == ("part-7", "failed")
    assert "contacts" not in value
