"""Answers over HTTP: the words as they come, once, whole or not at all."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict

import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

from ansari_backend.agent.answering import (
    AnswerEvent,
    AnswerUnavailableError,
    Cited,
    Exchange,
    Place,
    Question,
    Source,
    ToolUse,
)

Script = list[str | Exception | asyncio.Event | AnswerEvent]
Asked = asyncio.Queue[Question]
Ask = Callable[..., Awaitable[httpx.Response]]
Said = Callable[[str], Awaitable[list[tuple[str, str]]]]

AMINA = {"phone_num": "15551230001"}
API = "/whatsapp/v2"
ANSWER = "As-salamu alaykum."


async def test_an_answer_is_plain_text_and_both_sides_are_kept(
    ask: Ask, said: Said, thread: str
) -> None:
    response = await ask(thread, "Salam")

    assert response.text == ANSWER
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert await said(thread) == [("user", "Salam"), ("assistant", ANSWER)]


async def test_the_second_turn_sees_exactly_the_first(ask: Ask, thread: str, asked: Asked) -> None:
    await ask(thread, "Salam")
    await ask(thread, "What is zakat?")

    await asked.get()
    second = await asked.get()
    assert second.text == "What is zakat?"
    assert second.history == (
        Exchange(role="user", content="Salam"),
        Exchange(role="assistant", content=ANSWER),
    )


async def test_the_agent_sees_the_newest_messages_of_a_long_thread(
    ask: Ask, thread: str, asked: Asked
) -> None:
    for n in range(32):
        await ask(thread, f"Question {n}")

    last = [await asked.get() for _ in range(32)][-1]
    assert len(last.history) == 60
    assert last.history[0].content == "Question 1"


async def test_the_agent_knows_the_language_of_the_person(
    ask: Ask, thread: str, asked: Asked, client: httpx.AsyncClient
) -> None:
    changed = {**AMINA, "preferred_language": "pt-BR"}
    await client.post(f"{API}/users/register", json=changed)

    await ask(thread)

    assert (await asked.get()).language == "pt"


async def test_searches_are_no_part_of_the_answer(ask: Ask, thread: str, script: Script) -> None:
    script[:] = [ToolUse(name="search_quran", query="mercy"), "  ", "\nMercy", " is …\n"]

    response = await ask(thread)

    assert response.text == "Mercy is …\n"


@pytest.mark.parametrize("silent", [[AnswerUnavailableError()], [], [" ", "\n"]])
async def test_without_a_word_the_answer_is_to_be_asked_for_again(
    ask: Ask, thread: str, script: Script, silent: Script
) -> None:
    script[:] = silent

    response = await ask(thread)

    assert response.status_code == 503
    assert response.json()["retryable"] is True
    assert response.json()["code"] == "answer_unavailable"


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "wamid.1"}])
async def test_a_failed_answer_leaves_nothing_and_the_next_try_works(
    ask: Ask, said: Said, thread: str, script: Script, headers: dict[str, str]
) -> None:
    usual = list(script)
    script[:] = [AnswerUnavailableError("vendor down")]
    await ask(thread, **headers)
    left = await said(thread)
    script[:] = usual

    response = await ask(thread, **headers)

    assert left == []
    assert response.text == ANSWER
    assert await said(thread) == [("user", "Salam"), ("assistant", ANSWER)]


async def test_a_failed_answer_does_not_make_the_thread_look_used(
    client: httpx.AsyncClient, ask: Ask, thread: str, script: Script
) -> None:
    before = await client.get(f"{API}/threads/last", params=AMINA)
    script[:] = [AnswerUnavailableError()]

    await ask(thread)

    after = await client.get(f"{API}/threads/last", params=AMINA)
    assert after.json() == before.json()


async def test_the_same_key_gets_the_stored_answer_again(
    ask: Ask, said: Said, thread: str, script: Script, asked: Asked
) -> None:
    first = await ask(thread, Idempotency_Key="wamid.1")
    script[:] = ["Something else."]

    again = await ask(thread, Idempotency_Key="wamid.1")

    assert again.text == first.text == ANSWER
    assert asked.qsize() == 1
    assert len(await said(thread)) == 2


async def test_the_same_key_joins_the_running_answer(
    ask: Ask, thread: str, script: Script, asked: Asked
) -> None:
    go_on = asyncio.Event()
    script[:] = ["As-salamu ", go_on, "alaykum."]
    asking = [asyncio.create_task(ask(thread, Idempotency_Key="wamid.1")) for _ in "123"]
    await asked.get()
    go_on.set()

    responses = await asyncio.gather(*asking)

    assert [response.text for response in responses] == [ANSWER] * 3
    assert asked.empty()


async def test_the_same_key_with_other_words_is_refused(ask: Ask, thread: str) -> None:
    await ask(thread, "Salam", Idempotency_Key="wamid.1")

    response = await ask(thread, "What is zakat?", Idempotency_Key="wamid.1")

    assert response.status_code == 422
    assert response.json()["code"] == "key_reused"


async def test_two_people_may_use_the_same_key(
    client: httpx.AsyncClient, ask: Ask, thread: str, asked: Asked
) -> None:
    bilal = {"phone_num": "15551230002"}
    await client.post(f"{API}/users/register", json={**bilal, "preferred_language": "en"})
    started = await client.post(f"{API}/threads", json={**bilal, "title": "Hi"})
    body = {**bilal, **started.json(), "message": "Zakat?"}
    await ask(thread, Idempotency_Key="1")

    response = await client.post(
        f"{API}/messages/process", json=body, headers={"Idempotency-Key": "1"}
    )

    assert response.status_code == 200
    assert asked.qsize() == 2


async def test_another_question_in_a_busy_thread_waits_its_turn(
    ask: Ask, said: Said, thread: str, script: Script, asked: Asked
) -> None:
    go_on = asyncio.Event()
    script[:] = [go_on, ANSWER]
    first = asyncio.create_task(ask(thread, "First"))
    await asked.get()
    second = asyncio.create_task(ask(thread, "Second"))
    go_on.set()
    await asyncio.gather(first, second)

    assert [one[1] for one in await said(thread)] == ["First", ANSWER, "Second", ANSWER]
    assert (await asked.get()).history[0].content == "First"


async def test_a_passed_deadline_stops_the_work(
    ask: Ask, said: Said, thread: str, script: Script
) -> None:
    script[:] = [asyncio.Event(), ANSWER]

    response = await ask(thread, X_Request_Deadline=f"{time.time() + 0.3:.3f}")

    assert response.status_code == 503
    assert response.json()["code"] == "deadline_passed"
    assert response.json()["retryable"] is False
    assert await said(thread) == []


@pytest.mark.parametrize("deadline", ["soon", "nan", "inf", "", "0", "-1", "1700000000"])
async def test_a_deadline_is_a_moment_to_come(ask: Ask, thread: str, deadline: str) -> None:
    response = await ask(thread, X_Request_Deadline=deadline)

    assert response.status_code == 422


async def test_a_superseded_answer_leaves_the_thread(ask: Ask, said: Said, thread: str) -> None:
    await ask(thread, "Salam", Idempotency_Key="wamid.1")

    await ask(thread, "Salam\nZakat?", Idempotency_Key="wamid.2", Supersedes="wamid.1")

    assert await said(thread) == [("user", "Salam\nZakat?"), ("assistant", ANSWER)]


async def test_superseding_stops_a_running_answer(
    ask: Ask, thread: str, script: Script, asked: Asked
) -> None:
    usual = list(script)
    script[:] = [asyncio.Event()]
    earlier = asyncio.create_task(ask(thread, Idempotency_Key="wamid.1"))
    await asked.get()
    script[:] = usual

    later = await ask(thread, "Zakat?", Idempotency_Key="wamid.2", Supersedes="wamid.1")

    assert later.text == ANSWER
    assert (await earlier).status_code == 409
    assert (await earlier).json()["code"] == "superseded"


async def test_a_superseded_key_is_good_for_nothing_even_if_it_comes_late(
    ask: Ask, thread: str, asked: Asked
) -> None:
    await ask(thread, "Both", Idempotency_Key="wamid.2", Supersedes="wamid.1")

    response = await ask(thread, "One", Idempotency_Key="wamid.1")

    assert response.status_code == 409
    assert response.json()["retryable"] is False
    assert asked.qsize() == 1


async def test_a_turn_cannot_supersede_itself(ask: Ask, thread: str) -> None:
    response = await ask(thread, Idempotency_Key="wamid.1", Supersedes="wamid.1")

    assert response.status_code == 422


async def test_what_an_answer_quotes_is_kept_with_it(
    ask: Ask, thread: str, script: Script, database: AsyncDatabase[dict[str, object]]
) -> None:
    source = Source(
        reference="quran 2:153", title="The Cow 2:153", language="en", link=None, text="Arabic"
    )
    script[:] = ["Seek help through patience.", Cited(sources=(source,))]

    await ask(thread)

    answer = await database["messages"].find_one({"role": "assistant"})
    assert answer is not None
    assert answer["sources"] == [asdict(source)]


async def test_the_agent_knows_where_the_person_is(
    ask: Ask, thread: str, asked: Asked, client: httpx.AsyncClient
) -> None:
    here = {**AMINA, "latitude": 21.4225, "longitude": 39.8262}
    await client.put(f"{API}/users/location", json=here)

    await ask(thread)

    assert (await asked.get()).place == Place(latitude=21.4225, longitude=39.8262)
