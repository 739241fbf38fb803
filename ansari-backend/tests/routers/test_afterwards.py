"""What is asked about an answer that was given: its sources, and how it was liked."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

from ansari_backend.agent.answering import AnswerEvent, Cited, Source

Documents = AsyncDatabase[dict[str, object]]
Ask = Callable[..., Awaitable[httpx.Response]]
Script = list[str | Exception | AnswerEvent]

AMINA = {"phone_num": "15551230001"}
BILAL = {"phone_num": "15551230002"}
API = "/whatsapp/v2"
VERSE = Source(
    reference="quran 2:153",
    title="Qur'an 2:153",
    language="en",
    link="https://quran.com/2/153",
    text="Arabic\n\nEnglish",
)
HADITH = Source(
    reference="hadith muslim 93", title="Sahih Muslim 93", language=None, link=None, text="Arabic"
)


async def sources(client: httpx.AsyncClient, thread: str) -> object:
    response = await client.get(f"{API}/threads/{thread}/sources", params=AMINA)
    assert response.status_code == 200, response.text
    return response.json()["sources"]


async def judge(client: httpx.AsyncClient, verdict: str, **more: object) -> httpx.Response:
    body = {**AMINA, "key": "wamid.1", "verdict": verdict, **more}
    return await client.put(f"{API}/feedback", json=body)


async def kept(database: Documents) -> object:
    answer = await database["messages"].find_one({"role": "assistant"})
    assert answer is not None
    return answer.get("feedback")


async def test_sources_are_shown_in_full_under_their_numbers(
    client: httpx.AsyncClient, ask: Ask, thread: str, script: Script
) -> None:
    script[:] = ["Be patient.", Cited(sources=(VERSE, HADITH))]
    await ask(thread)

    assert await sources(client, thread) == [
        {"number": 1, "title": VERSE.title, "text": VERSE.text, "url": VERSE.link},
        {"number": 2, "title": HADITH.title, "text": HADITH.text, "url": None},
    ]


async def test_the_sources_are_those_of_the_last_answer(
    client: httpx.AsyncClient, ask: Ask, thread: str, script: Script
) -> None:
    script[:] = ["Be patient.", Cited(sources=(VERSE,))]
    await ask(thread)
    script[:] = ["You are welcome."]
    await ask(thread, "Thanks")

    assert await sources(client, thread) == []


async def test_a_thread_without_answers_has_no_sources(
    client: httpx.AsyncClient, thread: str
) -> None:
    assert await sources(client, thread) == []


async def test_nobody_sees_the_sources_of_another(client: httpx.AsyncClient, thread: str) -> None:
    await client.post(f"{API}/users/register", json={**BILAL, "preferred_language": "en"})

    response = await client.get(f"{API}/threads/{thread}/sources", params=BILAL)

    assert response.status_code == 404
    assert response.json()["code"] == "unknown_thread"


async def test_feedback_is_kept_with_its_answer(
    client: httpx.AsyncClient, ask: Ask, thread: str, database: Documents
) -> None:
    await ask(thread, Idempotency_Key="wamid.1")

    response = await judge(client, "bad", reason="The verse does not fit.")

    feedback = await kept(database)
    assert response.json() == {"status": "success"}
    assert isinstance(feedback, dict)
    assert feedback["verdict"] == "bad"
    assert feedback["reason"] == "The verse does not fit."


async def test_people_may_change_their_mind(
    client: httpx.AsyncClient, ask: Ask, thread: str, database: Documents
) -> None:
    await ask(thread, Idempotency_Key="wamid.1")
    await judge(client, "bad", reason="No.")
    await judge(client, "good")
    later = await kept(database)
    await judge(client, "none")

    assert isinstance(later, dict)
    assert (later["verdict"], later["reason"]) == ("good", None)
    assert await kept(database) is None


async def test_taking_back_what_was_never_said_is_fine(
    client: httpx.AsyncClient, ask: Ask, thread: str
) -> None:
    await ask(thread, Idempotency_Key="wamid.1")

    assert (await judge(client, "none")).status_code == 200


async def test_an_answer_that_nobody_got_cannot_be_judged(
    client: httpx.AsyncClient, ask: Ask, thread: str
) -> None:
    await ask(thread, Idempotency_Key="wamid.1")

    response = await judge(client, "good", key="wamid.2")

    assert response.status_code == 404
    assert response.json()["code"] == "unknown_answer"


async def test_nobody_judges_the_answer_of_another(
    client: httpx.AsyncClient, ask: Ask, thread: str, database: Documents
) -> None:
    await ask(thread, Idempotency_Key="wamid.1")
    await client.post(f"{API}/users/register", json={**BILAL, "preferred_language": "en"})

    response = await judge(client, "bad", **BILAL)

    assert response.status_code == 404
    assert await kept(database) is None


async def test_a_withdrawn_answer_cannot_be_judged(
    client: httpx.AsyncClient, ask: Ask, thread: str
) -> None:
    await ask(thread, Idempotency_Key="wamid.1")
    await ask(thread, "Both", Idempotency_Key="wamid.2", Supersedes="wamid.1")

    assert (await judge(client, "good")).status_code == 404


@pytest.mark.parametrize("verdict", ["good", "bad"])
async def test_of_two_people_with_the_same_key_each_judges_their_own(
    client: httpx.AsyncClient, ask: Ask, thread: str, database: Documents, verdict: str
) -> None:
    await client.post(f"{API}/users/register", json={**BILAL, "preferred_language": "en"})
    started = await client.post(f"{API}/threads", json={**BILAL, "title": "Hi"})
    body = {**BILAL, **started.json(), "message": "Zakat?"}
    await client.post(f"{API}/messages/process", json=body, headers={"Idempotency-Key": "wamid.1"})
    await ask(thread, Idempotency_Key="wamid.1")

    await judge(client, verdict)

    judged = await database["messages"].find({"feedback.verdict": verdict}).to_list()
    assert [message["thread_id"] for message in judged] == [thread]
