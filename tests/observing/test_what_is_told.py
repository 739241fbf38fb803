"""What logs, metrics and traces tell of a turn: which it is, and never who wrote or what."""

import base64
import json
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from collector import Collector, Span
from outages import Stage, frozen_mongo, unreadable_messages
from watching import KEY

WORDS = ("Quxville", "زمردستان", "quxville.example", "Zubaydabad")
"""Which nobody else says, people and the model."""
NAMES = ("Qorbanali", "Süleymanzade")
NUMBERS = count(44_000_001)


def lines(log: Path, event: str, **fields: Any) -> list[dict[str, Any]]:
    """The lines of a JSON log that tell of an event."""
    read = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    wanted = {"event": event, **fields}
    return [line for line in read if wanted.items() <= line.items()]


def ways(spans: list[Span]) -> set[tuple[str, str]]:
    """Each span with the one above it, by names."""
    names = {span.id: f"{span.service}: {span.name}" for span in spans}
    return {(names.get(span.parent, span.parent), names[span.id]) for span in spans}


async def test_a_question_is_one_trace_from_its_webhook_to_its_tools(
    stage: Stage, collector: Collector, until: Any
) -> None:
    phone = await stage.newcomer()
    await stage.phones.say(phone, "What is patience?")
    await stage.wait_for_answers(phone, 1)

    def traced() -> list[Span]:
        """The newest trace that is whole."""
        spans = collector.spans
        whole = [span.trace for span in spans if span.name == "turn"]
        return [span for span in spans if whole and span.trace == whole[-1]]

    def is_whole() -> bool:
        return {"webhook", "turn", "answer"} <= {span.name for span in traced()}

    await until(is_whole)
    gateway, backend = "ansari-whatsapp", "ansari-backend"
    found = ways(traced())
    assert {
        ("", f"{gateway}: webhook"),
        (f"{gateway}: webhook", f"{gateway}: turn"),
        (f"{gateway}: turn", f"{gateway}: waiting"),
        (f"{gateway}: turn", f"{gateway}: answering"),
        (f"{gateway}: turn", f"{gateway}: sending"),
        (f"{gateway}: answering", f"{backend}: answer"),
        (f"{backend}: answer", f"{backend}: invoke_agent agent"),
        (f"{backend}: invoke_agent agent", f"{backend}: chat claude-sonnet-5-5"),
    } <= found
    assert any(name == f"{backend}: execute_tool search_quran" for _, name in found)


async def test_the_lines_of_both_logs_name_message_and_trace(
    stage: Stage, collector: Collector, until: Any
) -> None:
    phone = await stage.newcomer()
    await stage.phones.say(phone, "What is patience?")
    await stage.wait_for_answers(phone, 1)
    await stage.settle()

    answered = lines(stage.gateway.log, "turn ended", outcome="answered")
    made = {line.get("trace_id") for line in lines(stage.backend.log, "turn ended")}

    assert answered
    assert all(line["message"] and line["person"] for line in answered)
    assert {line["trace_id"] for line in answered} <= made

    def all_collected() -> bool:
        traces = {span.trace for span in collector.spans if span.name == "turn"}
        return {line["trace_id"] for line in answered} <= traces

    await until(all_collected)


async def everybody_writes(stage: Stage) -> list[str]:
    """Two people say all kinds of things; who they are and what they said, in all its forms."""
    stage.vendor.answer = f"Be patient in {WORDS[3]}.\n\n[[quran 2:153]]"
    secrets = [*WORDS, *NAMES]
    for name, language in zip(NAMES, ("en", "ar"), strict=True):
        phone = f"1650{next(NUMBERS)}"
        person = await stage.phones.add(name=name, phone=phone)
        secrets += [phone, person.user_id]
        for text in (
            f"What does the Qur'an say about my worry in {WORDS[0]}?",
            f"ما حكم الصبر في {WORDS[1]}؟",
            f"http://{WORDS[2]}/patience",
            "I follow the Hanafi school",
            "source 1",
            "delete my data" if language == "en" else "احذف بياناتي",
        ):
            secrets.append(await stage.phones.say(phone, text))
        secrets += await media(stage, phone)
    return secrets


async def somebody_writes(stage: Stage) -> list[str]:
    phone = f"1650{next(NUMBERS)}"
    person = await stage.phones.add(name=NAMES[0], phone=phone)
    return [phone, person.user_id, await stage.phones.say(phone, WORDS[0])]


async def media(stage: Stage, phone: str) -> list[str]:
    """A picture, a recording, a place, a contact and a sign, as Meta brings them."""
    ids = [f"wamid.{base64.b64encode(f'{phone} {n}'.encode()).decode()}" for n in range(5)]
    bodies: list[dict[str, Any]] = [
        {"type": "image", "image": {"id": "41", "caption": WORDS[0]}},
        {"type": "audio", "audio": {"id": "42", "voice": True}},
        {
            "type": "location",
            "location": {"latitude": 3.14159, "longitude": 101.7, "name": WORDS[0]},
        },
        {"type": "contacts", "contacts": [{"name": {"formatted_name": NAMES[0]}, "phones": []}]},
        {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👎"}},
    ]
    for wamid, body in zip(ids, bodies, strict=True):
        message = {"from": phone, "id": wamid, "timestamp": "1900000000"} | body
        contacts = [{"wa_id": phone, "profile": {"name": NAMES[0]}}]
        value = {"metadata": {"phone_number_id": "106540352242922"}, "contacts": contacts}
        changes = [{"field": "messages", "value": value | {"messages": [message]}}]
        assert await stage.post({"entry": [{"id": "1", "changes": changes}]}) == 200
    return ids


async def everything_told(stage: Stage, collector: Collector) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(headers=headers) as client:
        told = {
            f"metrics of {service.name}": (await client.get(f"{service.url}/metrics")).text
            for service in (stage.gateway, stage.backend)
        }
    told["traces"] = b"".join(collector.bodies).decode("utf-8", "replace")
    for service in (stage.gateway, stage.backend):
        told[f"log of {service.name}"] = service.log.read_text()
    return told


def forms(secret: str) -> set[str]:
    """As it is, in an address, and in JSON without letters beyond ASCII."""
    return {secret.lower(), quote(secret).lower(), json.dumps(secret)[1:-1].lower()}


async def test_no_log_metric_or_trace_tells_who_wrote_or_what(
    stage: Stage, collector: Collector, until: Any
) -> None:
    secrets = await everybody_writes(stage)
    async with unreadable_messages(stage, payload=f'{{"text": "{WORDS[0]}"'):
        stage.vendor.cuts = 3
        await stage.phones.break_graph(kind="error", code=131026, times=2)
        await stage.phones.break_graph(kind="reset", times=2)
        secrets += await everybody_writes(stage)
        async with frozen_mongo(stage):
            secrets += await somebody_writes(stage)
            await until(lambda: "webhook not stored" in stage.gateway.log.read_text())
        stage.vendor.is_down = True
        secrets += await everybody_writes(stage)
        await until(lambda: "turn failed" in stage.gateway.log.read_text())
    await stage.settle()
    assert "model failed" in stage.backend.log.read_text()
    assert "part refused" in stage.gateway.log.read_text()

    told = await everything_told(stage, collector)

    assert all(told.values())
    found = [
        f"{form} in {where}"
        for where, text in told.items()
        for form in set().union(*map(forms, secrets))
        if form in text.lower()
    ]
    assert found == []
