"""The gateway's calls as an OpenAPI document, for who has the service key."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ansari_whatsapp.app.keys import is_known
from ansari_whatsapp.app.problems import MEDIA_TYPE, problem

_TEXT: Final = {"text/plain": {"schema": {"type": "string"}}}
_STATE: Final = {"application/json": {"schema": {"type": "object", "required": ["status"]}}}
_PROBLEM: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_PROBLEM_FIELDS: Final = {
    "type": "string",
    "status": "integer",
    "code": "string",
    "detail": "string",
}
_OBJECTS: Final = {"type": "array", "items": {"type": "object"}}
_VALUE: Final = {
    "type": "object",
    "properties": {
        "metadata": {"type": "object", "properties": {"phone_number_id": {"type": "string"}}},
        **dict.fromkeys(("contacts", "messages", "statuses", "errors"), _OBJECTS),
    },
}
_CHANGE: Final = {
    "type": "object",
    "properties": {"field": {"type": "string"}, "value": _VALUE},
}
_ENTRY: Final = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "changes": {"type": "array", "items": _CHANGE}},
}
_ENVELOPE: Final = {
    "type": "object",
    "properties": {"object": {"type": "string"}, "entry": {"type": "array", "items": _ENTRY}},
}
"""What Meta sends. All else is taken as well, if it is signed."""


def _call(summary: str, content: dict[str, Any], *refusals: int, **more: object) -> dict[str, Any]:
    answers = {200: content, **dict.fromkeys(refusals, _PROBLEM)}
    return {"summary": summary, "responses": _responses(answers), **more}


def _responses(answers: dict[int, dict[str, Any]]) -> dict[str, Any]:
    return {
        str(status): {"description": HTTPStatus(status).phrase, "content": content}
        for status, content in answers.items()
    }


def _parameter(name: str, place: str, **schema: object) -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, "schema": {"type": "string", **schema}}


_ALIVE: Final = _call("Tell that the process lives", _STATE)
_READY: Final = _call("Tell whether webhooks can be taken", _STATE) | {
    "responses": _responses({200: _STATE, 503: _STATE})
}
_VERIFY: Final = _call(
    "Prove to Meta that this address is ours",
    _TEXT,
    400,
    403,
    parameters=[
        _parameter("hub.mode", "query", const="subscribe"),
        _parameter("hub.verify_token", "query"),
        _parameter("hub.challenge", "query"),
    ],
)
_RECEIVE: Final = _call(
    "Store every event of a webhook; a signed body that is no JSON is kept too",
    _TEXT,
    400,
    401,
    403,
    413,
    503,
    parameters=[_parameter("X-Hub-Signature-256", "header", pattern="^sha256=[0-9a-f]{64}$")],
    requestBody={"content": {"application/json": {"schema": _ENVELOPE}}},
)
DOCUMENT: Final = {
    "openapi": "3.1.0",
    "info": {"title": "ansari-whatsapp", "version": version("ansari-whatsapp")},
    "paths": {
        "/": {"get": _ALIVE},
        "/livez": {"get": _ALIVE},
        "/readyz": {"get": _READY},
        "/metrics": {"get": _call("Tell what was counted, to Prometheus", _TEXT, 401)},
        "/whatsapp/v2": {"get": _VERIFY, "post": _RECEIVE},
    },
    "components": {
        "schemas": {
            "Problem": {
                "type": "object",
                "required": list(_PROBLEM_FIELDS),
                "properties": {name: {"type": kind} for name, kind in _PROBLEM_FIELDS.items()},
            }
        }
    },
}


def tell_document(service_keys: tuple[str, ...]) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint that gives the document."""

    async def tell(request: Request) -> Response:
        given = request.headers.get("x-whatsapp-api-key", "")
        if not is_known(given.encode("latin-1"), service_keys):
            return problem(401, "wrong_api_key", "This needs X-Whatsapp-Api-Key.")
        return JSONResponse(DOCUMENT)

    return tell
