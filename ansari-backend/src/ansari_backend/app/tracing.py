"""Go on with the caller's trace, and name it in every line that is logged for it.

https://www.w3.org/TR/trace-context/#traceparent-header
"""

from typing import Final

import structlog
from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_STANDARD: Final = TraceContextTextMapPropagator()


class Tracing:
    """Middleware; what the request starts, such as a run, inherits its trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; a header of another form is passed over, as the standard wants."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = _STANDARD.extract(Headers(scope=scope), contexts.Context())
        caller = trace.get_current_span(given).get_span_context()
        if not caller.is_valid:
            await self._app(scope, receive, send)
            return
        token = contexts.attach(given)
        try:
            with structlog.contextvars.bound_contextvars(trace_id=f"{caller.trace_id:032x}"):
                await self._app(scope, receive, send)
        finally:
            contexts.detach(token)
