"""One trace for each turn, through both services; it costs nothing while nobody collects it.

A turn's trace, and the span of the webhook that brought it, have ids that are made of the turn's
own: any instance knows them at any attempt, and none has to store them.
https://www.w3.org/TR/trace-context/#traceparent-header
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Final

from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    Status,
    StatusCode,
    TraceFlags,
)

from ansari_whatsapp.utils.whatsapp_logger import alias, keyed

NANOSECONDS: Final = 1_000_000_000

wanted_ids: Final[ContextVar[SpanContext | None]] = ContextVar("wanted_ids", default=None)
"""Of the root that is being made; who generates ids has to heed it."""

_tracer: Final = trace.get_tracer("ansari_whatsapp")


def trace_of(turn: str) -> str:
    """Name the trace of a turn in 32 hex digits: every attempt at it, by any instance, is in it."""
    return keyed(f"trace {turn}")[:32]


def traceparent(turn: str) -> str:
    """Hand the trace on to another service."""
    current = trace.get_current_span().get_span_context()
    if current.is_valid:
        return f"00-{current.trace_id:032x}-{current.span_id:016x}-{current.trace_flags:02x}"
    return f"00-{trace_of(turn)}-{secrets.token_hex(8)}-01"


def accepted(message: str, began: int) -> None:
    """Tell of a message that a webhook brought: the root of its turn's trace.

    `began` is in nanoseconds since 1970.
    """
    if not _is_collecting():
        return
    token = wanted_ids.set(_root(message))
    try:
        named = {"message": alias(message)}
        span = _tracer.start_span("webhook", contexts.Context(), start_time=began, attributes=named)
    finally:
        wanted_ids.reset(token)
    span.end()


@contextmanager
def turn_span(turn: str, covers: Iterable[str], since: datetime | None) -> Iterator[None]:
    """Tell of an attempt at a turn; of the first, from when the person began to wait."""
    if not _is_collecting():
        yield
        return
    parent = trace.set_span_in_context(NonRecordingSpan(_root(turn)))
    links = [Link(_root(message)) for message in covers if message != turn]
    start = round(since.timestamp() * NANOSECONDS) if since else None
    named = {"message": alias(turn)}
    with _tracer.start_as_current_span(
        "turn",
        parent,
        links=links,
        start_time=start,
        attributes=named,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        if since:
            _tracer.start_span("waiting", start_time=start).end()
        with _told(span):
            yield


@contextmanager
def stage_span(name: str) -> Iterator[None]:
    """Tell of a part of the turn."""
    with (
        _tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        ) as span,
        _told(span),
    ):
        yield


@contextmanager
def _told(span: Span) -> Iterator[None]:
    """Tell of an error by its name alone: its text may hold a number."""
    try:
        yield
    except Exception as error:
        span.set_status(Status(StatusCode.ERROR, type(error).__name__))
        raise


def _root(message: str) -> SpanContext:
    return SpanContext(
        trace_id=int(trace_of(message), 16),
        span_id=int(keyed(f"span {message}")[:16], 16),
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )


def _is_collecting() -> bool:
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
