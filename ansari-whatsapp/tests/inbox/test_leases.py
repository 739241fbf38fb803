import asyncio
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.inbox.leases import LEASE_SECONDS, LeaseLostError, Leases

Database = AsyncDatabase[dict[str, Any]]


async def test_a_person_is_held_by_one_at_a_time(database: Database) -> None:
    one, other = Leases(database), Leases(database)

    async with one.hold("anna") as first, other.hold("anna") as second:
        assert first is not None
        assert second is None


async def test_people_do_not_wait_for_each_other(database: Database) -> None:
    leases = Leases(database)

    async with leases.hold("anna") as anna, leases.hold("bilal") as bilal:
        assert anna is not None
        assert bilal is not None


async def test_many_at_once_find_one_holder(database: Database) -> None:
    holders = 0
    all_tried = asyncio.Barrier(20)

    async def hold() -> None:
        nonlocal holders
        async with Leases(database).hold("anna") as lease:
            holders += lease is not None
            await all_tried.wait()

    await asyncio.gather(*(hold() for _ in range(20)))

    assert holders == 1


async def test_a_person_is_free_at_once_when_the_turn_ends(database: Database) -> None:
    leases = Leases(database)
    async with leases.hold("anna"):
        pass

    async with leases.hold("anna") as lease:
        assert lease is not None


async def test_a_person_is_free_at_once_when_the_turn_fails(database: Database) -> None:
    leases = Leases(database)
    with pytest.raises(ExceptionGroup):
        async with leases.hold("anna"):
            raise ValueError

    async with leases.hold("anna") as lease:
        assert lease is not None


async def test_a_person_may_be_left_alone_for_a_while(database: Database) -> None:
    leases = Leases(database)
    async with leases.hold("anna") as lease:
        assert lease is not None
        await lease.pause(60)

    async with leases.hold("anna") as again:
        assert again is None


async def test_after_the_pause_the_person_is_free(database: Database) -> None:
    leases = Leases(database)
    async with leases.hold("anna") as lease:
        assert lease is not None
        await lease.pause(0)

    async with leases.hold("anna") as again:
        assert again is not None


async def test_the_holding_of_one_that_died_passes_to_another(database: Database) -> None:
    dead = {"$set": {"token": "dead"}, "$currentDate": {"until": True}}
    await database["leases"].update_one({"_id": "anna"}, dead, upsert=True)

    async with Leases(database).hold("anna") as lease:
        assert lease is not None


async def test_a_lost_lease_ends_the_work_at_its_next_heartbeat(database: Database) -> None:
    async def work_for_ever() -> None:
        async with Leases(database).hold("anna"):
            await database["leases"].update_one({"_id": "anna"}, {"$set": {"token": "other"}})
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as raised:
        await asyncio.wait_for(work_for_ever(), LEASE_SECONDS)

    assert raised.group_contains(LeaseLostError)
