"""For tests of a bot, ours or yours: an emulator in one line, and a business that only listens."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from fastapi import FastAPI, Request, Response

from ansari_emulator.app import create_app
from ansari_emulator.business import Business
from ansari_emulator.client import Phones, phones_at
from ansari_emulator.serving import end_streams, served


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One POST as it came in."""

    body: bytes
    headers: Mapping[str, str]


class Listener:
    """Stands where a business listens: keeps every webhook and answers 200, or as it is told."""

    def __init__(self, answers: Iterable[int] = ()) -> None:
        self.received: list[Webhook] = []
        self._answers = chain(answers, repeat(200))
        self._news = asyncio.Condition()

    async def __call__(self, request: Request) -> Response:
        """Take one webhook."""
        async with self._news:
            webhook = Webhook(body=await request.body(), headers=dict(request.headers))
            self.received.append(webhook)
            self._news.notify_all()
        return Response(status_code=next(self._answers))

    async def wait_for(self, count: int, within: float = 10) -> list[Webhook]:
        """The first `count` webhooks, as soon as they are there."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: len(self.received) >= count)
        return self.received[:count]

    async def messages(self, count: int, within: float = 10) -> list[dict[str, Any]]:
        """The first `count` messages of people among all that came, as soon as they are there."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: len(self._messages()) >= count)
        return self._messages()[:count]

    def _messages(self) -> list[dict[str, Any]]:
        bodies = [json.loads(webhook.body) for webhook in self.received]
        changes = [
            change for body in bodies for entry in body["entry"] for change in entry["changes"]
        ]
        return [said for change in changes for said in change["value"].get("messages", [])]


@asynccontextmanager
async def listening(listener: Listener) -> AsyncIterator[str]:
    """Serve `listener` and lend the address for webhooks."""
    app = FastAPI()
    app.add_api_route("/webhook", listener, methods=["POST"])
    async with served(app, before_end=lambda: None) as url:
        yield f"{url}/webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emulator:
    """A running emulator: `url` is the Graph address for a bot, `phones` belong to people."""

    url: str
    phones: Phones


@asynccontextmanager
async def emulating(business: Business, **options: Any) -> AsyncIterator[Emulator]:  # noqa: ANN401 - as create_app's
    """Run an emulator for `business` on a free port; `options` go to `create_app`."""
    app = create_app(business, **options)
    async with (
        served(app, before_end=lambda: end_streams(app)) as url,
        phones_at(url) as phones,
    ):
        yield Emulator(url=url, phones=phones)
