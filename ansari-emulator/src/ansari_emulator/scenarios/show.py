"""Play a scenario for somebody who watches: one at a time, at reading speed."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import httpx

from ansari_emulator.chats.events import ScenarioMoved, ShowState
from ansari_emulator.client import Phones
from ansari_emulator.scenarios.performing import Pace, Performance
from ansari_emulator.scenarios.script import Scenario
from ansari_emulator.scenarios.stage import ScenarioFailedError


class ShowIsOnError(Exception):
    """Another scenario is being played: say so to the caller."""


class Show:
    """The stage of one emulator."""

    def __init__(self, phones: Phones, tell: Callable[[ScenarioMoved], None]) -> None:
        """Take the phones that people will use, and who is told."""
        self._phones = phones
        self._tell = tell
        self._task: asyncio.Task[None] | None = None

    def begin(self, name: str, scenario: Scenario, pace: Pace) -> None:
        """Play it beside everything else.

        Raises:
            ShowIsOnError: One is being played.
        """
        if self._task is not None and not self._task.done():
            raise ShowIsOnError
        self._task = asyncio.create_task(self._play(name, scenario, pace))

    async def stop(self) -> None:
        """Break off what is being played; what it has broken is mended."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _play(self, name: str, scenario: Scenario, pace: Pace) -> None:
        moved = partial(ScenarioMoved, name=name)

        def tell_step(step: int) -> None:
            self._tell(moved(state=ShowState.PLAYING, step=step))

        try:
            await Performance(scenario, self._phones, pace=pace, tell=tell_step).play()
            self._tell(moved(state=ShowState.PASSED))
        except ScenarioFailedError as error:
            self._tell(moved(state=ShowState.FAILED, problem=str(error)))
        except httpx.HTTPStatusError as error:
            self._tell(moved(state=ShowState.FAILED, problem=error.response.text))
        except asyncio.CancelledError:
            self._tell(moved(state=ShowState.STOPPED))
            raise
