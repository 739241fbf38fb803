"""Put the rooms of the gateway together, and open what lies outside of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.admission.controls import Controls
from ansari_whatsapp.admission.quotas import Quotas
from ansari_whatsapp.admission.watch import Watch
from ansari_whatsapp.app.connections import Connections
from ansari_whatsapp.app.health import Health
from ansari_whatsapp.app.retention import answers_kept
from ansari_whatsapp.app.webhook import Webhook
from ansari_whatsapp.conversation.admitting import Admitting
from ansari_whatsapp.conversation.answering import Answering
from ansari_whatsapp.conversation.asking import Asking
from ansari_whatsapp.conversation.conversation import Conversation
from ansari_whatsapp.conversation.granting import Granting
from ansari_whatsapp.conversation.hearing import Hearing
from ansari_whatsapp.conversation.heeding import Heeding
from ansari_whatsapp.conversation.identities import Identities
from ansari_whatsapp.conversation.leaving import Leaving
from ansari_whatsapp.conversation.listening import Listening, Transcriber
from ansari_whatsapp.conversation.quoting import Quoting
from ansari_whatsapp.conversation.recorder import StatusRecorder
from ansari_whatsapp.conversation.turn import Policy
from ansari_whatsapp.conversation.typing import REFRESH_SECONDS
from ansari_whatsapp.conversation.worker import Worker
from ansari_whatsapp.inbox.chats import Chats
from ansari_whatsapp.inbox.forgetting import Forgetting
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.meta.media import Media
from ansari_whatsapp.meta.uploads import Uploads
from ansari_whatsapp.mongo.client import open_client
from ansari_whatsapp.outbox.delivery import Delivery
from ansari_whatsapp.outbox.pacing import Pacing
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.utils.ansari_client import AnsariClient
from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.metrics import Metrics
from ansari_whatsapp.utils.transcriber import HttpTranscriber

Document = dict[str, object]

ORDER_WAIT: Final = timedelta(seconds=4)
"""For the status of one part, before the next is sent without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Whom the gateway speaks with."""

    graph: GraphClient
    media: Media
    uploads: Uploads
    backend: AnsariClient
    transcriber: Transcriber | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What runs inside the gateway."""

    webhook: Webhook
    worker: Worker
    health: Health
    watch: Watch
    stored: tuple[Inbox | Outbox | Chats | Quotas, ...]
    """What needs indexes in the store."""


OpenParts = Callable[[Settings], AbstractAsyncContextManager[Parts]]


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    """Open what the gateway speaks to, and close it in the end."""
    async with AsyncExitStack() as stack:
        mongo = await stack.enter_async_context(open_client(settings.mongo_url.get_secret_value()))
        graph = await stack.enter_async_context(graph_http(settings))
        backend = await stack.enter_async_context(backend_http(settings))
        transcriber = None
        if settings.whatsapp_transcriber_url is not None:
            speech = await stack.enter_async_context(transcriber_http(settings))
            transcriber = HttpTranscriber(speech, model=settings.whatsapp_transcriber_model)
        metrics = Metrics()
        outside = Outside(
            graph=GraphClient(graph, metrics),
            media=Media(graph, metrics),
            uploads=Uploads(graph, metrics),
            backend=AnsariClient(backend),
            transcriber=transcriber,
        )
        yield join(settings, mongo[settings.mongo_db_name], outside, metrics)


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


def transcriber_http(settings: Settings) -> httpx.AsyncClient:
    """Open a client for the service that listens to voice notes."""
    key = settings.whatsapp_transcriber_key
    return httpx.AsyncClient(
        base_url=str(settings.whatsapp_transcriber_url).rstrip("/"),
        headers={"Authorization": f"Bearer {key.get_secret_value()}"} if key else {},
    )


def join(
    settings: Settings,
    database: AsyncDatabase[Document],
    outside: Outside,
    metrics: Metrics,
    *,
    order_wait: timedelta = ORDER_WAIT,
    typing_refresh: float = REFRESH_SECONDS,
) -> Parts:
    """Put the rooms together. Tests wait and refresh faster."""
    inbox, chats = Inbox(database), Chats(database)
    outbox = Outbox(database, kept=answers_kept(settings))
    quotas = Quotas(database, per_hour=settings.whatsapp_turns_per_hour)
    controls = Controls(database)
    watch = Watch(controls, always_closed=settings.whatsapp_under_maintenance)
    delivery = Delivery(
        outbox,
        outside.graph,
        Pacing(per_second=settings.whatsapp_number_messages_per_second),
        status_wait=timedelta(seconds=settings.whatsapp_status_wait_seconds),
        order_wait=order_wait,
        hears_since=datetime.now(UTC),
        has_unread_statuses=inbox.has_unread_statuses,
    )
    policy = _policy(settings)
    hearing = Hearing(inbox, policy)
    asking = Asking(outside.backend, retention=policy.retention)
    identities = Identities(outside.backend, inbox, outbox)
    forgetting = Forgetting(database)
    leaving = Leaving(outside.backend, forgetting, outbox, chats)
    worker = Worker(
        inbox=inbox,
        chats=chats,
        watch=watch,
        conversation=Conversation(
            inbox=inbox,
            outbox=outbox,
            hearing=hearing,
            admitting=Admitting(
                controls,
                watch,
                quotas,
                person_per_hour=settings.whatsapp_person_turns_per_hour,
            ),
            answering=Answering(
                hearing=hearing,
                asking=asking,
                granting=Granting(outside.backend, asking, leaving, outside.uploads),
                heeding=Heeding(outside.backend, outbox, identities),
                quoting=Quoting(inbox, outbox),
                listening=Listening(outside.media, outside.transcriber),
                graph=outside.graph,
                watch=watch,
                patience=policy.patience,
                metrics=metrics,
                typing_refresh=typing_refresh,
            ),
            delivery=delivery,
            identities=identities,
            forgetting=forgetting,
            leaving=leaving,
            metrics=metrics,
        ),
        recorder=StatusRecorder(inbox, outbox, chats, metrics),
        most_turns=settings.whatsapp_turns_in_flight,
        metrics=metrics,
    )
    return Parts(
        webhook=_webhook(settings, inbox, metrics, worker),
        worker=worker,
        health=Health(database, inbox, metrics, settings.metrics_keys),
        watch=watch,
        stored=(inbox, outbox, chats, quotas),
    )


def _webhook(settings: Settings, inbox: Inbox, metrics: Metrics, worker: Worker) -> Webhook:
    return Webhook(
        inbox=inbox,
        verify_tokens=settings.verify_tokens,
        app_secrets=settings.app_secrets,
        metrics=metrics,
        on_news=worker.hear,
    )


def _policy(settings: Settings) -> Policy:
    return Policy(
        number_ids=settings.number_ids,
        retention=timedelta(hours=settings.whatsapp_chat_retention_hours),
        age_limit=timedelta(seconds=settings.whatsapp_message_age_threshold_seconds),
        patience=timedelta(seconds=settings.whatsapp_backend_patience_seconds),
        burst_window=timedelta(seconds=settings.whatsapp_burst_window_seconds),
    )
