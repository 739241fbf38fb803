"""Name the caller's trace in every line that is logged for it.

https://www.w3.org/TR/trace-context/#traceparent-header
"""

import re
from typing import Final

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class Tracing:
    """Middleware; what the request starts, such as a run, inherits its trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; a header of another form is passed over, as the standard wants."""
        given = Headers(scope=scope).get("traceparent", "") if scope["type"] == "http" else ""
        if found := _TRACEPARENT.fullmatch(given):
            with structlog.contextvars.bound_contextvars(trace_id=found[1]):
                await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, send)
