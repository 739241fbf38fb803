"""Say what is wrong, as RFC 9457 has it."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ansari_whatsapp.app.headers import SAFE

MEDIA_TYPE: Final = "application/problem+json"


def problem(status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Refuse a call."""
    content = {"type": "about:blank", "status": status, "code": code, "detail": detail}
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)


async def tell_misses(_: Request, error: Exception) -> Response:
    """Tell of an address that is not there, or a method that it has not."""
    if not isinstance(error, HTTPException):
        raise error
    code = error.detail.lower().replace(" ", "_")
    return problem(error.status_code, code, f"{error.detail}.", dict(error.headers or {}))


async def tell_fault(_: Request, __: Exception) -> Response:
    """Say no more of a fault of ours; the log does. This answer passes all middleware by."""
    return problem(500, "internal_error", "Something went wrong on our side.", SAFE)
