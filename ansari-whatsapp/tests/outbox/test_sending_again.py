"""Parts of which nobody knows whether they arrived: when they are sent again, and when not."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from deliveries import (
    FENCE,
    Database,
    Graph,
    error,
    make_delivery,
    reread,
    store,
    times_out,
)

from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.events import read_events
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.outbox.delivery import MOST_TRIES, DeliverLaterError, Delivery, Fate
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.utils.ansari_client import Person


@pytest.mark.parametrize(
    "trouble", [times_out, error(131000, 500), lambda: httpx.Response(502, text="<html>")]
)
async def test_a_part_that_may_have_arrived_is_not_sent_again_at_once(
    outbox: Outbox, delivery: Delivery, graph: Graph, trouble: Callable[[], httpx.Response]
) -> None:
    graph.script = [trouble]
    answer = await store(outbox, "one")

    for _ in range(3):
        with pytest.raises(DeliverLaterError):
            await delivery.deliver(answer, FENCE)
        answer = await reread(outbox)

    assert graph.bodies == ["one"]


async def test_without_any_status_the_part_is_sent_again_after_the_wait(
    outbox: Outbox, client: GraphClient, graph: Graph
) -> None:
    graph.script = [times_out]
    impatient = make_delivery(outbox, client, status_wait=0)
    with pytest.raises(DeliverLaterError):
        await impatient.deliver(await store(outbox, "one"), FENCE)

    await impatient.deliver(await reread(outbox), FENCE)

    assert graph.bodies == ["one", "one"]


async def test_time_in_which_nobody_could_hear_a_status_does_not_count(
    outbox: Outbox, client: GraphClient, graph: Graph, database: Database
) -> None:
    graph.script = [times_out]
    with pytest.raises(DeliverLaterError):
        await make_delivery(outbox, client).deliver(await store(outbox, "one"), FENCE)
    before = datetime.now(UTC) - timedelta(minutes=5)
    await database["outbox"].update_one({}, {"$set": {"parts.0.tried_at": before}})

    just_started = make_delivery(outbox, client, hears_since=datetime.now(UTC))
    with pytest.raises(DeliverLaterError):
        await just_started.deliver(await reread(outbox), FENCE)

    assert graph.bodies == ["one"]


async def test_repeats_of_a_status_get_as_long_as_nobody_could_hear_them(
    outbox: Outbox, client: GraphClient, graph: Graph, database: Database
) -> None:
    """Meta waits longer before each repeat: after ten seconds of refusals perhaps ten more."""
    graph.script = [times_out]
    with pytest.raises(DeliverLaterError):
        await make_delivery(outbox, client).deliver(await store(outbox, "one"), FENCE)
    back_since = datetime.now(UTC) - timedelta(seconds=8)

    async def deliver(deaf_for: float) -> Fate:
        tried_at = back_since - timedelta(seconds=deaf_for)
        await database["outbox"].update_one({}, {"$set": {"parts.0.tried_at": tried_at}})
        delivery = make_delivery(outbox, client, status_wait=6, hears_since=back_since)
        return await delivery.deliver(await reread(outbox), FENCE)

    with pytest.raises(DeliverLaterError):
        await deliver(deaf_for=10)
    assert graph.bodies == ["one"]

    assert await deliver(deaf_for=1) is Fate.SENT
    assert graph.bodies == ["one", "one"]


async def test_after_a_long_outage_nobody_waits_as_long_again(
    outbox: Outbox, client: GraphClient, graph: Graph, database: Database
) -> None:
    graph.script = [times_out]
    with pytest.raises(DeliverLaterError):
        await make_delivery(outbox, client).deliver(await store(outbox, "one"), FENCE)
    back_since = datetime.now(UTC) - timedelta(minutes=3)
    tried_at = back_since - timedelta(hours=5)
    await database["outbox"].update_one({}, {"$set": {"parts.0.tried_at": tried_at}})

    delivery = make_delivery(outbox, client, hears_since=back_since)

    assert await delivery.deliver(await reread(outbox), FENCE) is Fate.SENT


async def test_a_status_that_has_come_in_is_read_before_anything_is_sent_again(
    outbox: Outbox, client: GraphClient, graph: Graph, database: Database
) -> None:
    graph.script = [times_out]
    with pytest.raises(DeliverLaterError):
        await make_delivery(outbox, client).deliver(await store(outbox, "one"), FENCE)
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    await database["outbox"].update_one({}, {"$set": {"parts.0.tried_at": long_ago}})
    inbox = Inbox(database)
    status = {"id": "wamid.1", "status": "sent", "timestamp": "1"}
    changes = [{"field": "messages", "value": {"statuses": [status]}}]
    await inbox.accept(read_events(json.dumps({"entry": [{"changes": changes}]}).encode()))
    await database["inbox"].update_one({}, {"$set": {"received_at": long_ago}})

    delivery = make_delivery(outbox, client, has_unread_statuses=inbox.has_unread_statuses)
    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await reread(outbox), FENCE)
    assert graph.bodies == ["one"]

    await inbox.complete_unkept(list(await inbox.statuses(10)), "recorded")
    assert await delivery.deliver(await reread(outbox), FENCE) is Fate.SENT


async def test_a_status_that_is_noted_just_before_a_part_is_sent_again_stops_that(
    outbox: Outbox, client: GraphClient, graph: Graph, database: Database, until: Any
) -> None:
    """After an outage Meta brings the statuses of all parts together."""
    graph.script = [lambda: httpx.Response(200, json={"messages": [{"id": "wamid.1"}]}), times_out]
    with pytest.raises(DeliverLaterError):
        await make_delivery(outbox, client).deliver(await store(outbox, "one", "two"), FENCE)
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    await database["outbox"].update_one({}, {"$set": {"parts.1.tried_at": long_ago}})
    looks: list[None] = []

    async def nothing_unread() -> bool:
        looks.append(None)
        return False

    delivery = make_delivery(outbox, client, order_wait=30, has_unread_statuses=nothing_unread)
    delivering = asyncio.create_task(delivery.deliver(await reread(outbox), FENCE))
    await until(lambda: bool(looks))
    await outbox.record(
        [
            {"id": f"wamid.{place}", "status": "sent", "biz_opaque_callback_data": reference}
            for place, reference in enumerate(
                request["biz_opaque_callback_data"] for request in graph.requests
            )
        ]
    )

    with pytest.raises(DeliverLaterError):
        await delivering
    assert await delivery.deliver(await reread(outbox), FENCE) is Fate.SENT
    assert graph.bodies == ["one", "two"]


async def test_a_part_that_only_ever_fails_while_others_get_through_is_given_up(
    outbox: Outbox, client: GraphClient, graph: Graph
) -> None:
    """Else its person would get nothing more, and Meta the same message for ever."""
    impatient = make_delivery(outbox, client, status_wait=0)
    graph.script = [error(131000, 500)] * MOST_TRIES
    await store(outbox, "one")
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(DeliverLaterError):
            await impatient.deliver(await reread(outbox), FENCE)
    script, graph.script = graph.script, []
    other = Person(phone="16505559999", whatsapp_id=None)
    await impatient.deliver(await store(outbox, "two", turn="t", to=other), FENCE)
    graph.script = script

    assert await impatient.deliver(await reread(outbox), FENCE) is Fate.REFUSED


async def test_no_part_is_given_up_while_meta_is_away(
    outbox: Outbox, client: GraphClient, graph: Graph
) -> None:
    impatient = make_delivery(outbox, client, status_wait=0)
    graph.script = [error(131000, 500)] * 3 * MOST_TRIES
    await store(outbox, "one")
    for _ in range(3 * MOST_TRIES):
        with pytest.raises(DeliverLaterError):
            await impatient.deliver(await reread(outbox), FENCE)

    assert await impatient.deliver(await reread(outbox), FENCE) is Fate.SENT
