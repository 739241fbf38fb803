"""What the gateway keeps of people goes by itself when its time is over."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ansari_whatsapp.app.retention import answers_kept, retention

ANNA = "16505551234"
SECOND = 1 / 86_400


async def say_something(gateway: Any) -> None:
    now = str(int(datetime.now(UTC).timestamp()))
    message = {"from": ANNA, "id": "w1", "timestamp": now, "type": "text"}
    await gateway.receive(message | {"text": {"body": "My neighbour's cat"}})
    await gateway.settle()


async def kept_for(database: Any) -> int | None:
    indexes = await database["outbox"].index_information()  # made while answers are kept already
    return indexes.get("retention", {}).get("expireAfterSeconds")


async def test_all_of_it_goes_when_its_time_is_over(
    open_gateway: Any, database: Any, until: Any
) -> None:
    async with open_gateway(message_retention_days=SECOND) as gateway:
        await say_something(gateway)
        over = {"$set": {"forget_at": datetime.now(UTC)}}  # eight and thirty days are too long
        await database["inbox"].update_many({}, over)
        await database["chats"].update_many({"_id": ANNA}, over)

        async def is_gone() -> bool:
            left = [await database[room].find().to_list() for room in ("inbox", "outbox", "chats")]
            return ANNA not in str(left)

        await until(is_gone, seconds=90)  # a MongoDB of one's own looks once a minute


async def test_another_setting_changes_what_is_stored_already(
    open_gateway: Any, database: Any, until: Any
) -> None:
    for days, seconds in ((7, 604_800), (365, 2_592_000), (1, 86_400), (0, 2_592_000)):
        async with open_gateway(message_retention_days=days) as gateway:

            async def is_changed(wanted: int = seconds) -> bool:
                return await kept_for(database) == wanted

            await say_something(gateway)
            await until(is_changed)


async def test_raw_events_are_kept_for_eight_days(gateway: Any, database: Any) -> None:
    await say_something(gateway)
    await gateway.receive(errors=[{"code": 1}])

    for event in await database["inbox"].find().to_list():
        left = event["forget_at"] - datetime.now(UTC)
        assert timedelta(days=7, hours=23) < left < timedelta(days=8)


async def test_every_collection_has_its_place_in_the_list(gateway: Any, database: Any) -> None:
    await say_something(gateway)

    listed = {kept.collection for kept in retention(gateway.settings)}

    assert set(await database.list_collection_names()) <= listed
    assert answers_kept(gateway.settings) == timedelta(days=30)
