"""A whole gateway on a real MongoDB, between a backend and a Meta that do what a test wants."""

import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from fakes import FakeBackend, FakeMeta, mocked
from fastapi import FastAPI
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.app.main import Role, create_app
from ansari_whatsapp.app.wiring import Outside, Parts, join
from ansari_whatsapp.conversation.recorder import NOBODY
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.meta.media import Media
from ansari_whatsapp.meta.uploads import Uploads
from ansari_whatsapp.utils.ansari_client import AnsariClient
from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.metrics import Metrics
from ansari_whatsapp.utils.transcriber import HttpTranscriber

NUMBER = "106540352242922"
SECRET = "app secret"


@dataclass
class Gateway:
    """The gateway under test, seen from outside."""

    app: FastAPI
    http: httpx.AsyncClient
    backend: FakeBackend
    meta: FakeMeta
    database: AsyncDatabase[dict[str, Any]]
    until: Callable[..., Awaitable[None]]
    settings: Settings

    async def receive(self, *messages: dict[str, Any], **value: Any) -> httpx.Response:
        content = {"metadata": {"phone_number_id": NUMBER}, "messages": list(messages), **value}
        changes = [{"field": "messages", "value": content}]
        return await self.post(json.dumps({"entry": [{"id": "1", "changes": changes}]}).encode())

    async def post(self, body: bytes, signature: str | None = None) -> httpx.Response:
        seal = "sha256=" + hmac.new(SECRET.encode(), body, sha256).hexdigest()
        headers = {"X-Hub-Signature-256": seal if signature is None else signature}
        return await self.http.post("/whatsapp/v2", content=body, headers=headers)

    async def left_behind(self, message: dict[str, Any], *, received_at: datetime) -> None:
        """Put a message into the inbox that an instance took earlier and never answered."""
        document = {
            "_id": f"message:{NUMBER}:{message['id']}",
            "kind": "message",
            "state": "waiting",
            "person": message["from"],
            "number_id": NUMBER,
            "sent_at": int(message["timestamp"]),
            "received_at": received_at,
            "arrival": int(received_at.timestamp() * 1e9),
            "payload": json.dumps({"message": message, "contacts": []}),
        }
        await self.database["inbox"].insert_one(document)

    async def settle(self) -> None:
        """Wait until nothing in the inbox waits any more, and nobody is held."""

        async def is_settled() -> bool:
            waiting = await self.database["inbox"].count_documents({"state": "waiting"})
            people = {"holder": {"$ne": None}, "_id": {"$ne": NOBODY}}
            return not waiting and not await self.database["chats"].count_documents(people)

        await self.until(is_settled)

    async def outcomes(self) -> list[str]:
        events = self.database["inbox"].find({"kind": "message"}).sort("arrival")
        return [event.get("outcome", event["state"]) async for event in events]


def settings(**changed: Any) -> Settings:
    required = {
        "whatsapp_service_api_key": "key",
        "meta_business_phone_number_id": NUMBER,
        "meta_access_token_from_sys_user": "token",
        "meta_webhook_verify_token": "verify me",
        "meta_ansari_app_secret": SECRET,
        "whatsapp_burst_window_seconds": 0,
    }
    return Settings(_env_file=None, **{**required, **changed})


OpenGateway = Callable[..., Any]


@pytest.fixture
def open_gateway(database: AsyncDatabase[dict[str, Any]], until: Any) -> OpenGateway:
    """Open a gateway; one that is opened after another has closed finds what that one left."""

    @asynccontextmanager
    async def opened(
        *,
        backend: FakeBackend | None = None,
        meta: FakeMeta | None = None,
        store: AsyncDatabase[dict[str, Any]] | None = None,
        typing_refresh: float = 20,
        role: Role = "all",
        speech: Callable[[httpx.Request], httpx.Response] | None = None,
        **changed: Any,
    ) -> AsyncIterator[Gateway]:
        backend, meta = backend or FakeBackend(), meta or FakeMeta()
        used = database if store is None else store

        @asynccontextmanager
        async def opening(given: Settings) -> AsyncIterator[Parts]:
            async with (
                mocked("https://graph.test/v26.0", meta) as graph,
                mocked("https://backend.test", backend) as to_backend,
                mocked("https://speech.test", speech or FakeMeta()) as to_speech,
            ):
                metrics = Metrics()
                outside = Outside(
                    graph=GraphClient(graph, metrics),
                    media=Media(graph, metrics),
                    uploads=Uploads(graph, metrics),
                    backend=AnsariClient(to_backend),
                    transcriber=HttpTranscriber(to_speech, model="whisper-1") if speech else None,
                )
                yield join(
                    given,
                    used,
                    outside,
                    metrics,
                    order_wait=timedelta(0),
                    typing_refresh=typing_refresh,
                )

        set_up = settings(**changed)
        app = create_app(set_up, opening, role)
        transport = httpx.ASGITransport(app)
        async with (
            LifespanManager(app, startup_timeout=60, shutdown_timeout=60),
            httpx.AsyncClient(transport=transport, base_url="https://gateway.test") as http,
        ):
            yield Gateway(app, http, backend, meta, used, until, set_up)

    return opened


@pytest.fixture
async def gateway(open_gateway: OpenGateway) -> AsyncIterator[Gateway]:
    async with open_gateway() as gateway:
        yield gateway
