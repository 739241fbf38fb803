"""A person takes all that is stored about them, and leaves; then neither database knows them."""

import json
from typing import Any

import httpx
from pymongo import AsyncMongoClient

from ansari_emulator.chats.messages import Author

SECRET = "Is it allowed to keep a cat named Quxville?"
TRACES = ("Quxville", "Hanafi")


async def everything(mongo_url: str, services: Any) -> str:
    """Every document of every collection of both databases, as one text."""
    names = [services.gateway_database, services.backend.environment["MONGO_DB_NAME"]]
    found: list[Any] = []
    async with AsyncMongoClient(mongo_url) as mongo:
        for name in names:
            for collection in await mongo[name].list_collection_names():
                found += await mongo[name][collection].find().to_list()
    return json.dumps(found, default=str, ensure_ascii=False)


async def test_who_leaves_is_in_neither_database(
    system: Any, services: Any, mongo_url: str, until: Any
) -> None:
    phone = await system.newcomer()
    (user_id,) = [one.user_id for one in await system.phones.people() if one.phone == phone]

    async def traces() -> set[str]:
        stored = await everything(mongo_url, services)
        ids = {one.id for one in await system.phones.chat(phone)}  # Meta's hold the number
        return {trace for trace in {phone, user_id, *ids, *TRACES} if trace in stored}

    async def no_traces() -> bool:
        return not await traces()

    said = 0
    for words in (SECRET, "I follow the Hanafi school.", "sources", "send me my data"):
        await system.phones.say(phone, words)
        said += 1
        await system.wait_for_answers(phone, said)
    copy = await copy_of(system, phone)
    before = await traces()
    for words in ("delete my data", "Yes, delete"):
        await system.phones.say(phone, words)
        said += 1
        await system.wait_for_answers(phone, said)

    assert {phone, user_id, *TRACES} < before
    assert {trace for trace in (phone, *TRACES) if trace in copy} == {phone, *TRACES}
    await until(no_traces)  # statuses of the last word still come in


async def copy_of(system: Any, phone: str) -> str:
    """The text of the file that came last."""
    said = [one for one in await system.phones.chat(phone) if one.author is Author.BUSINESS]
    (file,) = [one.media for one in said if one.media]
    async with httpx.AsyncClient(base_url=system.emulator.url) as http:
        return (await http.get(f"/api/media/{file.id}")).text
