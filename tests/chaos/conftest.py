"""Systems to break."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from addresses import free_ports
from pymongo import AsyncMongoClient
from services import Cast, Service, cast, running
from storm_table import OUTCOME
from storms import Storm

from ansari_emulator.client import phones_at

# So that a storm is over soon: an answer for each message, and half the usual wait for statuses,
# which come late where the machine is busy with other tests.
IMPATIENT = {"WHATSAPP_BURST_WINDOW_SECONDS": "0", "WHATSAPP_STATUS_WAIT_SECONDS": "15"}


def mongo_at(folder: Path, nodes: int) -> Service:
    """Several have ports in a row; all come back at their old ones."""
    command = ["ansari", "mongo", "--nodes", str(nodes), "--data", str(folder / "data")]
    port = free_ports(nodes)
    return Service("mongo", command, {}, folder / "mongo.log", port=port)


async def url_of(mongo: Service) -> str:
    """The address that `ansari mongo` prints once there is a primary."""
    async with asyncio.timeout(120):
        while not (lines := [line for line in _words(mongo) if line.startswith("mongodb://")]):
            await asyncio.sleep(0.1)  # looks again
    return lines[-1]


def _words(mongo: Service) -> list[str]:
    return mongo.log.read_text().splitlines() if mongo.log.exists() else []


@pytest.fixture(scope="module")
def nodes() -> int:
    return 1


@pytest.fixture(scope="module")
def mongo(nodes: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = mongo_at(tmp_path_factory.mktemp("mongo"), nodes)
    with running(service):
        yield service


@pytest.fixture(scope="module")
def store_url(mongo: Service) -> str:
    """Where the services of a module keep everything."""
    return asyncio.run(url_of(mongo))


@pytest.fixture(scope="module")
def made(store_url: str, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A backend, two gateways and an emulator, not started yet."""
    made = cast(store_url, tmp_path_factory.mktemp("logs"), gateways=2, **IMPATIENT)
    made.emulator.environment["STATUS_PAUSE"] = "0.05"
    return made


@pytest.fixture(scope="module")
def stage(made: Cast) -> Iterator[Cast]:
    """All of them started, once for all storms of a module."""
    with running(*made.services):
        yield made


@pytest.fixture
async def storm(
    stage: Cast, store_url: str, request: pytest.FixtureRequest
) -> AsyncIterator[Storm]:
    """A storm over the whole system; what became of it is checked, and goes into the table."""
    await asyncio.gather(*(service.is_ready() for service in stage.services))
    client: AsyncMongoClient[dict[str, Any]]
    async with (
        AsyncMongoClient(store_url) as client,
        phones_at(stage.emulator.url) as phones,
    ):
        await phones.reset_counts()
        storm = Storm(stage, phones, client[stage.gateway_database])
        yield storm
        await phones.clear_faults()
        await storm.calm()
        name = request.node.name.removeprefix("test_").replace("_", " ")
        outcome = await storm.outcome(name)
        request.node.user_properties.append((OUTCOME, astuple(outcome)))
        assert outcome.is_flawless, outcome
