"""A gateway that stores nothing: check the signature, say 200, ask the backend, send the answer.

It loses what it was doing when it ends and answers twice what Meta repeats. What our gateway costs
beyond this one is the price of not doing so.
"""

import asyncio
import json
import os
from typing import Final

from bare_app import Message, Receive, Send, answer, is_signed, read_body

from ansari_emulator.processes import LOOPBACK

FAKES_PORT: Final = int(os.environ.get("FAKES_PORT", "0"))

_turns: Final[set[asyncio.Task[None]]] = set()


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Take a webhook, and answer its messages afterwards."""
    if scope["type"] != "http":
        return
    body = await read_body(receive)
    if not is_signed(scope, body):
        await answer(send, 403, b"")
        return
    await answer(send, 200, b"OK")
    for entry in json.loads(body)["entry"]:
        for change in entry["changes"]:
            for message in change["value"].get("messages", []):
                turn = asyncio.create_task(_take_turn(change["value"], message))
                _turns.add(turn)
                turn.add_done_callback(_turns.discard)


async def _take_turn(value: Message, message: Message) -> None:
    graph = f"/v26.0/{value['metadata']['phone_number_id']}/messages"
    await _post(graph, {"status": "read", "message_id": message["id"]})
    question = {
        "phone_num": message["from"],
        "whatsapp_id": message["from_user_id"],
        "thread_id": "a thread",
        "message": message["text"]["body"],
    }
    said = await _post("/whatsapp/v2/messages/process", question)
    text = {
        "messaging_product": "whatsapp",
        "to": f"+{message['from']}",
        "type": "text",
        "text": {"body": said.decode()},
        "context": {"message_id": message["id"]},
    }
    await _post(graph, text)


async def _post(path: str, content: Message) -> bytes:
    """Post on a connection of its own, and return the answer as it came, in its chunks."""
    body = json.dumps(content).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: fakes\r\nConnection: close\r\n"
    stream, writer = await asyncio.open_connection(LOOPBACK, FAKES_PORT)
    try:
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        return (await stream.read()).partition(b"\r\n\r\n")[2]
    finally:
        writer.close()
