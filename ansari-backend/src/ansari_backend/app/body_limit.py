"""Take no larger body than an honest request has, and refuse one with a problem like all others.

FastAPI's own limit answers in plain text where the size was declared, whatever our table says.
"""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Middleware that counts what is read of a body; what nobody reads is not counted."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        """`largest` is in bytes."""
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; reading raises an `HTTPException` as soon as it is too much."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        received = int(declared) if declared.isdecimal() else 0
        counted = not received

        async def receive_some() -> Message:
            nonlocal received
            if received <= self._largest:
                message = await receive()
                received += len(message.get("body", b"")) if counted else 0
            if received > self._largest:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receive_some, send)
