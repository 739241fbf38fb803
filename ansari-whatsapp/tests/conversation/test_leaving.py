"""Who asks for their data gets all of it, and who has it deleted leaves nothing of it."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from ansari_whatsapp.presenters.texts import ServiceText, service_text
from ansari_whatsapp.utils.whatsapp_logger import alias

ANNA, USER_ID, BILAL = "16505551234", "US.1349", "6281200000001"
SECRET = "my neighbour's cat Quxville"
DONE = service_text(ServiceText.DELETE_DONE, "en")
READY = service_text(ServiceText.EXPORT_READY, "en")


def wamid(number: str, serial: int) -> str:
    """An id as Meta makes them: the number is in it, in base64."""
    inside = b"\x1c\x18\x0b" + number.encode() + b"\x15\x02\x00\x12\x18\x14" + b"%020d" % serial
    return "wamid." + base64.b64encode(inside).decode()


def text(words: str, serial: int, **more: Any) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    message = {"from": ANNA, "from_user_id": USER_ID, "id": wamid(ANNA, serial), "timestamp": now}
    return message | {"type": "text", "text": {"body": words}} | more


async def say(gateway: Any, words: str, serial: int, **more: Any) -> str:
    await gateway.receive(text(words, serial, **more))
    await gateway.settle()
    return str(gateway.meta.bodies[-1])


async def everything(database: Any) -> str:
    names = await database.list_collection_names()
    return json.dumps(
        [await database[name].find().to_list() for name in names], default=str, ensure_ascii=False
    )


def traces(stored: str) -> list[str]:
    """Whatever of Anna is in there, also inside of Meta's ids."""
    in_base64 = base64.b64encode(b"\x1c\x18\x0b" + ANNA.encode()).decode()[4:18]
    return [trace for trace in (ANNA, USER_ID, in_base64, "Quxville") if trace in stored]


async def tell_status(gateway: Any, name: str) -> None:
    reference = gateway.meta.sent[-1]["biz_opaque_callback_data"]
    status = {"id": wamid(ANNA, 99), "timestamp": "5", "recipient_id": ANNA, "status": name}
    await gateway.receive(statuses=[status | {"biz_opaque_callback_data": reference}])
    await gateway.settle()


async def test_a_copy_of_all_that_is_stored_is_sent_as_a_file(gateway: Any) -> None:
    await say(gateway, SECRET, 1)
    assert await say(gateway, "send me my data", 2) == READY

    (upload,) = gateway.meta.uploads
    copy = json.loads(upload[upload.index(b"{") : upload.rindex(b"}") + 1])
    assert b'name="messaging_product"\r\n\r\nwhatsapp' in upload
    assert copy["conversations"] == {"person": {"id": ANNA}}
    assert SECRET in json.dumps(copy["whatsapp"]["messages_from_you"])
    assert "*Patience* is light." in json.dumps(copy["whatsapp"]["messages_to_you"])
    assert copy["whatsapp"]["chat"]["language"] == "en"
    file = {"id": "file.1", "filename": "ansari-data.txt", "caption": READY}
    assert gateway.meta.sent[-1]["document"] == file


async def test_a_stranger_s_copy_holds_nothing_of_others(gateway: Any) -> None:
    await say(gateway, SECRET, 1)
    now = str(int(datetime.now(UTC).timestamp()))
    wish = {"from": BILAL, "id": wamid(BILAL, 2), "timestamp": now, "type": "text"}
    await gateway.receive(wish | {"text": {"body": "send me my data"}})
    await gateway.settle()

    (upload,) = gateway.meta.uploads
    assert traces(upload.decode()) == []


@pytest.mark.parametrize("status", [503, 429])
async def test_an_upload_that_meta_does_not_take_now_is_tried_again(
    gateway: Any, status: int, until: Any
) -> None:
    code = {"error": {"code": 130429 if status == 429 else 2}}
    gateway.meta.upload_script = [httpx.Response(status, json=code)]
    await gateway.receive(text("send me my data", 1))
    await until(lambda: len(gateway.meta.uploads) == 1)
    await gateway.database["chats"].update_one({"_id": USER_ID}, {"$set": {"until": None}})
    await gateway.settle()

    assert gateway.meta.bodies == [READY]
    assert len(gateway.meta.uploads) == 2


async def test_an_upload_that_meta_refuses_is_apologised_for(gateway: Any) -> None:
    gateway.meta.upload_script = [httpx.Response(400, json={"error": {"code": 100}})]

    said = await say(gateway, "send me my data", 1)

    assert said == service_text(ServiceText.ANSWER_FAILED, "en")


async def test_whose_data_is_deleted_leaves_no_trace(gateway: Any, database: Any) -> None:
    await say(gateway, SECRET, 1)
    await say(gateway, "And so on", 2, from_user_id=USER_ID)
    await gateway.post(
        json.dumps({"entry": [{"changes": [{"field": "calls", "value": {"to": ANNA}}]}]}).encode()
    )
    await tell_status(gateway, "delivered")
    await say(gateway, "delete my data", 3)
    assert traces(await everything(database)) == [ANNA, USER_ID, traces_in_ids(), "Quxville"]

    assert await say(gateway, "Yes, delete", 4) == DONE
    await tell_status(gateway, "read")

    assert traces(await everything(database)) == []


def traces_in_ids() -> str:
    return base64.b64encode(b"\x1c\x18\x0b" + ANNA.encode()).decode()[4:18]


async def test_a_repeat_of_what_is_forgotten_is_not_answered_and_not_kept(
    gateway: Any, database: Any
) -> None:
    await say(gateway, SECRET, 1)
    await say(gateway, "delete my data", 2)
    await say(gateway, "Yes, delete", 3)
    before = len(gateway.meta.calls)

    await gateway.receive(text(SECRET, 1), text("Yes, delete", 3))
    await gateway.settle()

    assert len(gateway.meta.calls) == before
    assert "Quxville" not in await everything(database)


async def test_others_keep_what_is_theirs(gateway: Any, database: Any) -> None:
    now = str(int(datetime.now(UTC).timestamp()))
    message = {"from": BILAL, "id": wamid(BILAL, 1), "timestamp": now, "type": "text"}
    await gateway.receive(message | {"text": {"body": f"Call {ANNA} please"}})
    await say(gateway, "delete my data", 2)
    await say(gateway, "Yes, delete", 3)

    assert f"Call {ANNA} please" in await everything(database)


async def test_what_they_wrote_after_the_yes_is_answered(gateway: Any) -> None:
    await say(gateway, "delete my data", 1)
    gateway.backend.outages = 1  # keeps the yes waiting until the next message is there
    await gateway.receive(text("Yes, delete", 2))
    await gateway.receive(text("What is patience?", 3))
    await gateway.settle()

    assert gateway.meta.bodies[-2:] == [DONE, "*Patience* is light."]


async def test_an_instance_that_dies_after_the_deletion_leaves_no_trace_either(
    open_gateway: Any, database: Any, until: Any
) -> None:
    async with open_gateway() as before:
        await say(before, SECRET, 1)
        await say(before, "delete my data", 2)
        before.meta.script = [httpx.Response(400, json={"error": {"code": 131056}})]
        await before.receive(text("Yes, delete", 3))
        await until(lambda: before.meta.script == [])

    async with open_gateway() as after:
        await after.settle()

        assert after.meta.bodies == [DONE]
    assert traces(await everything(database)) == []


async def test_a_number_that_they_had_before_is_forgotten_too(gateway: Any, database: Any) -> None:
    by_number = {"from_user_id": None}
    await say(gateway, SECRET, 1, **by_number)
    changed = {"type": "user_changed_number", "wa_id": BILAL, "body": f"{ANNA} is now {BILAL}"}
    await gateway.receive(text("", 2, type="system", system=changed, **by_number))
    await gateway.settle()
    for serial, words in enumerate(("delete my data", "Yes, delete"), 3):
        await say(gateway, words, serial, **by_number, **{"from": BILAL})

    stored = await everything(database)
    assert gateway.meta.bodies[-1] == DONE
    assert traces(stored) == []
    assert BILAL not in stored


async def test_the_hour_goes_on_under_a_name_that_tells_nothing(
    gateway: Any, database: Any
) -> None:
    await say(gateway, SECRET, 1)
    await say(gateway, "delete my data", 2)
    await say(gateway, "Yes, delete", 3)

    (chat,) = await database["chats"].find({"hour_taken": {"$gt": 0}}).to_list()
    assert chat["_id"] == alias(USER_ID)
    assert (chat["hour_taken"], chat["language"]) == (1, None)
