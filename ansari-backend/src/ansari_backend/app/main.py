"""Put the backend together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from ansari_backend.app.body_limit import BodyLimit
from ansari_backend.app.document import tell_document
from ansari_backend.app.headers import SafeHeaders
from ansari_backend.app.health import tell_health
from ansari_backend.app.parts import OpenParts
from ansari_backend.app.problems import speak_problems
from ansari_backend.app.settings import Settings
from ansari_backend.app.tracing import Tracing
from ansari_backend.routers import answers_router, people_router, whatsapp_router

BODY_LIMIT = 1_000_000
"""Bytes; the longest message we take, in any script, is a third of that."""

OWN_SPANS_ALONE: Final[TelemetryConfig] = {
    "auto_configure": False,
    "tracing": False,
    "operation_spans": False,
    "metrics": False,
    "logs": False,
}
"""What FastAPI would tell a collector by itself holds the query of an address, and so numbers."""


def create_app(settings: Settings, opening: OpenParts) -> FastAPI:
    """Build the backend; a test passes its own `opening`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening(settings) as app.state.parts:
            yield

    app = FastAPI(
        title="ansari-backend",
        lifespan=lifespan,
        openapi_url=None,  # told to who has a key; its pages would load scripts from elsewhere
        telemetry=OWN_SPANS_ALONE,
        generate_unique_id_function=lambda route: route.name,  # what its function is called
    )
    for router in (whatsapp_router.router, answers_router.router, people_router.router):
        app.include_router(router)
    tell_document(app)
    tell_health(app, settings.metrics_keys)
    speak_problems(app)
    app.add_middleware(BodyLimit, largest=BODY_LIMIT)
    app.add_middleware(Tracing)
    app.add_middleware(SafeHeaders)
    return app
