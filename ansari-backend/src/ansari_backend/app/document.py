"""The API as OpenAPI tells it: with the problems that we answer, and only to who has a key."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from ansari_backend.routers.access import prove_key
from ansari_backend.routers.refusals import Fault, Problem

_REFERENCE: Final = "#/components/schemas/{model}"


def tell_document(app: FastAPI) -> None:
    """Add `/openapi.json`."""

    async def tell(request: Request) -> JSONResponse:
        """Give this document."""
        prove_key(request)
        return JSONResponse(document(app))

    app.add_api_route("/openapi.json", tell, methods=["GET"], include_in_schema=False)


def document(app: FastAPI) -> dict[str, Any]:
    """Give what FastAPI knows of the app, and the shape of our problems in place of its own."""
    told = app.openapi()
    schemas = told["components"]["schemas"]
    for its_own in ("HTTPValidationError", "ValidationError"):
        schemas.pop(its_own, None)
    for ours in (Problem, Fault):
        schema = ours.model_json_schema(ref_template=_REFERENCE)
        schema.pop("$defs", None)
        schemas[ours.__name__] = schema
    return told
