"""What is kept of people goes by itself when its time is over."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

from ansari_backend.app.retention import retention
from ansari_backend.app.settings import Settings

Documents = AsyncDatabase[dict[str, object]]
Backend = Callable[[Settings], AbstractAsyncContextManager[httpx.AsyncClient]]
Until = Callable[..., Awaitable[None]]

AMINA = {"phone_num": "15551230001"}
API = "/whatsapp/v2"
SECOND = 1 / 86_400
PERSONAL = ("users", "threads", "messages")


async def say_something(client: httpx.AsyncClient) -> None:
    await client.post(f"{API}/users/register", json={**AMINA, "preferred_language": "en"})
    thread = (await client.post(f"{API}/threads", json={**AMINA, "title": "Salam"})).json()
    body = {**AMINA, **thread, "message": "My neighbour's cat"}
    assert (await client.post(f"{API}/messages/process", json=body)).status_code == 200


async def seconds(database: Documents) -> dict[str, object]:
    """After how long the documents of each collection go that are deleted by their age."""
    found = {name: (await database[name].index_information()).get("retention") for name in PERSONAL}
    return {name: index["expireAfterSeconds"] for name, index in found.items() if index}


async def test_what_was_said_goes_when_its_time_is_over_and_then_its_person(
    backend: Backend, settings: Settings, database: Documents, until: Until
) -> None:
    short = {"message_retention_days": SECOND, "person_retention_days": SECOND}
    async with backend(settings.model_copy(update=short)) as client:
        await say_something(client)

        async def is_gone() -> bool:
            counts = [await database[name].count_documents({}) for name in PERSONAL]
            return not any(counts)

        await until(is_gone, seconds=90)  # a MongoDB of one's own looks once a minute


async def test_another_setting_changes_what_is_stored_already(
    backend: Backend, settings: Settings, database: Documents
) -> None:
    for days, told in ((365, 31_536_000), (7, 604_800), (30, 2_592_000)):
        async with backend(settings.model_copy(update={"message_retention_days": days})) as client:
            await client.get(f"{API}/users/exists", params=AMINA)

        assert await seconds(database) == {
            "users": 63_072_000,
            "threads": told,
            "messages": told,
        }


async def test_nothing_goes_by_itself_where_the_setting_says_so(
    backend: Backend, settings: Settings, database: Documents
) -> None:
    for days in (30, 0):
        both = {"message_retention_days": days, "person_retention_days": days}
        async with backend(settings.model_copy(update=both)) as client:
            await client.get(f"{API}/users/exists", params=AMINA)

    assert await seconds(database) == {}


async def test_who_begins_another_conversation_is_kept_from_then_on(
    client: httpx.AsyncClient, thread: str, database: Documents
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=700)
    await database["users"].update_many({}, {"$set": {"updated_at": long_ago}})

    await client.post(f"{API}/threads", json={**AMINA, "title": f"Not {thread}"})

    person = await database["users"].find_one({})
    assert person
    assert datetime.now(UTC) - person["updated_at"] < timedelta(minutes=5)  # type: ignore[operator]


async def test_every_collection_has_its_place_in_the_list(
    client: httpx.AsyncClient, settings: Settings, database: Documents
) -> None:
    await say_something(client)

    listed = {kept.collection for kept in retention(settings)}

    assert set(await database.list_collection_names()) <= listed


@pytest.mark.parametrize(("words", "people"), [(0, 365), (30, 7)])
def test_people_are_kept_as_long_as_their_words(words: float, people: float) -> None:
    given = {"message_retention_days": words, "person_retention_days": people}

    with pytest.raises(ValueError, match="PERSON_RETENTION_DAYS is shorter"):
        Settings(_env_file=None, whatsapp_service_api_key="a key", **given)
