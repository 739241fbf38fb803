"""A question that was answered before, to somebody else, costs no model."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

from ansari_backend.agent.answering import (
    About,
    AnswerEvent,
    Cited,
    Counts,
    Learned,
    Made,
    Question,
    Source,
)
from ansari_backend.agent.spending import Spending
from ansari_backend.turns.personal import is_personal

Documents = AsyncDatabase[dict[str, object]]
Script = list[str | Exception | asyncio.Event | AnswerEvent]
Asked = asyncio.Queue[Question]
Ask = Callable[..., Awaitable[httpx.Response]]

API = "/whatsapp/v2"
AMINA = {"phone_num": "15551230001"}
QUESTION = "What is patience?"
SOURCE = Source(reference="quran 2:153", title="2:153", language="en", link=None, text="Arabic")
SPENT = Spending(requests=2, input_tokens=900, output_tokens=100)


def made(*, lasting: bool = True) -> Made:
    return Made(model="scripted", spending=SPENT, counts=Counts(inserted=1), lasting=lasting)


@pytest.fixture(autouse=True)
def lasting_answers(script: Script) -> None:
    script[:] = ["Patience is light.", Cited(sources=(SOURCE,)), made()]


Begin = Callable[..., Awaitable[str]]


@pytest.fixture
def begin(client: httpx.AsyncClient) -> Begin:
    """Somebody begins a thread."""

    async def beginning(language: str = "en") -> str:
        await client.post(f"{API}/users/register", json={**AMINA, "preferred_language": language})
        started = await client.post(f"{API}/threads", json={**AMINA, "title": "Salam"})
        return str(started.json()["thread_id"])

    return beginning


async def test_the_same_question_gets_the_same_answer_without_a_model(
    begin: Begin, ask: Ask, asked: Asked, client: httpx.AsyncClient, database: Documents
) -> None:
    await ask(await begin(), QUESTION)
    thread = await begin()

    again = await ask(thread, "  what is PATIENCE")

    sources = await client.get(f"{API}/threads/{thread}/sources", params=AMINA)
    kept = await database["cached_answers"].find_one({})
    assert again.text == "Patience is light."
    assert asked.qsize() == 1
    assert sources.json()["sources"][0]["title"] == "2:153"
    assert kept is not None
    assert kept["hits"] == 1
    assert "patience" not in str(kept).lower().replace("patience is light", "")


async def test_who_told_of_themselves_is_answered_for_themselves(
    begin: Begin, ask: Ask, asked: Asked, script: Script
) -> None:
    await ask(await begin(), QUESTION)
    script.insert(0, Learned(about=About(school="hanafi")))
    await ask(await begin(), "I am Hanafi")

    await ask(await begin(), QUESTION)

    assert asked.qsize() == 3


@pytest.mark.parametrize(
    "question",
    [
        "What is charity?",
        "My husband left me. What is patience?",
        "What time is Maghrib today?",
        "هل يجوز لي الصبر؟",
        "[Forwarded message]\n> What is patience?",
        "Call 15551230001 about patience",
        "আমি কি আমার স্ত্রীকে তালাক দিতে পারি?",
        "Mke wangu ameondoka, sabr ni nini?",
        "Matata ta tafi, mene ne sabr?",
        "Xaaskayga way tagtay, waa maxay sabr?",
        "Moja supruga pati. Šta znači sabr?",
    ],
)
async def test_another_question_or_a_personal_one_is_answered_anew(
    begin: Begin, ask: Ask, asked: Asked, question: str
) -> None:
    await ask(await begin(), QUESTION)
    for _ in range(2):
        await ask(await begin(), question)

    assert asked.qsize() == (2 if question == "What is charity?" else 3)


@pytest.mark.parametrize(
    ("first", "second"), [("দান কী?", "দীন কী?"), ("Is 🐟 halal?", "Is 🍷 halal?")]
)
async def test_a_vowel_or_a_picture_makes_another_question(
    begin: Begin, ask: Ask, asked: Asked, first: str, second: str
) -> None:
    """Who asks about wine must not be told what is true of fish."""
    await ask(await begin(), first)
    await ask(await begin(), second)

    assert asked.qsize() == 2


async def test_within_a_conversation_a_question_means_something_else(
    begin: Begin, ask: Ask, asked: Asked
) -> None:
    thread = await begin()
    await ask(thread, QUESTION)
    await ask(thread, QUESTION)

    assert asked.qsize() == 2


async def test_another_language_is_another_answer(begin: Begin, ask: Ask, asked: Asked) -> None:
    await ask(await begin("en"), QUESTION)
    await ask(await begin("ur"), QUESTION)

    assert asked.qsize() == 2


async def test_an_answer_that_somebody_found_bad_is_not_given_again(
    begin: Begin, ask: Ask, asked: Asked, client: httpx.AsyncClient
) -> None:
    await ask(await begin(), QUESTION, Idempotency_Key="wamid.1")
    await client.put(f"{API}/feedback", json={**AMINA, "key": "wamid.1", "verdict": "bad"})

    await ask(await begin(), QUESTION)

    assert asked.qsize() == 2


async def test_an_answer_in_which_something_was_missing_is_not_kept(
    begin: Begin, ask: Ask, asked: Asked, script: Script
) -> None:
    script[:] = ["The hadith could not be searched.", made(lasting=False)]
    await ask(await begin(), QUESTION)
    await ask(await begin(), QUESTION)

    assert asked.qsize() == 2


async def test_an_answer_is_kept_for_its_time_only(
    begin: Begin, ask: Ask, asked: Asked, database: Documents
) -> None:
    await ask(await begin(), QUESTION)
    kept = await database["cached_answers"].find_one({})
    assert kept is not None
    await database["cached_answers"].update_one(
        {}, {"$set": {"expires_at": kept["_id"].generation_time}}
    )

    await ask(await begin(), QUESTION)

    assert asked.qsize() == 2


async def test_what_an_answer_cost_is_kept_with_it(
    begin: Begin, ask: Ask, database: Documents
) -> None:
    await ask(await begin(), QUESTION)
    await ask(await begin(), QUESTION)

    first, second = [
        one["record"] async for one in database["messages"].find({"role": "assistant"})
    ]
    assert (first["model"], first["input_tokens"], first["inserted"]) == ("scripted", 900, 1)
    assert (second["cached"], second["input_tokens"]) == (True, 0)


@pytest.mark.parametrize(
    "question",
    [
        "What is zakat?",
        "ما هي الزكاة؟",
        "زکوٰۃ کیا ہے؟",
        "Apa itu zakat?",
        "Qu'est-ce que la zakat ?",
        "যাকাত কী?",
        "Zaka ni nini?",
        "Menene zakka?",
        "Waa maxay zako?",
        "Šta znači zekat?",
    ],
)
def test_a_plain_question_is_not_personal(question: str) -> None:
    assert not is_personal(question)
