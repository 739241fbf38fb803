"""Put the gateway together. The only module that knows all the rooms."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import httpx
from fastapi import FastAPI
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError
from starlette.requests import Request
from starlette.responses import Response

from ansari_whatsapp.app.connections import Connections
from ansari_whatsapp.app.health import Health
from ansari_whatsapp.app.metrics import Metrics
from ansari_whatsapp.app.shortcut import Endpoint, Shortcut
from ansari_whatsapp.app.webhook import Webhook
from ansari_whatsapp.conversation.answering import Answering
from ansari_whatsapp.conversation.asking import Asking
from ansari_whatsapp.conversation.conversation import Conversation
from ansari_whatsapp.conversation.granting import Granting
from ansari_whatsapp.conversation.hearing import Hearing
from ansari_whatsapp.conversation.heeding import Heeding
from ansari_whatsapp.conversation.quoting import Quoting
from ansari_whatsapp.conversation.recorder import StatusRecorder
from ansari_whatsapp.conversation.turn import Policy
from ansari_whatsapp.conversation.typing import REFRESH_SECONDS
from ansari_whatsapp.conversation.worker import Worker
from ansari_whatsapp.inbox.chats import Chats
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.mongo.client import open_client
from ansari_whatsapp.outbox.delivery import Delivery
from ansari_whatsapp.outbox.pacing import Pacing
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.presenters.wishes import wish_in
from ansari_whatsapp.utils.ansari_client import AnsariClient
from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.language_utils import detect_language
from ansari_whatsapp.utils.whatsapp_logger import get_logger

Document = dict[str, object]
Role = Literal["all", "web", "worker"]

ORDER_WAIT: Final = timedelta(seconds=4)
"""For the status of one part, before the next is sent without it."""

GRACE_SECONDS: Final = 20.0
"""For turns under way to end when the gateway is asked to; then others take them over."""

log = get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What runs inside the gateway."""

    webhook: Webhook
    worker: Worker
    health: Health
    stored: tuple[Inbox | Outbox | Chats, ...]
    """What needs indexes in the store."""


OpenParts = Callable[[Settings], AbstractAsyncContextManager[Parts]]


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    """Open what the gateway speaks to, and close it in the end."""
    async with AsyncExitStack() as stack:
        mongo = await stack.enter_async_context(open_client(settings.mongo_url))
        graph = await stack.enter_async_context(graph_http(settings))
        backend = await stack.enter_async_context(backend_http(settings))
        database = mongo[settings.mongo_db_name]
        yield join(settings, database, GraphClient(graph), AnsariClient(backend))


def graph_http(settings: Settings) -> httpx.AsyncClient:
    """Open a client for the Graph API, which carries our token and goes to no other host."""
    return httpx.AsyncClient(
        base_url=f"{str(settings.meta_graph_url).rstrip('/')}/{settings.meta_api_version}",
        headers={
            "Authorization": f"Bearer {settings.meta_access_token_from_sys_user.get_secret_value()}"
        },
        transport=Connections(),
    )


def backend_http(settings: Settings) -> httpx.AsyncClient:
    """Open a client for the backend, which carries our service key."""
    return httpx.AsyncClient(
        base_url=str(settings.backend_server_url).rstrip("/"),
        headers={"X-Whatsapp-Api-Key": settings.backend_key},
        transport=Connections(),
    )


def join(
    settings: Settings,
    database: AsyncDatabase[Document],
    graph: GraphClient,
    backend: AnsariClient,
    *,
    order_wait: timedelta = ORDER_WAIT,
    typing_refresh: float = REFRESH_SECONDS,
) -> Parts:
    """Put the rooms together. Tests wait and refresh faster."""
    inbox, outbox, chats = Inbox(database), Outbox(database), Chats(database)
    delivery = Delivery(
        outbox,
        graph,
        Pacing(per_second=settings.whatsapp_number_messages_per_second),
        status_wait=timedelta(seconds=settings.whatsapp_status_wait_seconds),
        order_wait=order_wait,
        hears_since=datetime.now(UTC),
        has_unread_statuses=inbox.has_unread_statuses,
    )
    policy = _policy(settings)
    hearing = Hearing(inbox, policy)
    asking = Asking(backend, retention=policy.retention)
    worker = Worker(
        inbox=inbox,
        chats=chats,
        conversation=Conversation(
            inbox=inbox,
            outbox=outbox,
            hearing=hearing,
            answering=Answering(
                hearing=hearing,
                asking=asking,
                granting=Granting(backend, asking, inbox, outbox),
                heeding=Heeding(backend, outbox),
                quoting=Quoting(inbox, outbox),
                graph=graph,
                patience=policy.patience,
                typing_refresh=typing_refresh,
            ),
            delivery=delivery,
        ),
        recorder=StatusRecorder(inbox, outbox, chats),
        most_turns=settings.whatsapp_turns_in_flight,
    )
    metrics = Metrics()
    return Parts(
        webhook=_webhook(settings, inbox, metrics, worker),
        worker=worker,
        health=Health(database, metrics),
        stored=(inbox, outbox, chats),
    )


def _webhook(settings: Settings, inbox: Inbox, metrics: Metrics, worker: Worker) -> Webhook:
    return Webhook(
        inbox=inbox,
        verify_token=settings.meta_webhook_verify_token.get_secret_value(),
        app_secrets=settings.app_secrets,
        metrics=metrics,
        on_news=worker.hear,
    )


def _warm_up() -> None:
    """Read models and catalogues now, else the first messages would all wait for that."""
    detect_language("peace be with you")
    wish_in("help")


async def _prepare(parts: Parts) -> None:
    """Make the indexes. The store may come later than we do."""
    for room in parts.stored:
        while True:
            try:
                await room.prepare()
            except PyMongoError as error:
                log.warning("store not ready", error=type(error).__name__)
                await asyncio.sleep(1)
            else:
                break


def _policy(settings: Settings) -> Policy:
    return Policy(
        number_ids=settings.number_ids,
        retention=timedelta(hours=settings.whatsapp_chat_retention_hours),
        age_limit=timedelta(seconds=settings.whatsapp_message_age_threshold_seconds),
        patience=timedelta(seconds=settings.whatsapp_backend_patience_seconds),
        burst_window=timedelta(seconds=settings.whatsapp_burst_window_seconds),
        under_maintenance=settings.whatsapp_under_maintenance,
    )


def create_app(settings: Settings, opening: OpenParts = open_parts, role: Role = "all") -> FastAPI:
    """Build the gateway, or the half of it that receives or answers; a test passes an `opening`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening(settings) as parts:
            app.state.parts = parts
            running = [asyncio.create_task(_prepare(parts))]
            if role != "web":
                await asyncio.to_thread(_warm_up)
                running.append(asyncio.create_task(parts.worker.run()))
            yield
            for task in running:
                task.cancel()
            await asyncio.wait(running)

    app = FastAPI(title="ansari-whatsapp", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_route("/", _to(lambda parts: parts.health.tell_alive), methods=["GET"])
    app.add_route("/livez", _to(lambda parts: parts.health.tell_alive), methods=["GET"])
    app.add_route("/readyz", _to(lambda parts: parts.health.tell_ready), methods=["GET"])
    app.add_route("/metrics", _to(lambda parts: parts.health.tell_metrics), methods=["GET"])
    if role != "worker":
        app.add_route("/whatsapp/v2", _to(lambda parts: parts.webhook.verify), methods=["GET"])
        receive = _to(lambda parts: parts.webhook.receive)
        app.add_middleware(Shortcut, method="POST", path="/whatsapp/v2", endpoint=receive)
    return app


def _to(choose: Callable[[Parts], Endpoint]) -> Endpoint:
    """Lead to a part, which is there only once the app has started."""

    async def endpoint(request: Request) -> Response:
        return await choose(request.app.state.parts)(request)

    return endpoint


async def drain(app: FastAPI) -> None:
    """Get ready to end: say that we are not ready, begin no turn, wait for those under way."""
    parts: Parts = app.state.parts
    parts.health.is_stopping = True
    await parts.worker.stop(GRACE_SECONDS)
