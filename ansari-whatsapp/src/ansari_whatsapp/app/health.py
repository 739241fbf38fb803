"""Tell whether the process lives, whether it is ready, and what it has counted."""

import asyncio
from datetime import UTC, datetime
from typing import Final

import pymongo
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ansari_whatsapp.app.keys import is_known
from ansari_whatsapp.app.problems import problem
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.mongo.whole import urgent
from ansari_whatsapp.utils.metrics import Metrics

PATIENCE_SECONDS: Final = 2.0
READING_SECONDS: Final = 5.0
MOST_OF_A_READING_SECONDS: Final = 4.0


class Health:
    """Answers a load balancer, an orchestrator, and Prometheus."""

    def __init__(
        self,
        database: AsyncDatabase[dict[str, object]],
        inbox: Inbox,
        metrics: Metrics,
        metrics_keys: tuple[str, ...],
    ) -> None:
        """Take the store, without which no webhook can be taken.

        With `metrics_keys`, only who bears one is told what was counted.
        """
        self._database = database
        self._inbox = inbox
        self._metrics = metrics
        self._metrics_keys = metrics_keys
        self.is_stopping = False

    async def tell_alive(self, _: Request) -> Response:
        """Answer 200: the process runs."""
        return JSONResponse({"status": "ok", "service": "ansari-whatsapp"})

    async def tell_ready(self, _: Request) -> Response:
        """Answer 200 if webhooks can be taken, 503 while the store is away or we are ending.

        What is away besides is told, as the last turns found it: it changes no status, since a
        webhook is taken all the same.
        """
        if self.is_stopping:
            return JSONResponse({"status": "stopping"}, 503)
        try:
            await self._ping()
        except PyMongoError:
            return JSONResponse({"status": "store not reachable"}, 503)
        return JSONResponse({"status": "ok", **self._metrics.details()})

    async def tell_metrics(self, request: Request) -> Response:
        """Give the counters in the text format of Prometheus."""
        if not self._may_see(request.headers.get("authorization", "")):
            headers = {"WWW-Authenticate": "Bearer"}
            return problem(401, "wrong_metrics_key", "This needs a bearer's key.", headers)
        return Response(self._metrics.text(), media_type=Metrics.MEDIA_TYPE)

    async def watch_queue(self) -> None:
        """Read how long the queue is, for ever."""
        while True:
            try:
                with pymongo.timeout(MOST_OF_A_READING_SECONDS):
                    waiting, since = await self._inbox.backlog()
                    set_aside = await self._inbox.set_aside_count()
            except PyMongoError:  # the worker says so
                self._metrics.store_is_away()
            else:
                age = datetime.now(UTC).timestamp() - since if since else 0.0
                self._metrics.queue(waiting, age, set_aside)
            await asyncio.sleep(READING_SECONDS)

    def _may_see(self, authorization: str) -> bool:
        bearers = [f"Bearer {key}" for key in self._metrics_keys]
        return not bearers or is_known(authorization.encode("latin-1"), bearers)

    @urgent
    async def _ping(self) -> None:
        with pymongo.timeout(PATIENCE_SECONDS):
            await self._database.command("ping")
