"""What the scripted model says, as OpenAI sends it: whole, or as a stream of chunks."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final
from uuid import uuid4

from ansari_emulator.vendor.script import Call, Text
from ansari_emulator.vendor.wire import ChatRequest

_USAGE: Final = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
"""Nothing is counted here, and nothing is paid."""


def whole(request: ChatRequest, said: Text | Call) -> dict[str, Any]:
    """The answer in one piece."""
    message, end = _message(said)
    choice = {"index": 0, "message": message, "finish_reason": end}
    return _head(request, "chat.completion") | {"choices": [choice], "usage": _USAGE}


async def streamed(request: ChatRequest, said: Text | Call) -> AsyncIterator[str]:
    """The answer as server-sent events."""
    head = _head(request, "chat.completion.chunk")
    for body in _bodies(request, said):
        yield f"data: {json.dumps(head | body)}\n\n"
    yield "data: [DONE]\n\n"


def _bodies(request: ChatRequest, said: Text | Call) -> Iterator[dict[str, Any]]:
    message, end = _message(said)
    for delta in _pieces(message):
        yield {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield {"choices": [{"index": 0, "delta": {}, "finish_reason": end}]}
    if request.wants_usage:
        yield {"choices": [], "usage": _USAGE}


def _pieces(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Words line by line; a call in one piece."""
    lines = (message["content"] or "").splitlines(keepends=True)
    if not lines:
        yield message
        return
    for line in lines:
        yield {"role": message["role"], "content": line}


def _message(said: Text | Call) -> tuple[dict[str, Any], str]:
    """The message, and the reason for its end."""
    if isinstance(said, Text):
        return {"role": "assistant", "content": said.text}, "stop"
    function = {"name": said.tool, "arguments": json.dumps({"queries": said.queries})}
    call = {"index": 0, "id": f"call_{uuid4().hex}", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls"


def _head(request: ChatRequest, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": request.model,
    }
