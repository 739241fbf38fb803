"""A person may take all that is theirs, have it forgotten, or come back under other ids."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

from ansari_backend.agent.answering import Question

Documents = AsyncDatabase[dict[str, object]]
Ask = Callable[..., Awaitable[httpx.Response]]
Said = Callable[[str], Awaitable[list[tuple[str, str]]]]
Script = list[str | Exception | asyncio.Event]
Asked = asyncio.Queue[Question]

AMINA = {"phone_num": "15551230001"}
BILAL = {"phone_num": "15551230002"}
API = "/whatsapp/v2"
SECRET = "my neighbour's cat"


async def everything(database: Documents) -> str:
    """Every document of every collection, as one text to be searched."""
    names = await database.list_collection_names()
    return str([await database[name].find().to_list() for name in names])


async def register(client: httpx.AsyncClient, **who: str) -> str:
    body = {**who, "preferred_language": "en"}
    return str((await client.post(f"{API}/users/register", json=body)).json()["user_id"])


async def begin(client: httpx.AsyncClient, **who: str) -> str:
    await register(client, **who)
    started = await client.post(f"{API}/threads", json={**who, "title": "Hi"})
    return str(started.json()["thread_id"])


async def erase(client: httpx.AsyncClient, **who: str) -> httpx.Response:
    return await client.delete(f"{API}/users", params=who or AMINA)


@pytest.fixture
def go_on() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def under_way(
    ask: Ask, thread: str, script: Script, asked: Asked, go_on: asyncio.Event
) -> asyncio.Task[httpx.Response]:
    """An answer to Amina that is being made until `go_on`."""
    script[:] = [go_on, "Answer."]
    asking = asyncio.create_task(ask(thread, SECRET))
    await asked.get()
    return asking


async def test_who_leaves_leaves_nothing(
    client: httpx.AsyncClient, ask: Ask, thread: str, database: Documents
) -> None:
    await ask(thread, SECRET, Idempotency_Key="wamid.1")
    await client.put(f"{API}/feedback", json={**AMINA, "key": "wamid.1", "verdict": "bad"})

    response = await erase(client)

    left = await everything(database)
    assert response.json() == {"status": "success"}
    assert not any(trace in left for trace in (SECRET, AMINA["phone_num"], thread, "wamid.1"))


async def test_others_lose_nothing(
    client: httpx.AsyncClient, ask: Ask, said: Said, thread: str
) -> None:
    await ask(thread)
    await register(client, **BILAL)

    await erase(client, **BILAL)

    assert len(await said(thread)) == 2


async def test_leaving_again_does_no_harm(client: httpx.AsyncClient) -> None:
    await register(client, **AMINA)

    first, second = await erase(client), await erase(client)

    assert (first.status_code, second.status_code) == (200, 200)
    gone = await client.get(f"{API}/users/exists", params=AMINA)
    assert gone.json() == {"exists": False}


async def test_an_answer_under_way_stops_and_is_not_kept(
    client: httpx.AsyncClient, under_way: asyncio.Task[httpx.Response], database: Documents
) -> None:
    await erase(client)

    assert (await under_way).json()["code"] == "unknown_person"
    assert SECRET not in await everything(database)


async def test_all_that_is_kept_can_be_had(
    client: httpx.AsyncClient, ask: Ask, thread: str
) -> None:
    await ask(thread, SECRET, Idempotency_Key="wamid.1")
    verdict = {"key": "wamid.1", "verdict": "bad", "reason": "Too long."}
    await client.put(f"{API}/feedback", json={**AMINA, **verdict})
    await client.put(f"{API}/users/location", json={**AMINA, "latitude": 21.4, "longitude": 39.8})

    export = (await client.get(f"{API}/users/export", params=AMINA)).json()

    [kept] = export["threads"]
    asked, answered = kept["messages"]
    assert export["person"]["phone_num"] == AMINA["phone_num"]
    assert export["person"]["location"] == {"latitude": 21.4, "longitude": 39.8}
    assert asked["content"] == SECRET
    assert answered["feedback"]["reason"] == "Too long."
    assert export["runs"][0]["key"] == "wamid.1"


async def test_a_person_is_found_under_the_new_number_with_the_same_threads(
    client: httpx.AsyncClient, ask: Ask, thread: str
) -> None:
    await ask(thread)
    new = {"phone_num": "15559990000"}
    change = {**new, "previous_phone_num": AMINA["phone_num"]}

    moved = await client.put(f"{API}/users/identity", json=change)
    again = await client.put(f"{API}/users/identity", json=change)

    last = await client.get(f"{API}/threads/last", params=new)
    old = await client.get(f"{API}/users/exists", params=AMINA)
    assert (moved.status_code, again.status_code) == (200, 200)
    assert last.json()["thread_id"] == thread
    assert old.json() == {"exists": False}


async def test_what_was_begun_under_the_new_ids_is_kept_too(
    client: httpx.AsyncClient, thread: str, database: Documents
) -> None:
    later = await begin(client, whatsapp_id="US.2")
    change = {"whatsapp_id": "US.2", "previous_phone_num": AMINA["phone_num"]}

    await client.put(f"{API}/users/identity", json=change)

    for one in (thread, later):
        shown = await client.get(f"{API}/threads/{one}/history", params={"whatsapp_id": "US.2"})
        assert shown.status_code == 200
    assert await database["users"].count_documents({}) == 1


async def test_a_number_that_another_had_before_does_not_bring_their_threads(
    client: httpx.AsyncClient, thread: str
) -> None:
    theirs = await begin(client, **BILAL, whatsapp_id="US.9")
    change = {**BILAL, "previous_phone_num": AMINA["phone_num"]}

    await client.put(f"{API}/users/identity", json=change)

    other = await client.get(f"{API}/threads/{theirs}/history", params=BILAL)
    own = await client.get(f"{API}/threads/{thread}/history", params=BILAL)
    assert other.status_code == 404
    assert own.status_code == 200


async def test_who_became_one_leaves_as_one(
    client: httpx.AsyncClient, ask: Ask, thread: str, database: Documents
) -> None:
    await ask(thread, SECRET, Idempotency_Key="wamid.1")
    await register(client, whatsapp_id="US.1")
    await register(client, **AMINA, whatsapp_id="US.1")

    await erase(client)

    assert SECRET not in await everything(database)


async def test_who_is_erased_by_another_process_gets_nothing_stored(
    under_way: asyncio.Task[httpx.Response], go_on: asyncio.Event, database: Documents
) -> None:
    for name in ("users", "runs"):
        await database[name].delete_many({})
    go_on.set()

    await asyncio.gather(under_way, return_exceptions=True)

    assert SECRET not in await everything(database)
    assert await database["runs"].count_documents({}) == 0


async def test_a_turn_that_begins_after_its_person_was_erased_leaves_nothing(
    ask: Ask, thread: str, asked: Asked, database: Documents
) -> None:
    busy = asyncio.create_task(ask(thread, SECRET))
    await database["users"].delete_many({})

    await busy
    await ask(thread, SECRET)

    assert await database["runs"].count_documents({"state": "running"}) == 0
    assert asked.qsize() <= 1
