"""Webhooks as a busy platform sends them: twice, late, together, and over several gateways."""

import asyncio
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import chain, repeat
from typing import Any

import httpx
import pytest

from ansari_emulator.business import Business
from ansari_emulator.chats.people import Person
from ansari_emulator.faults.webhook_travel import Roads, Travel
from ansari_emulator.processes import claim_port
from ansari_emulator.records.counts import Counts
from ansari_emulator.records.traffic import Traffic
from ansari_emulator.testing import Emulator, Listener, Webhook, emulating, listening
from ansari_emulator.webhooks.callback import Callback
from ansari_emulator.webhooks.courier import Courier, open_client
from ansari_emulator.webhooks.post_office import PostOffice

Until = Callable[[Callable[[], bool]], Awaitable[None]]
MARYAM = "16505551234"
LATEST_FIRST = 124  # a seed whose first three delays shrink, each by a third of a second or more


def changes(webhook: Webhook) -> list[dict[str, Any]]:
    return [change for entry in json.loads(webhook.body)["entry"] for change in entry["changes"]]


def events(webhook: Webhook) -> list[str]:
    """The ids of all messages in one body."""
    return [said["id"] for change in changes(webhook) for said in change["value"]["messages"]]


def heard(listener: Listener) -> Counter[str]:
    """How often each message has come."""
    return Counter(chain.from_iterable(events(webhook) for webhook in listener.received))


def event(message_id: str) -> dict[str, Any]:
    change = {"field": "messages", "value": {"messages": [{"id": message_id}]}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


@asynccontextmanager
async def emulator_for(business: Business, *urls: str) -> AsyncIterator[Emulator]:
    async with emulating(
        replace(business, webhook_urls=urls),
        people=[Person(name="Maryam", phone=MARYAM)],
        status_pause=0,
        pauses=lambda: repeat(0.0),
    ) as emulator:
        yield emulator


@asynccontextmanager
async def office(url: str, travel: Travel) -> AsyncIterator[PostOffice]:
    roads = Roads()
    roads.set(travel)
    async with open_client() as client:
        courier = Courier(
            client,
            callback=Callback(client, [url]),
            app_secret="a-secret",
            roads=roads,
            counts=Counts(),
            traffic=Traffic(lambda _: None),
            pauses=lambda: repeat(0.0),
        )
        yield PostOffice(courier, roads)


async def post(listener: Listener, travel: Travel, count: int) -> list[list[str]]:
    """Send so many events at once: the ids in each body that arrived."""
    async with listening(listener) as url, office(url, travel) as posting:
        await asyncio.gather(*(posting.send(event(str(number))) for number in range(count)))
    return [events(webhook) for webhook in listener.received]


async def test_gateways_are_called_in_turn(business: Business) -> None:
    gateways = [Listener() for _ in range(3)]
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(listening(gateway)) for gateway in gateways]
        emulator = await stack.enter_async_context(emulator_for(business, *urls))

        await emulator.phones.send_webhooks([event(str(number)) for number in range(6)])

    assert [len(gateway.received) for gateway in gateways] == [2, 2, 2]


async def test_a_repeat_goes_to_the_next_gateway(business: Business) -> None:
    nobody = f"http://127.0.0.1:{claim_port(0)}/webhook"
    alive = Listener()
    async with listening(alive) as url, emulator_for(business, nobody, url) as emulator:
        await emulator.phones.send_webhooks([event("1"), event("2"), event("3")])

        counts = await emulator.phones.counts()

    assert heard(alive) == {"1": 1, "2": 1, "3": 1}
    assert (counts.webhooks_tried, counts.webhooks_taken) == (5, 3)


async def test_copies_go_to_different_gateways(business: Business) -> None:
    first, second = Listener(), Listener()
    async with (
        listening(first) as one,
        listening(second) as other,
        emulator_for(business, one, other) as emulator,
    ):
        await emulator.phones.disturb_webhooks(copies=2)

        await emulator.phones.send_webhooks([event("1")])

    assert [events(webhook) for webhook in first.received] == [["1"]]
    assert [events(webhook) for webhook in second.received] == [["1"]]


async def test_what_is_lost_never_comes_and_the_next_does(
    emulator: Emulator, listener: Listener
) -> None:
    await emulator.phones.disturb_webhooks(copies=0)
    await emulator.phones.say(MARYAM, "Salam")
    await emulator.phones.disturb_webhooks(copies=1)
    kept = await emulator.phones.say(MARYAM, "Are you there?")

    (webhook,) = await listener.wait_for(1)

    assert events(webhook) == [kept]


async def test_copies_also_reach_a_single_gateway(emulator: Emulator, listener: Listener) -> None:
    await emulator.phones.disturb_webhooks(copies=3)

    message_id = await emulator.phones.say(MARYAM, "Salam")

    assert [events(webhook) for webhook in await listener.wait_for(3)] == [[message_id]] * 3


async def test_delays_change_the_order_and_lose_nothing(
    emulator: Emulator,
    listener: Listener,
) -> None:
    await emulator.phones.disturb_webhooks(delay_seconds=1, seed=1)

    said = [await emulator.phones.say(MARYAM, str(number)) for number in range(12)]

    came = [message_id for webhook in await listener.wait_for(12) for message_id in events(webhook)]
    assert came != said
    assert sorted(came) == sorted(said)


async def test_with_delays_a_status_may_overtake_the_one_before(
    emulator: Emulator,
    graph: httpx.AsyncClient,
    listener: Listener,
) -> None:
    await emulator.phones.disturb_webhooks(delay_seconds=1, seed=LATEST_FIRST)

    text = {"messaging_product": "whatsapp", "to": MARYAM, "text": {"body": "Peace"}}
    await graph.post("/messages", json=text)

    reports = [
        change["value"]["statuses"][0]["status"]
        for webhook in await listener.wait_for(3)
        for change in changes(webhook)
    ]
    assert reports == ["read", "delivered", "sent"]


async def test_events_travel_together_over_entries_and_changes() -> None:
    listener = Listener()

    bodies = await post(listener, Travel(batch=5), 12)

    entries = json.loads(listener.received[0].body)["entry"]
    assert sorted(map(len, bodies)) == [2, 5, 5]
    assert heard(listener) == Counter(map(str, range(12)))
    assert [len(entry["changes"]) for entry in entries] == [2, 2, 1]


async def test_a_lone_event_does_not_wait_for_a_full_body() -> None:
    assert await post(Listener(), Travel(batch=100), 1) == [["0"]]


async def test_a_joined_body_comes_again_as_it_was() -> None:
    bodies = await post(Listener([503]), Travel(batch=3), 3)

    assert bodies == [["0", "1", "2"]] * 2


async def test_a_joined_body_comes_again_event_by_event() -> None:
    first, *again = await post(Listener([503]), Travel(batch=3, rebatch=True), 3)

    assert first == ["0", "1", "2"]
    assert sorted(again) == [["0"], ["1"], ["2"]]


async def test_each_event_of_a_joined_body_is_repeated_until_it_is_taken() -> None:
    first, *again = await post(Listener([503] * 3), Travel(batch=2, rebatch=True), 2)

    assert first == ["0", "1"]
    assert len(again) == 4  # two of them in vain
    assert set(chain.from_iterable(again)) == {"0", "1"}


async def test_many_people_at_once_are_heard_as_often_as_there_are_copies(
    emulator: Emulator,
    listener: Listener,
    until: Until,
) -> None:
    await emulator.phones.disturb_webhooks(batch=10, copies=2, delay_seconds=0.1, rebatch=True)

    said = await asyncio.gather(*(emulator.phones.say(MARYAM, str(n)) for n in range(40)))

    await until(lambda: heard(listener) == dict.fromkeys(said, 2))


async def test_what_is_set_is_listed_and_cleared(emulator: Emulator) -> None:
    await emulator.phones.disturb_webhooks(copies=2, batch=7)

    before = (await emulator.phones.faults()).webhooks
    await emulator.phones.clear_faults()

    assert (before.copies, before.batch, before.delay_seconds) == (2, 7, 0)
    assert (await emulator.phones.faults()).webhooks.copies == 1


@pytest.mark.parametrize(
    "settings", [{"copies": -1}, {"batch": 0}, {"delay_seconds": -1}, {"x": 1}]
)
async def test_settings_that_make_no_sense_are_refused(
    emulator: Emulator,
    settings: dict[str, Any],
) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        await emulator.phones.disturb_webhooks(**settings)


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ("reversed", ["read", "delivered", "sent"]),
        ("last_alone", ["read"]),
        ("in_order", ["sent", "delivered", "read"]),
    ],
)
async def test_statuses_are_told_in_the_order_that_is_set(
    emulator: Emulator,
    graph: httpx.AsyncClient,
    listener: Listener,
    *,
    order: str,
    told: list[str],
) -> None:
    await emulator.phones.disturb_webhooks(statuses=order)
    body = {"messaging_product": "whatsapp", "to": MARYAM, "text": {"body": "Peace"}}

    await graph.post("/messages", json=body)

    received = await listener.wait_for(len(told))
    values = [json.loads(each.body)["entry"][0]["changes"][0]["value"] for each in received]
    assert [value["statuses"][0]["status"] for value in values] == told


@pytest.mark.parametrize("answers", [[401]])
@pytest.mark.parametrize("seal", ["wrong", "missing", "uppercase"])
async def test_a_body_comes_first_with_a_false_seal_and_then_with_the_right_one(
    emulator: Emulator, business: Business, listener: Listener, seal: str
) -> None:
    await emulator.phones.disturb_webhooks(seal=seal)

    await emulator.phones.say(MARYAM, "Peace")

    first, second = await listener.wait_for(2)
    digest = hmac.new(business.app_secret.encode(), first.body, "sha256").hexdigest()
    assert first.body == second.body
    assert first.headers.get("x-hub-signature-256") != f"sha256={digest}"
    assert second.headers["x-hub-signature-256"] == f"sha256={digest}"
