"""The whole system as real processes: MongoDB, backend, gateway, and the emulated WhatsApp."""

import asyncio
import hmac
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection

from ansari_emulator.api.wire import MessageView
from ansari_emulator.chats.messages import Author
from ansari_emulator.client import Phones, phones_at
from ansari_emulator.webhooks import wire

PROGRAMS = Path(sys.executable).parent
NUMBER = "106540352242922"
SECRET = "system test app secret"
NUMBERS = count(10_000_000)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Service:
    """One process that can be killed and started again at the same address."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAMS / self.command[0], *self.command[1:], "--port", str(self.port)],
                env={"PATH": os.environ["PATH"], **self.environment},
                stdout=log,
                stderr=log,
            )

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(timeout=20)

    async def is_ready(self) -> None:
        async with httpx.AsyncClient() as client, asyncio.timeout(60):
            while True:
                try:
                    await client.get(self.url)
                except httpx.TransportError:
                    assert self.process is not None
                    assert self.process.poll() is None, self.log.read_text()[-3000:]
                    await asyncio.sleep(0.05)  # looks again until it answers
                else:
                    return


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
        chat = await self.phones.chat(phone)
        return [message for message in chat if message.author is Author.BUSINESS]

    async def wait_for_answers(self, phone: str, number: int) -> list[MessageView]:

        async def all_there() -> bool:
            return len(await self.answers(phone)) >= number

        await self.until(all_there)
        return await self.answers(phone)


@contextmanager
def running(*services: Service) -> Iterator[None]:
    for service in services:
        service.start()
    try:
        yield
    finally:
        for service in services:
            service.end()


@pytest.fixture(scope="session")
def services(mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Service]]:
    """Backend, gateway and emulator, started once for all system tests."""
    logs = tmp_path_factory.mktemp("logs")
    run = uuid4().hex[:8]
    shared = {"MONGO_URL": mongo_url, "WHATSAPP_SERVICE_API_KEY": "a key", "LOGGING_LEVEL": "DEBUG"}
    meta = {
        "META_BUSINESS_PHONE_NUMBER_ID": NUMBER,
        "META_ACCESS_TOKEN_FROM_SYS_USER": "token",
        "META_ANSARI_APP_SECRET": SECRET,
        "META_WEBHOOK_VERIFY_TOKEN": "verify",
    }
    backend = Service(
        "backend",
        ["ansari-backend", "serve"],
        shared | {"MONGO_DB_NAME": f"backend_{run}"},
        logs / "backend.log",
    )
    gateway = Service("gateway", ["ansari-whatsapp", "serve"], {}, logs / "gateway.log")
    emulator = Service("emulator", ["ansari", "emulator"], {}, logs / "emulator.log")
    emulator.environment = meta | {"GATEWAY_URL": f"{gateway.url}/whatsapp/v2"}
    gateway.environment = {
        **shared,
        **meta,
        "MONGO_DB_NAME": f"gateway_{run}",
        "BACKEND_SERVER_URL": backend.url,
        "META_GRAPH_URL": emulator.url,
    }
    with running(backend, gateway, emulator):
        yield [backend, gateway, emulator]


@pytest.fixture
async def system(services: list[Service], mongo_url: str, until: Any) -> AsyncIterator[System]:
    """The whole system, ready for new people."""
    backend, gateway, emulator = services
    await asyncio.gather(*(service.is_ready() for service in services))
    mongo: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_url)
    async with mongo, phones_at(emulator.url) as phones:
        inbox = mongo[gateway.environment["MONGO_DB_NAME"]]["inbox"]
        yield System(backend, gateway, emulator, phones, inbox, until)
