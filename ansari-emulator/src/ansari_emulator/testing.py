"""For tests of a bot, ours or yours: an emulator in one line, and a business that only listens."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from starlette.types import ASGIApp

from ansari_emulator.app import create_app
from ansari_emulator.business import Business, sample_business
from ansari_emulator.client import Phones, phones_at
from ansari_emulator.errors import CannotStartError
from ansari_emulator.serving import end_streams, served
from ansari_emulator.vendor.router import PREFIX

_COMMAND: Final = (str(Path(sys.executable).parent / "ansari"), "emulator")


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


@asynccontextmanager
async def serving(app: ASGIApp, path: str) -> AsyncIterator[str]:
    """Serve a bot, any ASGI app, on a free port, and lend the address of `path` in it."""
    async with served(app, before_end=lambda: None) as url:
        yield url + path


@dataclass(frozen=True, slots=True, kw_only=True)
class Emulator:
    """A running emulator: `url` stands for Meta's own, `phones` belong to people."""

    url: str
    phones: Phones
    business: Business

    @property
    def graph_url(self) -> str:
        """The business's number in the Graph API: `/messages` and `/media` are below it."""
        return f"{self.url}/v25.0/{self.business.phone_number_id}"

    @property
    def vendor_url(self) -> str:
        """A vendor of models that is scripted, for a bot that asks one by OpenAI's protocol."""
        return self.url + PREFIX

    @property
    def headers(self) -> dict[str, str]:
        """What a bot sends along with each call."""
        return {"Authorization": f"Bearer {self.business.access_token}"}


@asynccontextmanager
async def emulating(
    business: Business | str,
    *,
    port: int = 0,
    **options: Any,  # noqa: ANN401 - as create_app's
) -> AsyncIterator[Emulator]:
    """Run an emulator beside the caller's own work.

    Args:
        business: Whom it serves, or only the address for webhooks.
        port: Where; 0 chooses a free one.
        options: Those of `create_app`.
    """
    business = sample_business(business) if isinstance(business, str) else business
    app = create_app(business, **options)
    async with (
        served(app, before_end=lambda: end_streams(app), port=port) as url,
        phones_at(url) as phones,
    ):
        yield Emulator(url=url, phones=phones, business=business)


@asynccontextmanager
async def emulating_apart(
    business: Business | str, *, status_pause: float = 0.3
) -> AsyncIterator[Emulator]:
    """Run an emulator as a process of its own, which ends with the block.

    Args:
        business: Whom it serves, or only the address for webhooks.
        status_pause: Seconds before each status of a message.

    Raises:
        CannotStartError: It ended at once; what it said is on stderr.
    """
    business = sample_business(business) if isinstance(business, str) else business
    command = [*_COMMAND, "--port", "0", "--status-pause", str(status_pause)]
    environment = os.environ | {
        "GATEWAY_URL": ",".join(business.webhook_urls),
        "META_BUSINESS_PHONE_NUMBER_ID": ",".join(business.numbers),
        "META_ACCESS_TOKEN_FROM_SYS_USER": business.access_token,
        "META_ANSARI_APP_SECRET": business.app_secret,
    }
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE)
    try:
        url = (await process.stdout.readline()).decode().strip() if process.stdout else ""
        if not url:
            raise CannotStartError("The emulator ended at once.")
        async with phones_at(url) as phones:
            yield Emulator(url=url, phones=phones, business=business)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
