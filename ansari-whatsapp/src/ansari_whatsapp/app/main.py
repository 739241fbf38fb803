"""The gateway as an app: what it serves, and what runs beside that."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, Literal

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from pymongo.errors import PyMongoError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ansari_whatsapp.app.document import tell_document
from ansari_whatsapp.app.headers import SafeHeaders
from ansari_whatsapp.app.problems import tell_fault, tell_misses
from ansari_whatsapp.app.shortcut import Endpoint, Shortcut
from ansari_whatsapp.app.wiring import OpenParts, Parts, open_parts
from ansari_whatsapp.presenters.wishes import wish_in
from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.language_utils import detect_language
from ansari_whatsapp.utils.whatsapp_logger import get_logger

Role = Literal["all", "web", "worker"]

WEBHOOK: Final = "/whatsapp/v2"

GRACE_SECONDS: Final = 20.0
"""For turns under way to end when the gateway is asked to; then others take them over."""

OWN_SPANS_ALONE: Final[TelemetryConfig] = {
    "auto_configure": False,
    "tracing": False,
    "operation_spans": False,
    "metrics": False,
    "logs": False,
}
"""What FastAPI would tell a collector by itself holds the query of an address, and so numbers."""

log = get_logger()


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


def create_app(settings: Settings, opening: OpenParts = open_parts, role: Role = "all") -> FastAPI:
    """Build the gateway, or the half of it that receives or answers; a test passes an `opening`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening(settings) as parts:
            app.state.parts = parts
            running = [asyncio.create_task(_prepare(parts))]
            running.append(asyncio.create_task(parts.health.watch_queue()))
            if role != "web":
                await asyncio.to_thread(_warm_up)
                running.append(asyncio.create_task(parts.worker.run()))
            yield
            for task in running:
                task.cancel()
            await asyncio.wait(running)

    app = FastAPI(
        title="ansari-whatsapp", lifespan=lifespan, openapi_url=None, telemetry=OWN_SPANS_ALONE
    )
    app.add_exception_handler(HTTPException, tell_misses)
    app.add_exception_handler(Exception, tell_fault)
    app.add_route("/openapi.json", tell_document(settings.service_keys), methods=["GET"])
    app.add_route("/", _to(lambda parts: parts.health.tell_alive), methods=["GET"])
    app.add_route("/livez", _to(lambda parts: parts.health.tell_alive), methods=["GET"])
    app.add_route("/readyz", _to(lambda parts: parts.health.tell_ready), methods=["GET"])
    app.add_route("/metrics", _to(lambda parts: parts.health.tell_metrics), methods=["GET"])
    if role != "worker":
        app.add_route(WEBHOOK, _to(lambda parts: parts.webhook.answer), methods=["GET", "POST"])
        receive = _to(lambda parts: parts.webhook.receive)
        app.add_middleware(Shortcut, method="POST", path=WEBHOOK, endpoint=receive)
    app.add_middleware(SafeHeaders)
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
