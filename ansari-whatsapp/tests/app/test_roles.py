"""Receiving and answering apart from one another, and a clean end of both."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from pymongo import AsyncMongoClient

from ansari_whatsapp.app.main import drain


def text(words: str, wamid: str, sender: str = "16505551234") -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    return {"from": sender, "id": wamid, "timestamp": now, "type": "text", "text": {"body": words}}


async def test_one_instance_receives_and_another_answers(open_gateway: Any) -> None:
    async with open_gateway(role="web") as web, open_gateway(role="worker") as worker:
        await web.receive(text("What is patience?", "w1"))
        await worker.settle()

        assert web.meta.calls == []
        assert worker.meta.bodies == ["*Patience* is light."]


async def test_a_worker_takes_no_webhooks(open_gateway: Any) -> None:
    async with open_gateway(role="worker") as worker:
        assert (await worker.post(b"{}")).status_code == 404


async def test_a_gateway_with_its_store_is_ready(gateway: Any) -> None:
    assert (await gateway.http.get("/readyz")).status_code == 200
    assert (await gateway.http.get("/livez")).json()["status"] == "ok"


async def test_a_gateway_without_its_store_lives_but_is_not_ready(open_gateway: Any) -> None:
    nowhere = "mongodb://127.0.0.1:1"
    client: AsyncMongoClient[dict[str, Any]]
    async with (
        AsyncMongoClient(nowhere, serverSelectionTimeoutMS=50) as client,
        open_gateway(store=client["x"]) as gateway,
    ):
        assert (await gateway.http.get("/readyz")).status_code == 503
        assert (await gateway.http.get("/livez")).status_code == 200


async def test_who_is_told_to_end_is_not_ready_and_ends_its_turns_first(
    gateway: Any, until: Any
) -> None:
    gateway.backend.gate.clear()
    await gateway.receive(text("What is patience?", "w1"))
    await until(lambda: len(gateway.backend.questions) == 1)

    draining = asyncio.create_task(drain(gateway.app))
    await asyncio.sleep(0)  # lets it begin
    assert (await gateway.http.get("/readyz")).status_code == 503
    gateway.backend.gate.set()
    await draining

    assert gateway.meta.bodies == ["*Patience* is light."]


async def test_who_is_told_to_end_still_stores_but_begins_no_turn(open_gateway: Any) -> None:
    async with open_gateway() as ending:
        await drain(ending.app)
        assert (await ending.receive(text("What is patience?", "w1"))).status_code == 200
    assert ending.backend.questions == []

    async with open_gateway() as other:
        await other.settle()
        assert other.meta.bodies == ["*Patience* is light."]


async def test_events_are_counted_by_kind_field_and_type(gateway: Any) -> None:
    await gateway.receive(text("What is patience?", "w1"))
    await gateway.receive(text("What is patience?", "w1"))
    await gateway.post(b'{"entry": [{"changes": [{"field": "account_update", "value": {}}]}]}')
    await gateway.post(b'{"entry": [{"changes": [{"field": "brand_new", "value": {}}]}]}')

    told = (await gateway.http.get("/metrics")).text

    name = "ansari_whatsapp_webhook_events"
    assert f'{name}_total{{field="messages",kind="message",type="text"}} 1.0' in told
    assert f'{name}_total{{field="account_update",kind="other",type=""}} 1.0' in told
    assert f'{name}_total{{field="unknown",kind="other",type=""}} 1.0' in told
    assert f"{name}_repeated_total 1.0" in told
