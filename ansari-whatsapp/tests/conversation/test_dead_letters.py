"""What fails again and again blocks nobody, and waits for its operator."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ansari_whatsapp.inbox.dead_letters import DeadLetters
from ansari_whatsapp.inbox.store import Inbox

ANNA, BILAL = "16505551234", "6281200000001"
PROGRAM = Path(sys.executable).parent / "ansari-whatsapp"
NUMBER = "106540352242922"
BROKEN = f"message:{NUMBER}:broken"


def text(words: str, wamid: str, sender: str = ANNA) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    return {"from": sender, "id": wamid, "timestamp": now, "type": "text", "text": {"body": words}}


@pytest.fixture
async def with_dead_letter(gateway: Any) -> Any:
    """A gateway with a message that no code of ours can read, tried four times already."""
    await gateway.left_behind(text("?", "broken"), received_at=datetime.now(UTC))
    await gateway.database["inbox"].update_one({"_id": BROKEN}, {"$set": {"payload": "{"}})
    await gateway.database["chats"].update_one({"_id": ANNA}, {"$set": {"faults": 4}}, upsert=True)
    await gateway.settle()
    return gateway


def command(gateway: Any, mongo_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": "",
        "MONGO_URL": mongo_url,
        "MONGO_DB_NAME": gateway.database.name,
        "META_BUSINESS_PHONE_NUMBER_ID": NUMBER,
        "META_ACCESS_TOKEN_FROM_SYS_USER": "token",
        "META_ANSARI_APP_SECRET": "secret",
        "META_WEBHOOK_VERIFY_TOKEN": "verify",
        "WHATSAPP_SERVICE_API_KEY": "key",
    }
    return subprocess.run(
        [PROGRAM, "dead-letters", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_it_is_set_aside_with_its_reason(with_dead_letter: Any) -> None:
    letter = await with_dead_letter.database["inbox"].find_one({"_id": BROKEN})

    assert letter["state"] == "set_aside"
    assert letter["reason"] == "JSONDecodeError"
    assert letter["forget_at"] - datetime.now(UTC) > timedelta(days=29)


async def test_the_persons_next_message_is_answered(with_dead_letter: Any) -> None:
    await with_dead_letter.receive(text("What is patience?", "w2"))
    await with_dead_letter.settle()

    assert with_dead_letter.meta.bodies == ["*Patience* is light."]


async def test_others_in_the_same_webhook_are_answered_at_once(gateway: Any, until: Any) -> None:
    await gateway.left_behind(text("?", "broken"), received_at=datetime.now(UTC))
    await gateway.database["inbox"].update_one({"_id": BROKEN}, {"$set": {"payload": "{"}})

    await gateway.receive(text("one", "w1", BILAL))

    await until(lambda: len(gateway.meta.sent) == 1, seconds=2)


async def test_an_operator_sees_and_retries_it(with_dead_letter: Any, mongo_url: str) -> None:
    mended = json.dumps({"message": text("What is patience?", "broken")})
    await with_dead_letter.database["inbox"].update_one(
        {"_id": BROKEN}, {"$set": {"payload": mended}}
    )

    listed = command(with_dead_letter, mongo_url, "list").stdout
    shown = command(with_dead_letter, mongo_url, "show", BROKEN).stdout
    retried = command(with_dead_letter, mongo_url, "retry", BROKEN)
    await with_dead_letter.settle()

    assert BROKEN in listed
    assert "JSONDecodeError" in listed
    assert json.loads(shown)["event"]["message"]["text"] == {"body": "What is patience?"}
    assert retried.returncode == 0
    assert with_dead_letter.meta.bodies == ["*Patience* is light."]


async def test_one_that_is_retried_hours_later_is_owed_an_answer_from_then_on(
    with_dead_letter: Any,
) -> None:
    """Else its time was over when it came, and its person got another apology."""
    database = with_dead_letter.database
    hours_ago = datetime.now(UTC) - timedelta(hours=3)
    await database["inbox"].update_one({"_id": BROKEN}, {"$set": {"received_at": hours_ago}})
    await with_dead_letter.app.state.parts.worker.stop(0)

    await DeadLetters(database).retry(BROKEN)

    (waiting,) = await Inbox(database).waiting_of(ANNA)
    assert datetime.now(UTC) - waiting.received_at < timedelta(minutes=5)


async def test_an_operator_drops_it_and_a_repeat_stays_known(
    with_dead_letter: Any, mongo_url: str
) -> None:
    assert command(with_dead_letter, mongo_url, "drop", BROKEN).returncode == 0
    await with_dead_letter.receive(text("?", "broken"))
    await with_dead_letter.settle()

    assert await with_dead_letter.outcomes() == ["dropped"]
    assert with_dead_letter.meta.sent == []


async def test_an_unknown_one_is_a_sentence(gateway: Any, mongo_url: str) -> None:
    ended = command(gateway, mongo_url, "show", "message:1:none")

    assert ended.returncode == 1
    assert ended.stderr == "No message of this id is set aside.\n"
