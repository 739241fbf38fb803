"""Who is blocked is not answered, and what they write goes nowhere."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ansari_whatsapp.admission.controls import Controls
from ansari_whatsapp.utils.ansari_client import Person

ANNA, BILAL = "16505551234", "6281200000001"
PROGRAM = Path(sys.executable).parent / "ansari-whatsapp"


def text(words: str, wamid: str, sender: str = ANNA, **more: Any) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    message = {"from": sender, "id": wamid, "timestamp": now, "type": "text"}
    return message | {"text": {"body": words}} | more


def command(database: Any, mongo_url: str, *arguments: str) -> str:
    environment = {
        "PATH": "",
        "MONGO_URL": mongo_url,
        "MONGO_DB_NAME": database.name,
        "META_BUSINESS_PHONE_NUMBER_ID": "1",
        "META_ACCESS_TOKEN_FROM_SYS_USER": "token",
        "META_ANSARI_APP_SECRET": "secret",
        "META_WEBHOOK_VERIFY_TOKEN": "verify",
        "WHATSAPP_SERVICE_API_KEY": "key",
    }
    ended = subprocess.run(
        [PROGRAM, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.stdout + ended.stderr


async def who_is_blocked(database: Any) -> list[str]:
    blocked = (await Controls(database).read()).blocked
    return [one.person for one in blocked.people] if blocked else []


@pytest.mark.parametrize(
    "ids", [{"from": ANNA}, {"from": ANNA, "from_user_id": "US.1349"}, {"from_user_id": "US.1349"}]
)
async def test_who_is_blocked_gets_a_200_and_nothing_else(
    open_gateway: Any, database: Any, ids: dict[str, str]
) -> None:
    controls = Controls(database)
    await controls.block(ANNA)
    await controls.block("US.1349")
    async with open_gateway() as gateway:
        message = {k: v for k, v in text("My words", "w1").items() if k != "from"} | ids

        answer = await gateway.receive(message)
        await gateway.receive(text("What is patience?", "w2", BILAL))
        await gateway.settle()

        assert answer.status_code == 200
        assert {call["to"] for call in gateway.meta.sent} == {f"+{BILAL}"}
        assert len(gateway.backend.questions) == 1
        assert "My words" not in str(await database["inbox"].find().to_list())
        assert "blocked" in await gateway.outcomes()


async def test_a_block_reaches_an_instance_that_runs_and_so_does_its_end(
    gateway: Any, until: Any
) -> None:
    controls, watch = Controls(gateway.database), gateway.app.state.parts.watch
    anna = Person(phone=ANNA, whatsapp_id=None)

    await controls.block(ANNA)
    await until(lambda: watch.is_blocked(anna))
    await gateway.receive(text("One", "w1"))
    await gateway.settle()
    await controls.unblock(ANNA)
    await until(lambda: not watch.is_blocked(anna))
    await gateway.receive(text("Two", "w2"))
    await gateway.settle()

    assert [question["message"] for question in gateway.backend.questions] == ["Two"]


async def test_who_is_blocked_stays_so_under_a_new_number(open_gateway: Any, database: Any) -> None:
    await Controls(database).block(ANNA)
    async with open_gateway() as gateway:
        now = str(int(datetime.now(UTC).timestamp()))
        system = {"type": "user_changed_number", "wa_id": BILAL, "body": "changed"}
        moved = {"from": ANNA, "id": "w1", "timestamp": now, "type": "system", "system": system}
        await gateway.receive(moved)
        await gateway.settle()

    async with open_gateway() as gateway:
        await gateway.receive(text("What is patience?", "w2", BILAL))
        await gateway.settle()

        assert gateway.backend.questions == []


async def test_an_operator_blocks_by_number_and_unblocks(database: Any, mongo_url: str) -> None:
    await Controls(database).block(BILAL)

    blocked = command(database, mongo_url, "people", "block", "+1 (650) 555-1234")
    unblocked = command(database, mongo_url, "people", "unblock", BILAL)

    assert blocked == "They are blocked.\n"
    assert unblocked == "They are answered again.\n"
    assert await who_is_blocked(database) == [ANNA]


async def test_an_operator_blocks_by_the_name_that_stands_in_the_logs(
    gateway: Any, database: Any, mongo_url: str
) -> None:
    await gateway.receive(text("What is patience?", "w1"))
    await gateway.settle()
    await Controls(database).block(ANNA)
    pseudonym = command(database, mongo_url, "people", "list").split()[-1]
    await Controls(database).unblock(ANNA)

    command(database, mongo_url, "people", "block", pseudonym)

    assert await who_is_blocked(database) == [ANNA]


async def test_a_name_that_nobody_has_is_a_sentence(database: Any, mongo_url: str) -> None:
    assert "Nobody goes by this" in command(database, mongo_url, "people", "block", "anna")


async def test_to_switch_twice_changes_nothing(database: Any) -> None:
    controls = Controls(database)

    blocked = [await controls.block(ANNA), await controls.block(ANNA)]
    closed = [await controls.begin_maintenance(), await controls.begin_maintenance()]
    opened = [await controls.end_maintenance(), await controls.end_maintenance()]

    assert (blocked, closed, opened) == ([True, False], [True, False], [True, False])


async def test_the_maintenance_command_tells_since_when(database: Any, mongo_url: str) -> None:
    await Controls(database).begin_maintenance()

    assert command(database, mongo_url, "maintenance", "on") == "Maintenance is on already.\n"
    assert command(database, mongo_url, "maintenance", "status").startswith("on since 2")
