"""A scenario is played against an emulator, with a bot in the gateway's place that echoes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Request

from ansari_emulator.business import Business
from ansari_emulator.client import Phones
from ansari_emulator.scenarios.playing import Verdict, play_all
from ansari_emulator.scenarios.reading import read_scenario
from ansari_emulator.serving import served
from ansari_emulator.testing import emulating

HEAD = """\
title: A question
about: It is answered.
people:
  maryam: {name: Maryam}
  huda: {name: Huda, hidden: true}
quiet: 0.2
steps:
"""
TOKEN = "a-token"


class Echo:
    """A bot that says each text back, so many times."""

    def __init__(self) -> None:
        self.times = 1
        self.graph = ""

    async def __call__(self, request: Request) -> None:
        value = (await request.json())["entry"][0]["changes"][0]["value"]
        for said in value.get("messages", []):
            for _ in range(self.times if "text" in said else 0):
                await self.answer(said)

    async def answer(self, said: dict[str, dict[str, str]]) -> None:
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            to = {"to": said["from"]} if "from" in said else {"recipient": said["from_user_id"]}
            body = {"text": {"body": f"You said: {said['text']['body']}"}} | to
            context = {"messaging_product": "whatsapp", "context": {"message_id": said["id"]}}
            await client.post(f"{self.graph}/v25.0/1/messages", json=body | context)


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest_asyncio.fixture(loop_scope="session")
async def phones(echo: Echo) -> AsyncIterator[Phones]:
    app = FastAPI()
    app.add_api_route("/webhook", echo.__call__, methods=["POST"])
    async with served(app, before_end=lambda: None) as url:
        business = Business(
            phone_number_id="1",
            access_token=TOKEN,
            app_secret="a-secret",
            webhook_urls=(f"{url}/webhook",),
        )
        async with emulating(business, people=(), status_pause=0) as emulator:
            echo.graph = emulator.url
            yield emulator.phones


async def verdict(phones: Phones, folder: Path, steps: str) -> Verdict:
    """How a scenario of these steps ends."""
    path = folder / "scenario.yaml"
    path.write_text(HEAD + steps)
    (only,) = [each async for each in play_all(phones, [read_scenario(path)])]
    return only


async def failure(phones: Phones, folder: Path, steps: str) -> str:
    failed = (await verdict(phones, folder, steps)).failure
    assert failed is not None
    return failed


async def test_what_came_back_as_it_must_is_a_success(phones: Phones, tmp_path: Path) -> None:
    steps = """\
  - say: [one, two]
  - expect: 2
    contains: ["You said: one", "You said: two"]
    lacks: three
  - who: huda
    say: three
  - who: huda
    expect: 1
    matches: "thr.e$"
"""
    assert (await verdict(phones, tmp_path, steps)).failure is None


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ("{expect: 2, within: 2}", "step 2: after 2 s 1 answers came instead of 2: 'You said"),
        ("{expect: 1, within: 2, contains: two}", "'two' is missing: 'You said: one'"),
        ("{expect: 1, within: 2, lacks: one}", "'one' is there"),
        ("{expect: 1, within: 2, matches: on$}", "nothing matches 'on$'"),
        ("{expect: 1, within: 2, offers: Help}", "there is no 'Help' to press"),
        ("{press: Help}", "step 2: Maryam has no 'Help' to press"),
        ("{kill: gateway}", "No program of this name is the emulator's to break"),
    ],
)
async def test_what_did_not_come_is_told_in_words(
    phones: Phones, tmp_path: Path, expected: str, told: str
) -> None:
    assert told in await failure(phones, tmp_path, f"  - say: one\n  - {expected}\n")


async def test_who_wants_a_vendor_where_nobody_asks_one_is_told_how_to_get_it(
    phones: Phones, tmp_path: Path
) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(f"vendor: scripted\n{HEAD}  - vendor: reset\n")

    (only,) = [each async for each in play_all(phones, [read_scenario(path)])]

    assert only.failure is not None
    assert "`ansari demo --scripted-vendor`" in only.failure
    assert (await phones.faults()).vendor.answers == "well"


async def test_an_answer_too_many_is_found(phones: Phones, echo: Echo, tmp_path: Path) -> None:
    echo.times = 2

    told = await failure(phones, tmp_path, "  - say: one\n  - until: delivered\n")

    assert "Maryam should have 0 answers in the end and has 2" in told


async def test_faults_end_with_the_scenario_that_made_them(phones: Phones, tmp_path: Path) -> None:
    await verdict(phones, tmp_path, "  - webhooks: {copies: 3}\n  - say: one\n")

    assert (await phones.faults()).webhooks.copies == 1


async def test_scenarios_that_disturb_nobody_are_played_side_by_side(
    phones: Phones, tmp_path: Path
) -> None:
    path = tmp_path / "slow.yaml"
    path.write_text(HEAD + "  - wait: 1\n")

    async with asyncio.timeout(20):  # one after the other they would take forty seconds
        verdicts = [each async for each in play_all(phones, [read_scenario(path)] * 40)]

    assert [each.failure for each in verdicts] == [None] * 40
