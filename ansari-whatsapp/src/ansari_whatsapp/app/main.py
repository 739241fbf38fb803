"""Put the gateway together. The only module that knows all the rooms."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx
from fastapi import FastAPI
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from starlette.requests import Request
from starlette.responses import Response

from ansari_whatsapp.app.webhook import Webhook
from ansari_whatsapp.conversation.turn import Conversation, Policy
from ansari_whatsapp.conversation.worker import Worker
from ansari_whatsapp.inbox.leases import Leases
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.outbox.delivery import Delivery
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.utils.ansari_client import AnsariClient
from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.whatsapp_logger import get_logger

Document = dict[str, object]

log = get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What runs inside the gateway."""

    webhook: Webhook
    worker: Worker


OpenParts = Callable[[Settings], AbstractAsyncContextManager[Parts]]


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    """Open what the gateway speaks to, and close it in the end."""
    async with AsyncExitStack() as stack:
        mongo: AsyncMongoClient[Document] = AsyncMongoClient(
            settings.mongo_url,
            tz_aware=True,
            w="majority",
            journal=True,
            serverSelectionTimeoutMS=3000,
        )
        database = (await stack.enter_async_context(mongo))[settings.mongo_db_name]
        graph = await stack.enter_async_context(graph_http(settings))
        backend = await stack.enter_async_context(backend_http(settings))
        yield join(settings, database, GraphClient(graph), AnsariClient(backend))


def graph_http(settings: Settings) -> httpx.AsyncClient:
    """Open a client for the Graph API, which carries our token and goes to no other host."""
    return httpx.AsyncClient(
        base_url=f"{str(settings.meta_graph_url).rstrip('/')}/{settings.meta_api_version}",
        headers={
            "Authorization": f"Bearer {settings.meta_access_token_from_sys_user.get_secret_value()}"
        },
        limits=httpx.Limits(max_connections=200),
    )


def backend_http(settings: Settings) -> httpx.AsyncClient:
    """Open a client for the backend, which carries our service key."""
    return httpx.AsyncClient(
        base_url=str(settings.backend_server_url).rstrip("/"),
        headers={"X-Whatsapp-Api-Key": settings.backend_key},
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=200),
    )


def join(
    settings: Settings, database: AsyncDatabase[Document], graph: GraphClient, backend: AnsariClient
) -> Parts:
    """Put the rooms together."""
    inbox, outbox = Inbox(database), Outbox(database)
    wait = timedelta(seconds=settings.whatsapp_status_wait_seconds)
    conversation = Conversation(
        backend=backend,
        graph=graph,
        outbox=outbox,
        delivery=Delivery(outbox, graph, status_wait=wait),
        policy=_policy(settings),
    )
    worker = Worker(inbox=inbox, leases=Leases(database), outbox=outbox, conversation=conversation)
    webhook = Webhook(
        inbox=inbox,
        verify_token=settings.meta_webhook_verify_token.get_secret_value(),
        app_secrets=settings.app_secrets,
        on_news=worker.wake,
    )
    return Parts(webhook=webhook, worker=worker)


def _policy(settings: Settings) -> Policy:
    return Policy(
        number_ids=settings.number_ids,
        retention=timedelta(hours=settings.whatsapp_chat_retention_hours),
        age_limit=timedelta(seconds=settings.whatsapp_message_age_threshold_seconds),
        patience=timedelta(seconds=settings.whatsapp_backend_patience_seconds),
        under_maintenance=settings.whatsapp_under_maintenance,
    )


def create_app(settings: Settings, opening: OpenParts = open_parts) -> FastAPI:
    """Build the gateway; a test passes its own `opening`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening(settings) as parts:
            app.state.parts = parts
            working = asyncio.create_task(parts.worker.run())
            yield
            working.cancel()
            await asyncio.wait([working])

    app = FastAPI(title="ansari-whatsapp", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_api_route("/", _tell_health, methods=["GET"])
    app.add_route("/whatsapp/v2", _verify, methods=["GET"])
    app.add_route("/whatsapp/v2", _receive, methods=["POST"])
    return app


async def _tell_health() -> dict[str, str]:
    return {"status": "ok", "service": "ansari-whatsapp"}


async def _verify(request: Request) -> Response:
    parts: Parts = request.app.state.parts
    return await parts.webhook.verify(request)


async def _receive(request: Request) -> Response:
    parts: Parts = request.app.state.parts
    return await parts.webhook.receive(request)
