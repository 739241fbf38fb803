"""What an operator sees, scraped as Prometheus does."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pymongo import AsyncMongoClient

NUMBER = "106540352242922"
PERSON = "15551230001"
WORDS = "What is patience?"


def text(words: str, wamid: str) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    return {"id": wamid, "from": PERSON, "timestamp": now, "type": "text", "text": {"body": words}}


async def scraped(gateway: Any, **headers: str) -> dict[str, float]:
    """Every sample by its name and labels."""
    answer = await gateway.http.get("/metrics", headers=headers)
    return {
        sample.name.removeprefix("ansari_whatsapp_")
        + "".join(sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_a_turn_is_seen_from_its_sign_to_its_status(gateway: Any) -> None:
    gateway.backend.answer = "\n\n".join("word " * 700 for _ in range(3))

    await gateway.receive(text(WORDS, "w1"))
    await gateway.settle()
    await gateway.receive(statuses=[{"id": "wamid.out.2", "status": "sent", "timestamp": "1"}])

    async def is_noted() -> bool:
        return (await scraped(gateway)).get("statuses_totalsent") == 1

    await gateway.until(is_noted)
    seen = await scraped(gateway)
    assert seen["turns_totalanswered" + "ask"] == 1
    assert seen["first_typing_seconds_count"] == 1
    assert seen["answer_parts_sum"] == len(gateway.meta.sent)
    sent = len(gateway.meta.sent) + len(gateway.meta.welcomes)
    assert seen["graph_calls_total" + "ok" + "send"] == sent
    assert seen["graph_calls_total" + "ok" + "typing"] >= 1
    assert seen["graph_call_seconds_count" + "send"] == sent
    assert seen["webhook_events_total" + "message" + "messages" + "text"] == 1
    assert seen["webhooks_total" + "200"] == 2
    for stage in ("waiting", "answering", "sending"):
        assert seen[f"turn_stage_seconds_count{stage}"] == 1


async def test_what_is_away_is_told_but_webhooks_are_still_taken(gateway: Any) -> None:
    refusal = {"error": {"code": 190, "message": "Error validating access token"}}
    gateway.meta.script.append(httpx.Response(401, json=refusal))
    gateway.meta.welcome_script.append(httpx.Response(401, json=refusal))

    await gateway.receive(text(WORDS, "w1"))

    async def is_seen() -> bool:
        return (await scraped(gateway))["sending_up"] == 0

    await gateway.until(is_seen)
    ready = await gateway.http.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["sending"] == "see to token and account"
    assert (await scraped(gateway))["graph_calls_total" + "190" + "send"] >= 1


async def test_a_queue_is_told_with_the_age_of_its_oldest(open_gateway: Any) -> None:
    async with open_gateway(role="web") as gateway:
        for wamid in ("w1", "w2"):
            await gateway.receive(text(WORDS, wamid))
        waiting, since = await gateway.app.state.parts.stored[0].backlog()

        assert waiting == 2
        assert since is not None


async def test_what_is_refused_and_what_nobody_knows_is_told_without_a_label_of_its_own(
    gateway: Any,
) -> None:
    await gateway.post(b"{}", signature="sha256=" + "0" * 64)
    await gateway.receive({"id": "w1", "from": PERSON, "timestamp": "1", "type": "hologram"})

    seen = await scraped(gateway)
    assert seen["webhooks_total" + "403"] == 1
    assert seen["webhook_events_total" + "message" + "messages" + "unknown"] == 1


async def test_what_was_set_aside_is_told_until_an_operator_has_seen_to_it(gateway: Any) -> None:
    await gateway.left_behind(text(WORDS, "broken"), received_at=datetime.now(UTC))
    broken = {"_id": f"message:{NUMBER}:broken"}
    await gateway.database["inbox"].update_one(broken, {"$set": {"payload": "{"}})
    await gateway.database["chats"].update_one(
        {"_id": PERSON}, {"$set": {"faults": 4}}, upsert=True
    )
    await gateway.settle()

    async def is_told() -> bool:
        return (await scraped(gateway))["set_aside_messages"] == 1

    await gateway.until(is_told)
    assert (await scraped(gateway))["turns_set_aside_total"] == 1


async def test_a_store_that_is_away_is_told(open_gateway: Any) -> None:
    nowhere = AsyncMongoClient("mongodb://127.0.0.1:1/?timeoutMS=50")
    async with nowhere, open_gateway(store=nowhere["nothing"]) as gateway:
        seen = await scraped(gateway)

    assert seen["store_up"] == 0


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("", 401),
        ("Bearer guess", 401),
        ("Bearer é", 401),
        ("Bearer new,old", 401),
        ("Bearer new", 200),
        ("Bearer old", 200),
    ],
)
async def test_metrics_can_be_kept_from_strangers(
    open_gateway: Any, sent: str, status: int
) -> None:
    async with open_gateway(metrics_key="new,old") as gateway:
        headers = [(b"authorization", sent.encode())] if sent else []
        assert (await gateway.http.get("/metrics", headers=headers)).status_code == status
        assert (await gateway.http.get("/readyz")).status_code == 200


async def test_no_metric_tells_who_wrote_or_what(gateway: Any) -> None:
    await gateway.receive(text(WORDS, "w1"))
    await gateway.settle()

    told = (await gateway.http.get("/metrics")).text

    assert not re.search(f"{PERSON}|patience|w1", told, re.IGNORECASE)
