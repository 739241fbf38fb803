import asyncio
from typing import Any

import pytest
import structlog

from ansari_backend.app.tracing import Tracing

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


async def traced(header: bytes | None) -> dict[str, Any]:
    """What a line would bear that is logged by a task which the request starts."""
    seen: dict[str, Any] = {}

    async def log() -> None:
        seen.update(structlog.contextvars.get_contextvars())

    async def app(*_: Any) -> None:
        await asyncio.create_task(log())

    headers = [] if header is None else [(b"traceparent", header)]
    await Tracing(app)({"type": "http", "headers": headers}, None, None)  # type: ignore[arg-type]
    assert structlog.contextvars.get_contextvars() == {}
    return seen


@pytest.mark.parametrize(
    ("header", "bound"),
    [
        (f"00-{TRACE}-00f067aa0ba902b7-01".encode(), {"trace_id": TRACE}),
        (None, {}),
        (b"", {}),
        (b"00-15551230001-00f067aa0ba902b7-01", {}),
        (f"00-{TRACE}-00f067aa0ba902b7-01\n15551230001".encode(), {}),
    ],
)
async def test_what_a_request_starts_bears_its_trace(
    header: bytes | None, bound: dict[str, Any]
) -> None:
    assert await traced(header) == bound
