"""Whatever breaks, whoever was told 200 is answered, once, and each person in their order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest
from services import Service
from storms import Storm

CHANCE = Random(7)  # noqa: S311 - the same moments in each run, as far as processes go


@asynccontextmanager
async def writing(storm: Storm) -> AsyncIterator[None]:
    """Let people write while the block runs, and until they have said it all."""
    blowing = asyncio.create_task(storm.blow())
    yield
    await blowing


async def some_time(least: float, most: float) -> None:
    """Pass a moment in which things go on: what is broken next is broken in the midst of it."""
    await asyncio.sleep(CHANCE.uniform(least, most))


async def kill(service: Service, dead_for: float = 0) -> None:
    """Kill the process, and start it again after a while."""
    service.kill()
    await asyncio.sleep(dead_for)  # how long an operator, or a supervisor, takes
    service.start()
    await service.is_ready()


async def test_the_gateway_is_killed_again_and_again(storm: Storm) -> None:
    one, other = storm.cast.gateways
    async with writing(storm):
        for _ in range(storm.size.kills):
            await some_time(0.2, 1.5)
            other.kill()
            await kill(one)
            other.start()


async def test_one_of_two_gateways_is_killed_and_stays_away(storm: Storm) -> None:
    async with writing(storm):
        await some_time(1, 2)
        await kill(storm.cast.gateways[0], dead_for=15)


async def test_the_backend_is_killed(storm: Storm) -> None:
    async with writing(storm):
        for _ in range(2):
            await some_time(1, 2)
            await kill(storm.cast.backend, dead_for=1)


async def test_the_backend_hangs(storm: Storm) -> None:
    async with writing(storm):
        await some_time(0.5, 1)
        storm.cast.backend.stop()
        await some_time(6, 7)
        storm.cast.backend.resume()


async def test_the_only_mongod_is_killed(storm: Storm, mongo: Service) -> None:
    async with writing(storm):
        await some_time(1, 2)
        mongo.kill()
        await some_time(1, 2)
        mongo.start()


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "error", "code": 130429},
        {"kind": "error", "code": 131056},
        {"kind": "error", "code": 131000, "accepted": True},
        {"kind": "server_error"},
        {"kind": "server_error", "accepted": True},
        {"kind": "reset"},
        {"kind": "reset", "accepted": True},
    ],
    ids=lambda rule: " ".join(str(value) for value in rule.values()),
)
async def test_graph_fails(storm: Storm, rule: dict[str, Any]) -> None:
    await storm.phones.break_graph(**rule, share=0.3, times=storm.size.messages // 4)
    await storm.blow()


async def test_graph_accepts_and_does_not_answer(storm: Storm) -> None:
    await storm.phones.break_graph(kind="timeout", seconds=30, accepted=True, share=0.3, times=8)
    await storm.blow()


async def test_webhooks_come_twice_to_two_gateways_at_once(storm: Storm) -> None:
    await storm.phones.disturb_webhooks(copies=2)
    await storm.blow()


async def test_webhooks_come_late_in_another_order_and_batched_otherwise(storm: Storm) -> None:
    await storm.phones.disturb_webhooks(delay_seconds=1.5, batch=5, rebatch=True, copies=2)
    async with writing(storm):
        await some_time(0.5, 1)
        await kill(storm.cast.gateways[0])
