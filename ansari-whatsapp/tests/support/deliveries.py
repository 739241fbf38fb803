"""Answers on their way to a Meta that says what a test wants."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.meta.sayings import Saying
from ansari_whatsapp.outbox.delivery import Delivery
from ansari_whatsapp.outbox.pacing import Pacing
from ansari_whatsapp.outbox.store import Answer, Outbox, new_answer
from ansari_whatsapp.utils.ansari_client import Person

Database = AsyncDatabase[dict[str, Any]]
PERSON = Person(phone="16505551234", whatsapp_id=None)
FENCE = 7
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Graph:
    """Meta's side: says what the script says, and accepts when there is no more script."""

    def __init__(self) -> None:
        self.script: list[Callable[[], httpx.Response]] = []
        self.requests: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(json.loads(request.content))
        if self.script:
            return self.script.pop(0)()
        return httpx.Response(200, json={"messages": [{"id": f"wamid.{len(self.requests)}"}]})

    @property
    def bodies(self) -> list[str]:
        return [request["text"]["body"] for request in self.requests]


def error(code: int, status: int = 400) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(status, json={"error": {"code": code, "message": "no"}})


def times_out() -> httpx.Response:
    raise httpx.ReadTimeout("no answer")


def refuses_connection() -> httpx.Response:
    raise httpx.ConnectError("nobody there")


async def nothing_unread() -> bool:
    return False


def make_delivery(
    outbox: Outbox,
    client: GraphClient,
    *,
    status_wait: float = 30,
    order_wait: float = 0,
    hears_since: datetime = LONG_AGO,
    has_unread_statuses: Callable[[], Awaitable[bool]] = nothing_unread,
) -> Delivery:
    return Delivery(
        outbox,
        client,
        Pacing(),
        status_wait=timedelta(seconds=status_wait),
        order_wait=timedelta(seconds=order_wait),
        hears_since=hears_since,
        has_unread_statuses=has_unread_statuses,
    )


async def store(
    outbox: Outbox, *bodies: str, turn: str = "message:1:wamid.q", to: Person = PERSON
) -> Answer:
    says = [Saying(body=body) for body in bodies]
    answer = new_answer(
        turn, number_id="1", to=to, reply_to="wamid.q", covers=["message:1:wamid.q"], says=says
    )
    return await outbox.store(answer, FENCE)


async def reread(outbox: Outbox, turn: str = "message:1:wamid.q") -> Answer:
    answer = await outbox.read(turn)
    assert answer is not None
    return answer
