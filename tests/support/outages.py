"""What can go wrong around the services, caused for as long as a test looks at it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

import httpx
from services import NUMBER
from systems import System
from vendor import Vendor
from watching import Prometheus

from ansari_emulator.mongo.server import Mongo

QUESTIONS = ("What is patience?", "ما هو الصبر؟")


@dataclass
class Stage(System):
    """A system in which people ask all the time, and all that can fail around it."""

    prometheus: Prometheus
    vendor: Vendor
    mongo: Mongo

    def watch_all(self) -> None:
        services = {"ansari-whatsapp": self.gateway, "ansari-backend": self.backend}
        self.prometheus.watch({job: f"127.0.0.1:{one.port}" for job, one in services.items()})

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        """Let somebody new ask each second."""
        asking = asyncio.create_task(self._ask_for_ever())
        try:
            yield
        finally:
            asking.cancel()
            await asyncio.wait([asking])

    async def _ask_for_ever(self) -> None:
        while True:
            for question in QUESTIONS:
                await self.phones.say(await self.newcomer(), question)
                await asyncio.sleep(1)  # the pace of people

    async def restart(self, what: str) -> None:
        service = getattr(self, what)
        service.end()
        service.start()
        await service.is_ready()

    async def leave_behind(self, phone: str, age: timedelta, payload: str | None = None) -> None:
        """Put a message into the inbox that an instance took so long ago, and died."""
        at = datetime.now(UTC) - age
        wamid = f"wamid.left.{phone}"
        sent_at = str(int(at.timestamp()))
        text = {"id": wamid, "from": phone, "timestamp": sent_at, "type": "text"}
        message = {"message": text | {"text": {"body": QUESTIONS[0]}}, "contacts": []}
        await self.inbox.insert_one(
            {
                "_id": f"message:{NUMBER}:{wamid}",
                "kind": "message",
                "state": "waiting",
                "person": phone,
                "number_id": NUMBER,
                "sent_at": int(at.timestamp()),
                "received_at": at,
                "arrival": int(at.timestamp() * 1e9),
                "payload": payload or json.dumps(message),
            }
        )


Fault = Callable[[Stage], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def costly_model(stage: Stage) -> AsyncIterator[None]:
    stage.vendor.input_tokens = 20_000_000
    yield
    stage.vendor.input_tokens = 1000


@asynccontextmanager
async def vendor_down(stage: Stage) -> AsyncIterator[None]:
    stage.vendor.is_down = True
    yield
    stage.vendor.is_down = False


@asynccontextmanager
async def broken_streams(stage: Stage) -> AsyncIterator[None]:
    stage.vendor.cuts = 1_000_000
    yield
    stage.vendor.cuts = 0


@asynccontextmanager
async def frozen_backend(stage: Stage) -> AsyncIterator[None]:
    stage.backend.stop()
    yield
    stage.backend.resume()


@asynccontextmanager
async def dead_backend(stage: Stage) -> AsyncIterator[None]:
    stage.backend.kill()
    yield
    stage.backend.start()
    await stage.backend.is_ready()


@asynccontextmanager
async def unknown_backend(stage: Stage) -> AsyncIterator[None]:
    """Nobody tells Prometheus any more where one is."""
    stage.prometheus.watch({"ansari-whatsapp": f"127.0.0.1:{stage.gateway.port}"})
    yield
    stage.watch_all()


@asynccontextmanager
async def frozen_mongo(stage: Stage) -> AsyncIterator[None]:
    (node,) = stage.mongo.nodes
    node.program.stop()
    yield
    node.program.resume()


@asynccontextmanager
async def refusing_meta(stage: Stage) -> AsyncIterator[None]:
    await stage.phones.break_graph(kind="error", code=131056)
    yield
    await stage.phones.clear_faults()


@asynccontextmanager
async def expired_token(stage: Stage) -> AsyncIterator[None]:
    await stage.phones.break_graph(kind="error", code=190)
    yield
    await stage.phones.clear_faults()
    await stage.restart("gateway")  # as with a new token: else it waits for a minute


@asynccontextmanager
async def undeliverable_messages(stage: Stage) -> AsyncIterator[None]:
    error = {"code": 131026, "title": "Message undeliverable"}
    statuses = [
        {"id": f"wamid.failed.{n}", "status": "failed", "timestamp": "1", "errors": [error]}
        for n in range(200)
    ]
    value = {"metadata": {"phone_number_id": NUMBER}, "statuses": statuses}
    changes = [{"field": "messages", "value": value}]
    assert await stage.post({"entry": [{"id": "1", "changes": changes}]}) == 200
    yield


@asynccontextmanager
async def unreadable_messages(
    stage: Stage, faults: int = 0, payload: str = "{"
) -> AsyncIterator[None]:
    """Messages that break our code, and have done so that often."""
    chats, broken = stage.inbox.database["chats"], [await stage.newcomer() for _ in range(4)]
    for phone in broken:
        await chats.update_one({"_id": phone}, {"$set": {"faults": faults}}, upsert=True)
        await stage.leave_behind(phone, timedelta(0), payload=payload)
    yield
    await stage.inbox.delete_many({"person": {"$in": broken}})


def hopeless_messages(stage: Stage) -> AbstractAsyncContextManager[None]:
    return unreadable_messages(stage, faults=4)


@asynccontextmanager
async def wrong_signatures(stage: Stage) -> AsyncIterator[None]:
    """More and more of them: how many good webhooks there were depends on the machine."""
    async with httpx.AsyncClient(headers={"X-Hub-Signature-256": f"sha256={'0' * 64}"}) as client:

        async def knock() -> None:
            while True:
                answer = await client.post(f"{stage.gateway.url}/whatsapp/v2", content=b"{}")
                assert answer.status_code == 403
                await asyncio.sleep(0.01)  # else these outnumber all that later faults may cause

        async with asyncio.TaskGroup() as tasks:
            knocking = tasks.create_task(knock())
            yield
            knocking.cancel()


@asynccontextmanager
async def old_message(stage: Stage) -> AsyncIterator[None]:
    """One that waits for minutes, since Meta takes nothing for its person."""
    phone = await stage.newcomer()
    await stage.phones.say(phone, QUESTIONS[0])  # without which nothing may be sent to them
    await stage.wait_for_answers(phone, 1)
    await stage.phones.break_graph(kind="error", code=131056, to=phone)
    await stage.leave_behind(phone, timedelta(minutes=4))
    yield
    await stage.phones.clear_faults()


FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "AnsariWebhooksRefused": wrong_signatures,
        "AnsariCostHigh": costly_model,
        "AnsariModelFallbacks": vendor_down,
        "AnsariInstanceDown": frozen_backend,
        "AnsariServiceGone": unknown_backend,
        "AnsariBackendAway": dead_backend,
        "AnsariAnswersFail": broken_streams,
        "AnsariGraphErrors": refusing_meta,
        "AnsariMessagesUndelivered": undeliverable_messages,
        "AnsariTurnsFail": unreadable_messages,
        "AnsariTurnsSetAside": hopeless_messages,
        "AnsariMessagesSetAside": hopeless_messages,
        "AnsariQueueOld": old_message,
        "AnsariSendingStopped": expired_token,
        "AnsariWebhooksNotStored": frozen_mongo,
        "AnsariStoreAway": frozen_mongo,
    }
)
"""What each alert is for. The order matters: alerts look back for minutes, and a fault may raise
others than its own, so those come first whose faults raise no other that follows."""
