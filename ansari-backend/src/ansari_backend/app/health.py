"""Tell whether the process lives, whether it is ready, and what it has counted."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ansari_backend.routers.access import Parts, WrongKeyError, is_known
from ansari_backend.routers.refusals import Responses, refused

_STATE: Final = {"application/json": {"schema": {"type": "object", "required": ["status"]}}}
_READY: Final[Responses] = {
    200: {"description": "Questions can be taken.", "content": _STATE},
    503: {"description": "MongoDB is away.", "content": _STATE},
}


def tell_health(app: FastAPI, metrics_keys: Sequence[str]) -> None:
    """Add the addresses; with keys, only who bears one is told what was counted."""

    async def tell_alive() -> dict[str, str]:
        """Tell that the process lives; it needs no database for that."""
        return {"status": "ok", "service": "ansari-backend"}

    async def tell_ready(request: Request) -> Response:
        """Answer 200 if questions can be taken, 503 while MongoDB is away."""
        parts: Parts = request.app.state.parts
        if not await parts.readiness.is_ready():
            return JSONResponse({"status": "store not reachable"}, 503)
        return JSONResponse({"status": "ok"})

    async def tell_metrics(request: Request) -> Response:
        """Give the counters in the text format of Prometheus."""
        parts: Parts = request.app.state.parts
        given = request.headers.get("authorization", "")
        if metrics_keys and not is_known(given, [f"Bearer {key}" for key in metrics_keys]):
            raise WrongKeyError
        parts.metrics.store_answers(up=await parts.readiness.is_ready())
        return Response(parts.metrics.text(), media_type=parts.metrics.MEDIA_TYPE)

    app.add_api_route("/", tell_alive, methods=["GET"], name="greet")
    app.add_api_route("/livez", tell_alive, methods=["GET"])
    app.add_api_route("/readyz", tell_ready, methods=["GET"], responses=_READY)
    app.add_api_route(
        "/metrics",
        tell_metrics,
        methods=["GET"],
        response_class=PlainTextResponse,
        responses=refused(HTTPStatus.UNAUTHORIZED),
    )
