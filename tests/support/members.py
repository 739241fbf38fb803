"""A replica set of which each member can be restarted, as an operator does it."""

import asyncio
from contextlib import suppress
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from ansari_emulator.mongo.server import Mongo

HEALTHY = {"PRIMARY", "SECONDARY"}


async def restart_each_member(mongo: Mongo) -> None:
    """Those that follow come first; the primary hands over before it ends."""
    client: AsyncMongoClient[dict[str, Any]]
    async with AsyncMongoClient(mongo.url) as client:
        states = await _states(client)
        for host in sorted(states, key=lambda host: states[host] == "PRIMARY"):
            await _hand_over(client, host)
            port = host.rpartition(":")[2]
            (member,) = (node.program for node in mongo.nodes if port in node.program.command)
            await asyncio.to_thread(member.end)
            member.start()
            await _all_are_healthy(client)


async def _hand_over(client: AsyncMongoClient[dict[str, Any]], host: str) -> None:
    """Let another be primary, as soon as one has caught up with this."""
    async with asyncio.timeout(120):
        while (await _states(client))[host] == "PRIMARY":
            with suppress(PyMongoError):
                await client.admin.command("replSetStepDown", 60)


async def _states(client: AsyncMongoClient[dict[str, Any]]) -> dict[str, str]:
    status = await client.admin.command("replSetGetStatus")
    return {member["name"]: member["stateStr"] for member in status["members"]}


async def _all_are_healthy(client: AsyncMongoClient[dict[str, Any]]) -> None:
    async with asyncio.timeout(120):
        while True:
            try:
                states = list((await _states(client)).values())
            except PyMongoError:
                states = []
            if "PRIMARY" in states and set(states) <= HEALTHY:
                return
            await asyncio.sleep(0.1)  # looks again
