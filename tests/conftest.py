"""The whole system as real processes: MongoDB, backend, gateway, and the emulated WhatsApp."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from services import Cast, cast, running
from storm_table import write_table
from systems import System

from ansari_emulator.client import phones_at

# It needs a model, which `make localmodel` installs: nobody else has to.
collect_ignore = [] if "LOCAL_MODEL" in os.environ else ["local_model"]


@pytest.fixture(scope="session")
def services(mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """Backend, gateway and emulator, started once for all system tests."""
    # Each message is to have an answer of its own, which tests can count.
    made = cast(mongo_url, tmp_path_factory.mktemp("logs"), WHATSAPP_BURST_WINDOW_SECONDS="0")
    with running(*made.services):
        yield made


@pytest.fixture
async def system(services: Cast, mongo_url: str, until: Any) -> AsyncIterator[System]:
    """The whole system, ready for new people."""
    await asyncio.gather(*(service.is_ready() for service in services.services))
    mongo: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_url)
    async with mongo, phones_at(services.emulator.url) as phones:
        inbox = mongo[services.gateway_database]["inbox"]
        gateway = services.gateways[0]
        yield System(services.backend, gateway, services.emulator, phones, inbox, until)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Here and not beside the storms: where workers run those, nobody else loads their folder."""
    write_table(terminalreporter)
