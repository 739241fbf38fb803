"""What a person tells of themselves is kept with them, and for nobody else."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from ansari_backend.agent.answering import About, AnswerEvent, Learned, Question

Script = list[str | Exception | asyncio.Event | AnswerEvent]
Asked = asyncio.Queue[Question]
Ask = Callable[..., Awaitable[httpx.Response]]

API = "/whatsapp/v2"
AMINA = {"phone_num": "15551230001"}
HANAFI = About(school="hanafi")


async def asked_last(asked: Asked) -> About:
    while asked.qsize() > 1:
        asked.get_nowait()
    return (await asked.get()).about


async def test_what_was_learned_is_known_in_the_next_turn(
    ask: Ask, thread: str, script: Script, asked: Asked
) -> None:
    script[:] = [Learned(about=HANAFI), "Noted."]
    await ask(thread, "I am Hanafi")
    assert await asked_last(asked) == About()

    script[:] = ["So it is."]
    await ask(thread, "Is witr obligatory?")
    assert await asked_last(asked) == HANAFI

    script[:] = [Learned(about=About(level="new")), "Noted."]
    await ask(thread, "Forget my school, I am a beginner")
    script[:] = ["So it is."]
    await ask(thread, "Is witr obligatory?")
    assert await asked_last(asked) == About(level="new")


async def test_it_is_part_of_what_a_person_gets_and_goes_with_them(
    ask: Ask, thread: str, script: Script, client: httpx.AsyncClient
) -> None:
    script[:] = [Learned(about=HANAFI), "Noted."]
    await ask(thread, "I am Hanafi")

    export = await client.get(f"{API}/users/export", params=AMINA)

    assert export.json()["person"]["told"] == {"school": "hanafi"}


async def test_who_chooses_a_language_from_the_menu_is_answered_in_that(
    ask: Ask, thread: str, script: Script, asked: Asked, client: httpx.AsyncClient
) -> None:
    script[:] = [Learned(about=About(language="ur", school="hanafi")), "Noted."]
    await ask(thread, "Answer me in Urdu, I am Hanafi")

    await client.post(f"{API}/users/register", json={**AMINA, "preferred_language": "fr"})
    await ask(thread, "Salam")

    assert await asked_last(asked) == HANAFI
