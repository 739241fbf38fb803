"""The project's own programs as processes that can be killed and started again."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
from addresses import free_port

from ansari_emulator.program import Program, State, end_all

PROGRAMS = Path(sys.executable).parent
NUMBER = "106540352242922"
SECRET = "system test app secret"
META = {
    "META_BUSINESS_PHONE_NUMBER_ID": NUMBER,
    "META_ACCESS_TOKEN_FROM_SYS_USER": "token",
    "META_ANSARI_APP_SECRET": SECRET,
    "META_WEBHOOK_VERIFY_TOKEN": "verify",
}


class Service(Program):
    """A program of the system at an address of its own, which it keeps over every start."""

    def __init__(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        log: Path,
        port: int | None = None,
    ) -> None:
        self.port = free_port() if port is None else port
        super().__init__(
            name=name,
            command=[PROGRAMS / command[0], *command[1:], "--port", str(self.port)],
            environment={"PATH": os.environ["PATH"], **environment},
            log=log,
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def is_ready(self) -> None:
        async with httpx.AsyncClient() as client, asyncio.timeout(120):
            while True:
                try:
                    await client.get(self.url)
                except httpx.TransportError:
                    assert self.state is not State.DEAD, self.log.read_text()[-3000:]
                    await asyncio.sleep(0.05)  # looks again until it answers
                else:
                    return


@contextmanager
def running(*services: Program) -> Iterator[None]:
    for service in services:
        service.start()
    try:
        yield
    finally:
        end_all(services, patience=60)


@dataclass
class Cast:
    """One system: a backend, one gateway or more, and the emulator that both know."""

    backend: Service
    gateways: list[Service]
    emulator: Service
    gateway_database: str

    @property
    def services(self) -> list[Service]:
        return [self.backend, *self.gateways, self.emulator]


def cast(mongo_url: str, logs: Path, *, gateways: int = 1, **settings: str) -> Cast:
    """Name the services of a system with databases of its own; `settings` go to the gateways."""
    run = uuid4().hex[:8]
    shared = {"MONGO_URL": mongo_url, "WHATSAPP_SERVICE_API_KEY": "a key", "LOGGING_LEVEL": "DEBUG"}
    backend = Service(
        "backend",
        ["ansari-backend", "serve"],
        shared | {"MONGO_DB_NAME": f"backend_{run}"},
        logs / "backend.log",
    )
    emulator = Service("emulator", ["ansari", "emulator"], dict(META), logs / "emulator.log")
    known = {
        **shared,
        **META,
        "MONGO_DB_NAME": f"gateway_{run}",
        "BACKEND_SERVER_URL": backend.url,
        "META_GRAPH_URL": emulator.url,
        **settings,
    }
    made = [
        Service(f"gateway {n}", ["ansari-whatsapp", "serve"], known, logs / f"gateway{n}.log")
        for n in range(gateways)
    ]
    urls = ",".join(f"{gateway.url}/whatsapp/v2" for gateway in made)
    emulator.environment["GATEWAY_URL"] = urls
    return Cast(backend, made, emulator, f"gateway_{run}")
