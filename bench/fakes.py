"""The backend and the Graph API, as cheap as can be, in one process.

Every text that is sent is told, with its time, to whoever listens at `/bench/texts`. All processes
of a machine share the monotonic clock, so these times can be compared with those of the load.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final
from urllib.parse import parse_qsl

from bare_app import Message, Receive, Send, answer, read_body

BACKEND_SECONDS: Final = float(os.environ.get("BACKEND_SECONDS", "0"))
JSON: Final = b"application/json"
ANSWER: Final = b"""\
**Yes**, a traveller may shorten the prayers of four units to two, and may join *Zuhr* with \
*Asr* and *Maghrib* with *Isha*.

> When you travel through the land, it is permissible for you to shorten the prayer.

1. Shortening is for as long as the journey lasts.
2. Joining is a concession: use it where it helps.

The schools differ on distance and length of stay, so ask a scholar near you about your own case.
"""


@dataclass(kw_only=True)
class _World:
    """What the fakes remember."""

    known: set[str] = field(default_factory=set)
    listeners: set["asyncio.Queue[bytes]"] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=count)
    in_flight: int = 0
    most_in_flight: int = 0


_world: Final = _World()


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Lead a request to whom it is for."""
    if scope["type"] != "http":
        return
    path: str = scope["path"]
    body = await read_body(receive)
    if path == "/whatsapp/v2/messages/process":
        await _answer_question(send)
    elif path.startswith("/whatsapp/v2/"):
        reply = _tell(path.removeprefix("/whatsapp/v2"), scope["query_string"], body)
        await _answer_json(send, reply)
    elif path == "/bench/texts":
        await _tell_of_texts(send)
    elif path == "/bench/in-flight":
        await _answer_json(send, {"most": _world.most_in_flight})
    else:
        await _answer_json(send, _take_graph_call(json.loads(body)))


async def _answer_question(send: Send) -> None:
    """Stream an answer, as the backend does: its first words come when it has them."""
    _world.in_flight += 1
    _world.most_in_flight = max(_world.most_in_flight, _world.in_flight)
    await asyncio.sleep(BACKEND_SECONDS)
    _world.in_flight -= 1
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _tell(path: str, query: bytes, body: bytes) -> Message:
    """Answer the backend's smaller calls."""
    match path:
        case "/users/exists":
            asked = dict(parse_qsl(query.decode()))
            return {"exists": asked["whatsapp_id"] in _world.known}
        case "/users/register":
            _world.known.add(json.loads(body)["whatsapp_id"])
            return {"status": "success", "user_id": "somebody"}
        case "/threads/last":
            return {"thread_id": None, "last_message_time": None}
        case _:
            return {"thread_id": f"thread {next(_world.numbers)}"}


def _take_graph_call(call: Message) -> Message:
    if "text" not in call:
        return {"success": True}
    line = f"text {call['context']['message_id']} {time.monotonic():.6f}\n".encode()
    for listener in _world.listeners:
        listener.put_nowait(line)
    return {"messages": [{"id": f"wamid.answer{next(_world.numbers)}"}]}


async def _tell_of_texts(send: Send) -> None:
    """Tell of every text from now on, until the listener has gone or we are ended."""
    listener: asyncio.Queue[bytes] = asyncio.Queue()
    _world.listeners.add(listener)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"listening\n", "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await listener.get(), "more_body": True})


async def _answer_json(send: Send, content: Message) -> None:
    await answer(send, 200, json.dumps(content).encode(), JSON)
