import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.inbox.chats import LEASE_SECONDS, Chats, HoldLostError
from ansari_whatsapp.inbox.memory import CurrentThread, Memory

Database = AsyncDatabase[dict[str, Any]]


async def fence_of_next(database: Database) -> int:
    async with Chats(database).hold("anna") as hold:
        assert hold is not None
        return hold.fence


async def test_a_person_is_held_by_one_at_a_time(database: Database) -> None:
    one, other = Chats(database), Chats(database)

    async with one.hold("anna") as first, other.hold("anna") as second:
        assert first is not None
        assert second is None


async def test_people_do_not_wait_for_each_other(database: Database) -> None:
    chats = Chats(database)

    async with chats.hold("anna") as anna, chats.hold("bilal") as bilal:
        assert anna is not None
        assert bilal is not None


async def test_many_at_once_find_one_holder(database: Database) -> None:
    holders = 0
    all_tried = asyncio.Barrier(20)

    async def hold() -> None:
        nonlocal holders
        async with Chats(database).hold("anna") as hold:
            holders += hold is not None
            await all_tried.wait()

    await asyncio.gather(*(hold() for _ in range(20)))

    assert holders == 1


async def test_a_person_is_free_at_once_when_the_turn_ends(database: Database) -> None:
    async with Chats(database).hold("anna"):
        pass

    async with Chats(database).hold("anna") as hold:
        assert hold is not None


async def test_a_person_is_free_at_once_when_the_turn_fails(database: Database) -> None:
    with pytest.raises(ValueError, match="a fault"):
        async with Chats(database).hold("anna"):
            raise ValueError("a fault")

    async with Chats(database).hold("anna") as hold:
        assert hold is not None


@pytest.mark.parametrize(("seconds", "free"), [(60, set()), (0, {"anna"})])
async def test_a_person_rests_for_a_while(
    database: Database, seconds: float, free: set[str]
) -> None:
    async with Chats(database).hold("anna") as hold:
        assert hold is not None
        hold.rest = seconds

    assert await Chats(database).free(["anna"]) == free
    async with Chats(database).hold("anna") as again:
        assert (again is None) is (free == set())


async def test_the_holding_of_one_that_died_passes_to_another(database: Database) -> None:
    dead = {"$set": {"holder": "dead"}, "$currentDate": {"until": True}}
    await database["chats"].update_one({"_id": "anna"}, dead, upsert=True)

    async with Chats(database).hold("anna") as hold:
        assert hold is not None


async def test_each_holding_is_fenced_higher_than_the_one_before(database: Database) -> None:
    fences = [await fence_of_next(database) for _ in range(5)]

    assert fences == sorted(set(fences))


async def test_a_fence_grows_also_when_the_chat_was_forgotten_meanwhile(
    database: Database,
) -> None:
    before = await fence_of_next(database)
    await database["chats"].delete_many({})

    assert await fence_of_next(database) > before


async def test_the_next_holder_knows_what_the_last_one_remembered(database: Database) -> None:
    thread = CurrentThread(id="t1", spoken_at=datetime(2026, 11, 25, 12, tzinfo=UTC))
    memory = Memory(turn="message:1:w2", replaces="message:1:w1", attempts=3, thread=thread)
    async with Chats(database).hold("anna") as hold:
        assert hold is not None
        hold.memory = memory

    async with Chats(database).hold("anna") as again:
        assert again is not None
        assert again.memory == memory


async def test_one_who_lost_the_person_can_store_no_memory(database: Database) -> None:
    async with Chats(database).hold("anna") as hold:
        assert hold is not None
        await database["chats"].update_one({"_id": "anna"}, {"$inc": {"fence": 1}})

        with pytest.raises(HoldLostError):
            await hold.remember(Memory(turn="message:1:w1"))


async def test_a_lost_holding_ends_the_work_at_its_next_heartbeat(database: Database) -> None:
    chats = Chats(database)
    keeping = asyncio.create_task(chats.keep())

    async def work_for_ever() -> None:
        async with chats.hold("anna"):
            await database["chats"].update_one({"_id": "anna"}, {"$set": {"holder": "other"}})
            await asyncio.Event().wait()

    with pytest.raises(HoldLostError):
        await asyncio.wait_for(work_for_ever(), LEASE_SECONDS)
    keeping.cancel()


async def test_a_heartbeat_keeps_all_holdings(database: Database, until: Any) -> None:
    chats = Chats(database)
    keeping = asyncio.create_task(chats.keep())

    async with chats.hold("anna"), chats.hold("bilal"):
        taken = {one["_id"]: one["until"] async for one in database["chats"].find({})}

        async def are_prolonged() -> bool:
            now = {one["_id"]: one["until"] async for one in database["chats"].find({})}
            return all(now[person] > taken[person] for person in ("anna", "bilal"))

        await until(are_prolonged)
    keeping.cancel()
