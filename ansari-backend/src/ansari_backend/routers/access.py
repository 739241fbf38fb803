"""Who may call: services that hold one of our keys, once the store is ready for them."""

import hmac
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader

from ansari_backend.agent.measuring import Metrics
from ansari_backend.conversations.feedback import Opinions
from ansari_backend.conversations.messages import Messages
from ansari_backend.conversations.people import People
from ansari_backend.conversations.store import Readiness
from ansari_backend.conversations.threads import Threads
from ansari_backend.turns.leaving import Leaving
from ansari_backend.turns.turns import Turns

API_KEY = APIKeyHeader(name="X-Whatsapp-Api-Key", auto_error=False)


class WrongKeyError(Exception):
    """Send a key that we know; nothing else about the request was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the routes work with; the app builds it once."""

    api_keys: Sequence[str]
    metrics: Metrics
    readiness: Readiness
    people: People
    threads: Threads
    messages: Messages
    opinions: Opinions
    turns: Turns
    leaving: Leaving


def is_known(given: str, keys: Sequence[str]) -> bool:
    """Compare with every key in constant time: how long it takes tells nobody how near they are."""
    raw = given.encode("latin-1")  # as HTTP decoded it
    return sum(hmac.compare_digest(raw, key.encode()) for key in keys) > 0


class Guarded(APIRoute):
    """A route that looks at the key before a byte of the body is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See `APIRoute`."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            prove_key(request)
            return await handle(request)

        return guarded


def prove_key(request: Request) -> None:
    """Insist on a key of ours.

    Raises:
        WrongKeyError: It is missing or wrong.
    """
    parts: Parts = request.app.state.parts
    if not is_known(request.headers.get(API_KEY.model.name, ""), parts.api_keys):
        raise WrongKeyError


async def admitted(request: Request, _: Annotated[str | None, Security(API_KEY)]) -> Parts:
    """Let a caller through to the parts.

    Raises:
        WrongKeyError: The key is missing or wrong.
        StoreUnavailableError: MongoDB has not answered yet.
    """
    prove_key(request)
    parts: Parts = request.app.state.parts
    await parts.readiness.wait()
    return parts


Admitted = Annotated[Parts, Depends(admitted)]
