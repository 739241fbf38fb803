"""One person, whichever of their ids WhatsApp shows."""

import asyncio

import pytest

from ansari_backend.conversations.errors import UnknownPersonError
from ansari_backend.conversations.indexes import INDEXES
from ansari_backend.conversations.people import People
from ansari_backend.conversations.store import Database, Readiness
from ansari_backend.conversations.threads import Threads
from ansari_backend.conversations.values import Identity

NUMBER = Identity(phone_num="15551230001")
ID = Identity(whatsapp_id="US.1")
BOTH = Identity(phone_num="15551230001", whatsapp_id="US.1")


@pytest.fixture
async def people(database: Database) -> People:
    await Readiness(database, INDEXES).prepare()
    return People(database)


@pytest.mark.parametrize("first", [NUMBER, ID, BOTH])
async def test_both_ids_lead_to_one_person_once_seen_together(
    people: People, first: Identity
) -> None:
    person = await people.register(first, "en")
    await people.register(BOTH, "en")

    assert await people.find(NUMBER) == person
    assert await people.find(ID) == person


async def test_seeing_both_ids_in_any_call_is_enough(people: People) -> None:
    person = await people.register(NUMBER, "en")
    await people.find(BOTH)

    assert await people.find(ID) == person


async def test_two_records_of_one_person_become_one_with_all_threads(
    people: People, database: Database
) -> None:
    by_number = await people.register(NUMBER, "en")
    by_id = await people.register(ID, "en")
    threads = Threads(database)
    earlier = await threads.start(by_number.user_id, "Before ids")

    joined = await people.find(BOTH)

    assert joined.user_id == by_id.user_id
    assert (await threads.find(joined.user_id, earlier.thread_id)).name == "Before ids"
    assert await database["users"].count_documents({}) == 1


async def test_a_new_id_moves_the_person_and_makes_no_copy(
    people: People, database: Database
) -> None:
    person = await people.register(BOTH, "en")
    changed = Identity(phone_num=BOTH.phone_num, whatsapp_id="US.2")

    moved = await people.register(changed, "en")

    assert moved.user_id == person.user_id
    assert await database["users"].count_documents({}) == 1
    assert not await people.exists(ID)


async def test_a_new_number_moves_the_person_and_makes_no_copy(people: People) -> None:
    person = await people.register(BOTH, "en")
    changed = Identity(phone_num="15559990000", whatsapp_id="US.1")

    assert (await people.register(changed, "en")).user_id == person.user_id
    assert not await people.exists(NUMBER)


async def test_who_takes_over_a_number_does_not_see_what_its_old_owner_wrote(
    people: People, database: Database
) -> None:
    old_owner = await people.register(BOTH, "en")
    await Threads(database).start(old_owner.user_id, "Private")
    await people.register(Identity(phone_num="15552220000", whatsapp_id="US.2"), "en")

    new_owner = await people.find(Identity(phone_num=NUMBER.phone_num, whatsapp_id="US.2"))

    assert await Threads(database).last(new_owner.user_id) is None
    assert (await people.find(NUMBER)).user_id == new_owner.user_id
    assert (await people.find(ID)).user_id == old_owner.user_id


async def test_fifty_calls_that_join_two_records_at_once_agree(
    people: People, database: Database
) -> None:
    await people.register(NUMBER, "en")
    await people.register(ID, "en")

    found = await asyncio.gather(*(people.find(BOTH) for _ in range(50)))

    assert len({person.user_id for person in found}) == 1
    assert await database["users"].count_documents({}) == 1


async def test_nobody_is_found_who_never_registered(people: People) -> None:
    with pytest.raises(UnknownPersonError):
        await people.find(BOTH)
