"""Play many scenarios against one system: side by side where none disturbs another."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import httpx

from ansari_emulator.client import Phones
from ansari_emulator.scenarios.performing import Performance
from ansari_emulator.scenarios.script import Scenario
from ansari_emulator.scenarios.stage import ScenarioFailedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a scenario ended; `failure` says in words what came instead, if it failed."""

    scenario: Scenario
    seconds: float
    failure: str | None


async def play_all(phones: Phones, scenarios: Sequence[Scenario]) -> AsyncIterator[Verdict]:
    """Each verdict as soon as it is there; first those that are played side by side."""
    together = [
        asyncio.create_task(judge(phones, scenario))
        for scenario in scenarios
        if not scenario.disturbs_others
    ]
    try:
        for judged in asyncio.as_completed(together):
            yield await judged
        for scenario in scenarios:
            if scenario.disturbs_others:
                yield await judge(phones, scenario)
    finally:
        for task in together:
            task.cancel()


async def judge(phones: Phones, scenario: Scenario) -> Verdict:
    """Play it and tell how it ended."""
    began = time.monotonic()
    failure = None
    try:
        await Performance(scenario, phones).play()
    except ScenarioFailedError as error:
        failure = str(error)
    except httpx.HTTPStatusError as error:
        failure = f"the emulator refused a step: {error.response.text}"
    return Verdict(scenario=scenario, seconds=time.monotonic() - began, failure=failure)
