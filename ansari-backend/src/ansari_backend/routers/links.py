"""What can be called next, with what one call was given and gave: links of the OpenAPI document."""

from typing import Any, Final

from ansari_backend.routers.refusals import Responses
from ansari_backend.routers.wire import IDS

_THREAD: Final = "$response.body#/thread_id"


def _in_body(operation: str, **more: str) -> dict[str, Any]:
    """Go on with the same person, by either of their ids."""
    return {
        f"{operation} by {name}": {
            "operationId": operation,
            "requestBody": {name: f"$request.body#/{name}", **more},
        }
        for name in IDS
    }


def _in_address(operation: str, **more: str) -> dict[str, Any]:
    return {
        f"{operation} by {name}": {
            "operationId": operation,
            "parameters": {name: f"$request.body#/{name}", **more},
        }
        for name in IDS
    }


AFTER_REGISTRATION: Final[Responses] = {
    200: {
        "links": {
            **_in_body("start_thread"),
            **_in_body("locate"),
            **_in_body("move"),
            **_in_address("exists"),
            **_in_address("last_thread"),
            **_in_address("export"),
            **_in_address("erase"),
        }
    }
}
AFTER_A_START: Final[Responses] = {
    200: {
        "links": {
            **_in_body("process", thread_id=_THREAD),
            **_in_address("history", thread_id=_THREAD),
            **_in_address("sources", thread_id=_THREAD),
        }
    }
}
AFTER_AN_ANSWER: Final = {"links": _in_body("judge", key="$request.header.Idempotency-Key")}
