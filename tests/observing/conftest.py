"""A whole system, its own MongoDB and model's vendor, and a Prometheus that watches it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from collector import Collector, collector_of_traces
from outages import Stage
from pymongo import AsyncMongoClient
from services import Cast, cast, running
from vendor import Vendor, vendor_of_models
from watching import KEY, Prometheus, prometheus_in

from ansari_emulator.client import phones_at
from ansari_emulator.mongo.server import Mongo, run_mongo


@pytest.fixture(scope="module")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongo]:
    """One that may be stopped: nobody else uses it."""
    with run_mongo(port=0, data=tmp_path_factory.mktemp("mongo")) as running_mongo:
        yield running_mongo


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    with vendor_of_models() as serving_vendor:
        yield serving_vendor


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collector_of_traces() as taking:
        yield taking


@pytest.fixture(scope="module")
def watched(
    mongo: Mongo, vendor: Vendor, collector: Collector, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cast]:
    """All services, started once for all tests of a module."""
    logs = tmp_path_factory.mktemp("logs")
    made = cast(mongo.url, logs, WHATSAPP_BURST_WINDOW_SECONDS="0")
    for service in (made.backend, *made.gateways):
        service.environment |= {
            "DEPLOYMENT_TYPE": "staging",
            "METRICS_KEY": KEY,
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
    made.backend.environment |= {
        "ANTHROPIC_API_KEY": "a key",
        "ANTHROPIC_BASE_URL": vendor.url,
        "ANSARI_ANSWER_CACHE_HOURS": "0",
    }
    with running(*made.services):
        yield made


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    with prometheus_in(tmp_path_factory.mktemp("prometheus")) as watching:
        yield watching


@pytest.fixture
async def stage(
    watched: Cast, prometheus: Prometheus, vendor: Vendor, mongo: Mongo, until: Any
) -> AsyncIterator[Stage]:
    await asyncio.gather(*(service.is_ready() for service in watched.services))
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo.url)
    async with client, phones_at(watched.emulator.url) as phones:
        made = Stage(
            backend=watched.backend,
            gateway=watched.gateways[0],
            emulator=watched.emulator,
            phones=phones,
            inbox=client[watched.gateway_database]["inbox"],
            until=until,
            prometheus=prometheus,
            vendor=vendor,
            mongo=mongo,
        )
        made.watch_all()
        yield made


@pytest.fixture
async def busy(stage: Stage) -> AsyncIterator[None]:
    """Somebody new asks all the time."""
    async with stage.busy():
        yield
