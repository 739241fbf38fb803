"""Note each call of the Graph API with its answer, as it goes over the wire."""

import re
import time
from datetime import UTC, datetime
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ansari_emulator.records.traffic import Way

_GRAPH: Final = re.compile(r"/v\d{1,2}\.\d/")


class ListeningIn:
    """Middleware that hears what the business asks and what it is told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, both ways, and note it at the end."""
        if scope["type"] != "http" or not _GRAPH.match(scope["path"]):
            await self._app(scope, receive, send)
            return
        heard = _Heard(receive, send)
        began, at = time.monotonic(), datetime.now(UTC)
        try:
            await self._app(scope, heard.receive, heard.send)
        finally:
            scope["app"].state.whatsapp.traffic.note(
                at=at,
                way=Way.GRAPH,
                method=scope["method"],
                path=scope["path"],
                request=b"".join(heard.request),
                status=heard.status,
                answer=b"".join(heard.answer) if heard.status else b"the connection broke off",
                seconds=time.monotonic() - began,
            )


class _Heard:
    """One call, piece by piece."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.request: list[bytes] = []
        self.answer: list[bytes] = []
        self.status: int | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        self.request.append(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.answer.append(message.get("body", b""))
        await self._send(message)
