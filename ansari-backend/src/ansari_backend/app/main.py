"""Put the backend together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from ansari_backend.app.health import tell_health
from ansari_backend.app.parts import OpenParts
from ansari_backend.app.problems import speak_problems
from ansari_backend.app.settings import Settings
from ansari_backend.app.tracing import Tracing
from ansari_backend.routers import answers_router, people_router, whatsapp_router

BODY_LIMIT = 1_000_000
"""Bytes; the longest message we take, in any script, is a third of that."""


def create_app(settings: Settings, opening: OpenParts) -> FastAPI:
    """Build the backend; a test passes its own `opening`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening(settings) as app.state.parts:
            yield

    app = FastAPI(
        title="ansari-backend",
        lifespan=lifespan,
        docs_url=None,  # these pages load scripts from elsewhere; /openapi.json stays
        redoc_url=None,
        max_body_size=BODY_LIMIT,
    )
    for router in (whatsapp_router.router, answers_router.router, people_router.router):
        app.include_router(router)
    tell_health(app, settings.metrics_keys)
    speak_problems(app)
    app.add_middleware(Tracing)
    return app
