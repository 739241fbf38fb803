"""Tell whether the process lives, whether it is ready, and what it has counted."""

from typing import Final

import pymongo
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ansari_whatsapp.app.metrics import Metrics
from ansari_whatsapp.mongo.whole import urgent

PATIENCE_SECONDS: Final = 2.0


class Health:
    """Answers a load balancer, an orchestrator, and Prometheus."""

    def __init__(self, database: AsyncDatabase[dict[str, object]], metrics: Metrics) -> None:
        """Take the store, without which no webhook can be taken."""
        self._database = database
        self._metrics = metrics
        self.is_stopping = False

    async def tell_alive(self, _: Request) -> Response:
        """Answer 200: the process runs."""
        return JSONResponse({"status": "ok", "service": "ansari-whatsapp"})

    async def tell_ready(self, _: Request) -> Response:
        """Answer 200 if webhooks can be taken, 503 while the store is away or we are ending."""
        if self.is_stopping:
            return JSONResponse({"status": "stopping"}, 503)
        try:
            await self._ping()
        except PyMongoError:
            return JSONResponse({"status": "store not reachable"}, 503)
        return JSONResponse({"status": "ok"})

    async def tell_metrics(self, _: Request) -> Response:
        """Give the counters in the text format of Prometheus."""
        return Response(self._metrics.text(), media_type=Metrics.MEDIA_TYPE)

    @urgent
    async def _ping(self) -> None:
        with pymongo.timeout(PATIENCE_SECONDS):
            await self._database.command("ping")
