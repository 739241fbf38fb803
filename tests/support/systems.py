"""A running system, as a test uses it: people with phones, and what they got."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import Any

import httpx
from pymongo.asynchronous.collection import AsyncCollection
from services import SECRET, Service

from ansari_emulator.api.message_view import MessageView
from ansari_emulator.chats.messages import Author
from ansari_emulator.client import Phones
from ansari_emulator.webhooks import wire

NUMBERS = count(10_000_000)


@dataclass
class System:
    """All services of one run, and the phones of the people who use them."""

    backend: Service
    gateway: Service
    emulator: Service
    phones: Phones
    inbox: AsyncCollection[dict[str, Any]]
    until: Callable[..., Awaitable[None]]

    async def settle(self) -> None:
        """Wait until the gateway owes nothing more to anybody."""

        async def owes_nothing() -> bool:
            return not await self.inbox.count_documents({"state": "waiting"})

        await self.until(owes_nothing)

    async def post(self, body: dict[str, Any]) -> int:
        """Bring a webhook to the gateway ourselves, to act in the very moment after its 200."""
        raw = wire.write(body)
        seal = "sha256=" + hmac.new(SECRET.encode(), raw, sha256).hexdigest()
        async with httpx.AsyncClient() as client:
            headers = {"X-Hub-Signature-256": seal}
            url = f"{self.gateway.url}/whatsapp/v2"
            return (await client.post(url, content=raw, headers=headers)).status_code

    async def newcomer(self) -> str:
        phone = f"1650{next(NUMBERS)}"
        await self.phones.add(name="Newcomer", phone=phone)
        return phone

    async def answers(self, phone: str) -> list[MessageView]:
        """What was answered, without the welcome: it has buttons and replies to nothing."""
        said = [one for one in await self.phones.chat(phone) if one.author is Author.BUSINESS]
        return [one for one in said if one.offer is None or one.replies_to]

    async def wait_for_answers(self, phone: str, number: int) -> list[MessageView]:

        async def all_there() -> bool:
            return len(await self.answers(phone)) >= number

        await self.until(all_there)
        return await self.answers(phone)
