"""What Meta tells of parts afterwards."""

import asyncio
from typing import Any

import pytest
from deliveries import (
    FENCE,
    Database,
    Graph,
    make_delivery,
    reread,
    store,
    times_out,
)

from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.outbox.delivery import DeliverLaterError, Delivery, Fate
from ansari_whatsapp.outbox.store import Outbox


async def test_a_status_settles_that_a_part_arrived(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [times_out]
    answer = await store(outbox, "one", "two")
    with pytest.raises(DeliverLaterError):
        await delivery.deliver(answer, FENCE)

    reference = graph.requests[0]["biz_opaque_callback_data"]
    await outbox.record(
        [{"id": "wamid.1", "status": "sent", "biz_opaque_callback_data": reference}]
    )
    await delivery.deliver(await reread(outbox), FENCE)

    assert graph.bodies == ["one", "two"]


@pytest.mark.parametrize(
    ("order", "last"),
    [
        (["sent", "delivered", "read"], "read"),
        (["read", "delivered", "sent"], "read"),
        (["sent", "failed", "sent"], "failed"),
        (["failed", "delivered"], "delivered"),
        (["sent", "unheard_of"], "sent"),
    ],
)
async def test_a_status_never_moves_a_part_back(
    outbox: Outbox, database: Database, order: list[str], last: str
) -> None:
    await store(outbox, "one", "two", turn="t")

    for name in order:
        await outbox.record([{"id": "wamid.2", "status": name, "biz_opaque_callback_data": "t#1"}])

    stored = await database["outbox"].find_one({"_id": "t"})
    assert stored is not None
    assert stored["parts"][1]["status"] == last
    assert "status" not in stored["parts"][0]


async def test_a_status_without_our_reference_finds_its_part_by_metas_id(
    outbox: Outbox, delivery: Delivery, database: Database
) -> None:
    await delivery.deliver(await store(outbox, "one", "two", turn="t"), FENCE)

    await outbox.record([{"id": "wamid.2", "status": "delivered"}])

    stored = await database["outbox"].find_one({"_id": "t"})
    assert stored is not None
    assert [part.get("status") for part in stored["parts"]] == [None, "delivered"]


async def test_a_failure_is_kept_with_metas_reason(outbox: Outbox, database: Database) -> None:
    await store(outbox, "one", turn="t")
    status = {"id": "w", "status": "failed", "errors": [{"code": 131047}]}

    await outbox.record([status | {"biz_opaque_callback_data": "t#0"}])

    stored = await database["outbox"].find_one({"_id": "t"})
    assert stored is not None
    assert stored["parts"][0]["error_code"] == 131047


async def test_statuses_of_unknown_messages_change_nothing(
    outbox: Outbox, database: Database
) -> None:
    await outbox.record(
        [{"id": "w", "status": "read"}, {"status": "read"}, {"id": "w"}, {"id": 3, "status": []}]
    )

    assert await database["outbox"].count_documents({}) == 0


async def test_the_next_part_waits_until_the_one_before_has_left(
    outbox: Outbox, client: GraphClient, graph: Graph, until: Any
) -> None:
    delivery = make_delivery(outbox, client, order_wait=30)
    delivering = asyncio.create_task(delivery.deliver(await store(outbox, "one", "two"), FENCE))
    await until(lambda: graph.bodies == ["one"])

    await outbox.record([{"id": "wamid.1", "status": "sent"}])

    assert await delivering is Fate.SENT
    assert graph.bodies == ["one", "two"]


async def test_without_a_status_the_next_part_goes_all_the_same(
    outbox: Outbox, client: GraphClient, graph: Graph
) -> None:
    delivery = make_delivery(outbox, client, order_wait=0.1)

    await delivery.deliver(await store(outbox, "one", "two"), FENCE)

    assert graph.bodies == ["one", "two"]


async def test_a_failure_told_by_status_settles_a_part_of_unknown_fate(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [times_out]
    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await store(outbox, "one"), FENCE)

    reference = graph.requests[0]["biz_opaque_callback_data"]
    failed = {"id": "wamid.1", "status": "failed", "biz_opaque_callback_data": reference}
    await outbox.record([failed])

    assert await delivery.deliver(await reread(outbox), FENCE) is Fate.REFUSED
    assert graph.bodies == ["one"]


async def test_the_category_that_meta_bills_is_kept(
    outbox: Outbox, delivery: Delivery, database: Database
) -> None:
    await delivery.deliver(await store(outbox, "one"), FENCE)
    sent = {"id": "wamid.1", "status": "sent", "pricing": {"category": "service"}}

    await outbox.record([sent])
    await outbox.record([{"id": "wamid.1", "status": "read"}])

    stored = await database["outbox"].find_one({})
    assert stored is not None
    assert stored["parts"][0]["price_category"] == "service"
    assert stored["parts"][0]["status"] == "read"
