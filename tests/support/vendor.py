"""A vendor of models that speaks Anthropic's protocol: it searches once, then answers.

https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

import json
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from addresses import free_port
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

DOWN = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}


@dataclass
class Vendor:
    """What a test decides about it."""

    port: int = field(default_factory=free_port)
    is_down: bool = False
    cuts: int = 0
    """How many of the next answers break off after their first words."""
    input_tokens: int = 1000
    answer: str = "Be patient:\n\n[[quran 2:153]]\n\nThat is all."

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def reply(self, request: Request) -> Response:
        asked = await request.json()
        if self.is_down:
            return JSONResponse(DOWN, 529)
        last = asked["messages"][-1]["content"]
        has_searched = any(one.get("type") == "tool_result" for one in last if one is not last)
        events = self._answer() if has_searched or "tools" not in asked else self._search()
        return StreamingResponse(_lines(events), media_type="text/event-stream")

    def _search(self) -> list[dict[str, Any]]:
        call = {"type": "tool_use", "id": f"t{time.monotonic_ns()}", "name": "search_quran"}
        arguments = json.dumps({"queries": ["patience"]})
        delta = {"type": "input_json_delta", "partial_json": arguments}
        return self._message(call | {"input": {}}, delta, "tool_use")

    def _answer(self) -> list[dict[str, Any]]:
        delta = {"type": "text_delta", "text": f"<answer>\n{self.answer}"}
        whole = self._message({"type": "text", "text": ""}, delta, "end_turn")
        if not self.cuts:
            return whole
        self.cuts -= 1
        return whole[:3]

    def _message(
        self, block: dict[str, Any], delta: dict[str, Any], end: str
    ) -> list[dict[str, Any]]:
        message = {
            "id": f"m{time.monotonic_ns()}",
            "type": "message",
            "role": "assistant",
            "model": "claude-sonnet-5-5",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": self.input_tokens, "output_tokens": 1},
        }
        return [
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": block},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {
                "type": "message_delta",
                "delta": {"stop_reason": end, "stop_sequence": None},
                "usage": {"output_tokens": 20},
            },
            {"type": "message_stop"},
        ]


async def _lines(events: list[dict[str, Any]]) -> AsyncIterator[str]:
    for event in events:
        yield f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"


@contextmanager
def serving(app: Starlette, port: int) -> Iterator[None]:
    """Let an app of the tests' own listen, in a thread: fixtures of a module outlive a loop."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)  # looks again: no process may be forked while its modules are imported
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=20)


@contextmanager
def vendor_of_models() -> Iterator[Vendor]:
    vendor = Vendor()
    route = Route("/v1/messages", vendor.reply, methods=["POST"])
    with serving(Starlette(routes=[route]), vendor.port):
        yield vendor
