"""Answers that no healthy server gives, as responses that a route can return."""

from http import HTTPStatus
from typing import Final

from fastapi import Response
from starlette.types import Receive, Scope, Send

from ansari_emulator.faults.stalls import Stalls

HANG_UP: Final = "ansari.hang_up"  # the server's extension of ASGI that breaks a connection off


def crash() -> Response:
    """What a proxy in front of a broken server says."""
    page = "<html><body><h1>500 Internal Server Error</h1></body></html>"
    return Response(page, HTTPStatus.INTERNAL_SERVER_ERROR, media_type="text/html")


class HungUp(Response):
    """No answer: the connection breaks off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Return once the connection is gone, so that the server writes no answer of its own."""
        del send
        scope["extensions"][HANG_UP]["now"]()
        await receive()


class Late(Response):
    """Another answer, after a wait that the caller may not have the patience for."""

    def __init__(self, answer: Response, seconds: float, stalls: Stalls) -> None:
        super().__init__()
        self._answer = answer
        self._seconds = seconds
        self._stalls = stalls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait first, then answer whoever is still there."""
        await self._stalls.hold(self._seconds, receive)
        await self._answer(scope, receive, send)
