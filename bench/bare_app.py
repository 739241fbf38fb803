"""The least that any webhook must do: read the body and check Meta's signature."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from ansari_whatsapp.meta.signature import is_from_meta

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SECRETS: Final = (os.environ.get("APP_SECRET", ""),)


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Answer 200 to a webhook whose signature fits, else 403."""
    if scope["type"] != "http":
        return
    body = await read_body(receive)
    status = 200 if is_signed(scope, body) else 403
    await answer(send, status, b"OK")


def is_signed(scope: Message, body: bytes) -> bool:
    """Tell whether the signature in the headers fits the body."""
    seal: bytes = dict(scope["headers"]).get(b"x-hub-signature-256", b"")
    return is_from_meta(body, seal.decode("latin-1"), SECRETS)


async def read_body(receive: Receive) -> bytes:
    """Read the whole body of a request."""
    chunks, more = [], True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


async def answer(send: Send, status: int, body: bytes, media_type: bytes = b"text/plain") -> None:
    """Send a whole answer."""
    length = str(len(body)).encode()
    headers = [(b"content-type", media_type), (b"content-length", length)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
