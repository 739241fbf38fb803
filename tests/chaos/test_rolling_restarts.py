"""An upgrade of everything costs nobody an answer: two of each, one after the other, under load."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from addresses import free_ports
from caddy import Caddy
from members import restart_each_member
from services import Cast, Service, running
from storms import SHORT, SIZE, Storm

from ansari_emulator.mongo.server import Mongo, run_mongo

ROUNDS, PAUSE = (1, 0.25) if SIZE is SHORT else (3, 0.1)
"""How often each is restarted, and the seconds between two messages."""


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongo]:
    with run_mongo(port=free_ports(3), data=tmp_path_factory.mktemp("members"), nodes=3) as mongo:
        yield mongo


@pytest.fixture(scope="module")
def store_url(members: Mongo) -> str:
    return members.url


@pytest.fixture(scope="module")
def backends(made: Cast) -> list[Service]:
    """The one of the cast, and its twin."""
    log = made.backend.log.with_name("twin.log")
    twin = Service("twin", ["ansari-backend", "serve"], made.backend.environment, log)
    return [made.backend, twin]


@pytest.fixture(scope="module")
def caddy(made: Cast, backends: list[Service]) -> Iterator[Caddy]:
    caddy = Caddy(made.gateways, backends, made.emulator.log.parent)
    caddy.stand_before(made)
    with running(caddy):
        asyncio.run(caddy.is_ready())
        yield caddy


@pytest.fixture(scope="module")
def stage(made: Cast, backends: list[Service], caddy: Caddy) -> Iterator[Cast]:
    assert caddy.authority.exists()
    with running(*backends, *made.gateways, made.emulator):
        yield made


async def restart_each(services: Sequence[Service], until: Any) -> None:
    """As an upgrade does: the next one's turn is when this one is ready again."""
    for service in services:
        assert await asyncio.to_thread(service.end, patience=40) == 0
        service.start()
        await service.is_ready()
        await until(partial(tells_ready, service))


async def tells_ready(service: Service) -> bool:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{service.url}/readyz")).status_code == HTTPStatus.OK


async def test_gateways_backends_and_members_of_the_store_are_restarted_one_by_one(
    storm: Storm, backends: list[Service], members: Mongo, caddy: Caddy, until: Any
) -> None:
    over = asyncio.Event()
    writing = asyncio.create_task(storm.blow_until(over, pause=PAUSE))
    await until(lambda: storm.said > 0)

    for _ in range(ROUNDS):
        async with asyncio.TaskGroup() as upgrade:
            upgrade.create_task(restart_each(storm.cast.gateways, until))
            upgrade.create_task(restart_each(backends, until))
            upgrade.create_task(restart_each_member(members))

    over.set()
    await writing
    await storm.calm()
    words = caddy.log.read_text()
    assert [person for person in storm.asked if person in words] == []
