"""When a business may not write: the window is closed, or it writes too much."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from ansari_emulator.client import Phones
from ansari_emulator.quotas.rate import Rate
from ansari_emulator.testing import Emulator

MARYAM = "16505551234"
YUSUF = "201001234567"
DAY = 24 * 60 * 60
NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def write(graph: httpx.AsyncClient, to: str = MARYAM, **content: Any) -> int | None:
    """The code of the refusal, if it is one."""
    address = {"messaging_product": "whatsapp", "to": to}
    body = address | (content or {"text": {"body": "Peace"}})
    response = await graph.post("/messages", json=body)
    code: int | None = response.json().get("error", {}).get("code")
    return code


async def test_the_window_closes_a_day_after_the_persons_last_message(
    graph: httpx.AsyncClient, emulator: Emulator
) -> None:
    await emulator.phones.put_forward(DAY / 2)
    await emulator.phones.say(MARYAM, "Peace")

    await emulator.phones.put_forward(DAY - 60)
    in_time = await write(graph), await write(graph, to=YUSUF)
    await emulator.phones.put_forward(60)
    too_late = await write(graph)
    await emulator.phones.say(MARYAM, "Are you there?")

    assert in_time == (None, 131047)
    assert too_late == 131047
    assert await write(graph) is None


async def test_a_message_by_a_webhook_of_ones_own_opens_it_too(
    graph: httpx.AsyncClient, phones: Phones
) -> None:
    said = {"from": MARYAM, "id": "wamid.1", "timestamp": "1750030073", "text": {"body": "Peace"}}
    await phones.put_forward(DAY)

    await phones.send_webhooks([{"entry": [{"changes": [{"value": {"messages": [said]}}]}]}])

    assert await write(graph) is None


async def test_a_template_may_be_sent_at_any_time(
    graph: httpx.AsyncClient, emulator: Emulator
) -> None:
    await emulator.phones.put_forward(DAY)
    template = {"name": "hello_world", "language": {"code": "en_US"}}

    assert await write(graph, type="template", template=template) is None
    assert await write(graph) == 131047


async def test_the_window_can_be_left_out(graph: httpx.AsyncClient, emulator: Emulator) -> None:
    await emulator.phones.put_forward(DAY)

    await emulator.phones.limit(service_window=False)

    assert await write(graph) is None


async def until_refused(graph: httpx.AsyncClient, most: int = 20) -> tuple[int, int | None]:
    """How many messages were taken, and the code of the refusal after them."""
    for taken in range(most):
        if code := await write(graph):
            return taken, code
    return most, None


async def test_a_pair_has_its_own_limit(graph: httpx.AsyncClient, phones: Phones) -> None:
    await phones.limit(pair_seconds=3600, pair_burst=3)

    assert await until_refused(graph) == (3, 131056)
    assert await write(graph, to=YUSUF) is None
    await phones.put_forward(3600)
    assert await until_refused(graph) == (1, 131056)


async def test_a_number_is_held_to_its_throughput_in_both_directions(
    graph: httpx.AsyncClient, phones: Phones
) -> None:
    await phones.limit(per_second=1)
    await phones.say(MARYAM, "Peace")

    assert await write(graph) == 130429
    await phones.put_forward(1)
    assert await write(graph) is None


async def test_a_misspelt_limit_is_refused(phones: Phones) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        await phones.limit(per_minute=1)


@pytest.fixture
def phones(emulator: Emulator) -> Phones:
    return emulator.phones


def test_a_burst_borrows_from_the_future() -> None:
    rate = Rate(timedelta(seconds=6), burst=45)

    for _ in range(44):
        rate.take("a", NOW)
    assert rate.allows("a", NOW)
    rate.take("a", NOW)

    assert not rate.allows("a", NOW + timedelta(seconds=5))
    assert rate.allows("a", NOW + timedelta(seconds=6))
    assert rate.allows("b", NOW)
