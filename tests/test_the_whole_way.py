"""A question goes in by webhook and its answer comes out on the phone; all processes are real."""

import asyncio
import re
import signal
import time
from itertools import count
from typing import Any

import pytest

NUMBER = "106540352242922"
ARABIC = re.compile(r"[\u0621-\u064a\u064b-\u0652]{3,}")
WAMIDS = count()


def question(phone: str, words: str = "What does the Qur'an say about patience?") -> dict[str, Any]:
    return {
        "from": phone,
        "id": f"wamid.system.{next(WAMIDS)}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": words},
    }


def body(*entries: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """A webhook: entries of changes of messages."""
    metadata = {"display_phone_number": "15550783881", "phone_number_id": NUMBER}
    changes = [
        [{"field": "messages", "value": {"metadata": metadata, "messages": m}} for m in entry]
        for entry in entries
    ]
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": change} for change in changes],
    }


async def test_a_question_is_answered_with_a_verse_and_its_reference(system: Any) -> None:
    phone = await system.newcomer()

    await system.phones.say(phone, "What does the Qur'an say about patience?")

    (answer, *_) = await system.wait_for_answers(phone, 1)
    assert ARABIC.search(answer.text)
    assert re.search(r"Qur'an \d+:\d+", answer.text)


async def test_a_batch_is_answered_to_everyone_in_it_once_however_often_it_comes(
    system: Any,
) -> None:
    anna, bilal, chen = [await system.newcomer() for _ in range(3)]
    batch = body(
        [[question(anna), question(bilal)], [question(chen), question(anna)]],
        [[question(bilal), question(chen)], [question(anna), question(bilal)]],
    )

    await system.phones.send_webhooks([batch])
    await system.phones.send_webhooks([batch, batch])
    await system.phones.send_webhooks([batch])
    for phone, number in ((anna, 3), (bilal, 3), (chen, 2)):
        await system.wait_for_answers(phone, number)
    await system.phones.send_webhooks([batch])
    await system.settle()

    assert [len(await system.answers(phone)) for phone in (anna, bilal, chen)] == [3, 3, 2]


async def test_a_gateway_killed_right_after_its_200_answers_once_it_is_back(system: Any) -> None:
    phone = await system.newcomer()

    assert await system.post(body([[question(phone)]])) == 200
    system.gateway.kill()
    system.gateway.start()

    await system.wait_for_answers(phone, 1)
    await system.settle()
    assert len(await system.answers(phone)) == 1


async def test_a_gateway_killed_while_the_answer_is_made_answers_once(system: Any) -> None:
    phone = await system.newcomer()

    for pause in (0.02, 0.05, 0.1, 0.2):
        assert await system.post(body([[question(phone)]])) == 200
        await asyncio.sleep(pause)  # moments at which to die, not a wait for anything
        system.gateway.kill()
        system.gateway.start()
        await system.gateway.is_ready()

    await system.wait_for_answers(phone, 4)
    await system.settle()
    assert len(await system.answers(phone)) == 4


async def test_a_backend_that_was_killed_answers_once_it_is_back(system: Any) -> None:
    phone = await system.newcomer()
    system.backend.kill()
    await system.phones.say(phone, "What does the Qur'an say about patience?")
    await asyncio.sleep(0.5)  # lets the gateway find nobody there
    system.backend.start()

    await system.wait_for_answers(phone, 1)
    await system.settle()
    assert len(await system.answers(phone)) == 1


async def test_statuses_come_back_to_the_parts_of_the_answer(system: Any, until: Any) -> None:
    phone = await system.newcomer()
    await system.phones.say(phone, "What is charity?")

    async def all_read() -> bool:
        return [message.status for message in await system.answers(phone)] == ["read"]

    await until(all_read)


@pytest.mark.parametrize("name", ["gateway", "backend"])
async def test_no_log_tells_a_number_or_words(system: Any, name: str) -> None:
    phone = await system.newcomer()
    await system.phones.say(phone, "My secret worry is about Quxville")
    await system.wait_for_answers(phone, 1)

    log = getattr(system, name).log.read_text()

    assert log
    assert phone not in log
    assert "Quxville" not in log


async def test_each_service_ends_cleanly_when_asked(system: Any) -> None:
    for service in (system.gateway, system.backend):
        assert service.end(signal.SIGTERM) == 0
        service.start()


async def test_a_source_of_the_last_answer_is_shown_in_full(system: Any) -> None:
    phone = await system.newcomer()
    await system.phones.say(phone, "What does the Qur'an say about patience?")
    before = len(await system.wait_for_answers(phone, 1))

    await system.phones.say(phone, "source 1")

    shown = (await system.wait_for_answers(phone, before + 1))[-1]
    assert re.match(r"\*1\. Qur'an \d+:\d+", shown.text)
    assert ARABIC.search(shown.text)


async def test_who_has_everything_deleted_leaves_nothing_that_could_be_shown(system: Any) -> None:
    phone = await system.newcomer()
    await system.phones.say(phone, "What does the Qur'an say about patience?")
    said = len(await system.wait_for_answers(phone, 1))

    for words in ("delete my data", "Yes, delete", "show me the sources"):
        await system.phones.say(phone, words)
        said += 1
        answers = await system.wait_for_answers(phone, said)

    assert "deleted" in answers[-2].text
    assert "no sources" in answers[-1].text
