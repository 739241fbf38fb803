"""The sign that an answer is being made: without a gap while it is, and never afterwards."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from ansari_whatsapp.conversation.typing import REFRESH_SECONDS, typing
from ansari_whatsapp.meta.graph import TYPING_TIMEOUT, GraphClient
from ansari_whatsapp.utils.metrics import Metrics

REFRESH = 0.05
SIGN_LASTS = 25


def text(words: str, **more: Any) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    message = {"from": "16505551234", "id": "w1", "timestamp": now, "type": "text"}
    return message | {"text": {"body": words}} | more


def failing(status: int, **said: Any) -> list[httpx.Response]:
    return [httpx.Response(status, json=said)] * 9


ENDINGS: dict[str, dict[str, Any]] = {
    "answered": {},
    "refused by the backend": {"backend": failing(422, retryable=False)},
    "empty": {"answer": " \n "},
    "put off, then answered": {"backend": failing(503)[:1]},
    "too late": {"backend": failing(503), "whatsapp_backend_patience_seconds": 0.5},
    "refused by Meta": {"meta": failing(400, error={"code": 131026})},
    "held back by Meta for a while": {"meta": failing(400, error={"code": 131056})[:1]},
    "too old": {"message": {"timestamp": "1500000000"}},
    "a picture": {"message": {"type": "image", "image": {"id": "1"}}},
    "a sticker": {"message": {"type": "sticker", "sticker": {"id": "1"}}},
    "nothing to say": {"message": {"type": "reaction", "reaction": {"emoji": "👍"}}},
    "blank": {"message": {"text": {"body": " \n "}}},
    "another number": {"meta_business_phone_number_id": "1"},
}


@asynccontextmanager
async def typing_to(graph: Callable[[httpx.Request], httpx.Response]) -> AsyncIterator[None]:
    """Show the sign while the block runs."""
    transport = httpx.MockTransport(graph)
    async with (
        httpx.AsyncClient(transport=transport, base_url="https://graph.test") as http,
        typing(
            GraphClient(http, Metrics()),
            number_id="1",
            wamid="w",
            shown=lambda: None,
            refresh=REFRESH,
        ),
    ):
        yield


async def pass_the_time_of_six_signs(until: Any) -> None:
    """A turn beside that goes on tells when: one that had not ended would have typed as often."""
    signs: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        signs.append(request)
        return httpx.Response(200, json={"success": True})

    async with typing_to(take):
        await until(lambda: len(signs) > 6)


@pytest.mark.parametrize("ending", list(ENDINGS))
async def test_after_every_end_of_a_turn_nothing_types(
    open_gateway: Any, until: Any, ending: str
) -> None:
    how = dict(ENDINGS[ending])
    message, backend, meta, answer = (
        how.pop(name, None) for name in ("message", "backend", "meta", "answer")
    )
    async with open_gateway(typing_refresh=REFRESH, **how) as gateway:
        gateway.backend.script = backend or []
        gateway.meta.script = meta or []
        gateway.backend.answer = answer or gateway.backend.answer
        await gateway.receive(text("What is patience?", **(message or {})))
        await gateway.settle()
        calls = len(gateway.meta.calls)

        await pass_the_time_of_six_signs(until)

        assert len(gateway.meta.calls) == calls


async def test_the_sign_is_renewed_while_the_answer_is_made(open_gateway: Any, until: Any) -> None:
    async with open_gateway(typing_refresh=REFRESH) as gateway:
        gateway.backend.gate.clear()
        await gateway.receive(text("What is patience?"))

        await until(lambda: len(gateway.meta.calls) >= 9)  # as in three minutes

        gateway.backend.gate.set()
        await gateway.settle()


def test_the_sign_never_goes_out_between_two_calls() -> None:
    slowest_call = TYPING_TIMEOUT.read or float("inf")

    assert REFRESH_SECONDS + slowest_call < SIGN_LASTS


async def test_a_call_that_fails_stops_nothing(until: Any) -> None:
    called: list[Any] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        called.append(json.loads(request.content))
        if len(called) % 2:
            raise httpx.ReadTimeout("too slow")
        return httpx.Response(500)

    async with typing_to(refuse):
        await until(lambda: len(called) >= 4)
