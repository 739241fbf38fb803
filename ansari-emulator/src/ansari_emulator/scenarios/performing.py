"""Play a scenario against a system that runs: as fast as it goes, or at reading speed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ansari_emulator.client import Phones
from ansari_emulator.program import State
from ansari_emulator.scenarios import attachments, expecting
from ansari_emulator.scenarios.script import (
    BreakGraph,
    Disturb,
    DisturbVendor,
    Do,
    Expect,
    Press,
    React,
    Say,
    Scenario,
    Share,
    Step,
    Until,
    Wait,
)
from ansari_emulator.scenarios.stage import Player, ScenarioFailedError, gather_players

_LONGEST_READING: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long somebody reads what came, and writes what they say; not at all by default."""

    seconds_per_letter: float = 0.0
    seconds_per_step: float = 0.0

    async def over(self, text: str) -> None:
        """Let the time for `text` pass."""
        await asyncio.sleep(min(len(text) * self.seconds_per_letter, _LONGEST_READING))


AT_ONCE: Final = Pace()
READING_SPEED: Final = Pace(seconds_per_letter=0.03, seconds_per_step=0.8)


class Performance:
    """One run of one scenario."""

    def __init__(
        self,
        scenario: Scenario,
        phones: Phones,
        *,
        pace: Pace = AT_ONCE,
        tell: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Take what is to be played; `tell` hears the place of each step when it begins."""
        self._scenario = scenario
        self._phones = phones
        self._pace = pace
        self._tell = tell
        self._players: dict[str, Player] = {}

    async def play(self) -> None:
        """Play all steps, and see that nothing comes that wasn't expected.

        Raises:
            ScenarioFailedError: Something else came back than had to.
        """
        await self._find_vendor()
        self._players = await gather_players(self._phones, self._scenario.people)
        try:
            for place, step in enumerate(self._scenario.steps):
                await self._play_step(place, step)
            await asyncio.sleep(self._scenario.quiet)
            for player in self._players.values():
                await expecting.find_no_more(player)
        finally:
            if self._scenario.disturbs_others:
                await _mend(self._phones)

    async def _find_vendor(self) -> None:
        if self._scenario.vendor is None or (await self._phones.faults()).vendor.in_use:
            return
        raise ScenarioFailedError(
            "nobody here asks the scripted vendor of models: `ansari demo --scripted-vendor` "
            "starts a system that does"
        )

    async def _play_step(self, place: int, step: Step) -> None:
        self._tell(place)
        await asyncio.sleep(self._pace.seconds_per_step)
        try:
            await self._do(step)
        except ScenarioFailedError as error:
            raise ScenarioFailedError(f"step {place + 1}: {error}") from error

    async def _do(self, step: Step) -> None:
        match step:
            case Say():
                await self._say(step)
            case Share(share=thing):
                player = self._player(step.who)
                message = await attachments.prepare(thing, self._phones)
                player.newest = await self._phones.send(player.phone, **message)
            case Press() | React():
                await self._touch(step)
            case BreakGraph() | Disturb() | DisturbVendor() | Do():
                await self._break(step)
            case Wait(wait=seconds):
                await asyncio.sleep(seconds)
            case Until():
                await expecting.reach(step, self._player(step.who))
            case Expect():
                await self._pace.over(await expecting.expect(step, self._player(step.who)))

    def _player(self, who: str | None) -> Player:
        return self._players[who or next(iter(self._players))]

    async def _say(self, step: Say) -> None:
        player = self._player(step.who)
        more = {}
        if step.quoting:
            more["replies_to"] = (await player.last_received()).id
        if step.forwarded:
            more["forwarded"] = step.forwarded
        for words in step.messages:
            await self._pace.over(words)
            player.newest = await self._phones.send(player.phone, text=words, **more)

    async def _break(self, step: BreakGraph | Disturb | DisturbVendor | Do) -> None:
        match step:
            case BreakGraph(graph=rule):
                player = self._player(step.who)
                await self._phones.break_graph(**rule.model_dump() | {"to": player.phone})
            case Disturb(webhooks=travel):
                await self._phones.disturb_webhooks(**travel.model_dump())
            case DisturbVendor(vendor=answers):
                await self._phones.disturb_vendor(answers)
            case Do():
                await self._phones.do_to_program(step.program, step.deed)

    async def _touch(self, step: Press | React) -> None:
        player = self._player(step.who)
        if isinstance(step, React):
            reaction = {"message_id": (await player.last_received()).id, "emoji": step.react}
            player.newest = await self._phones.send(player.phone, reaction=reaction)
            return
        for message in reversed(await player.received()):
            for choice in message.offer.choices if message.offer else ():
                if choice.title == step.press:
                    player.newest = await self._phones.press(player.phone, message.id, choice.id)
                    return
        raise ScenarioFailedError(f"{player.name} has no {step.press!r} to press")


async def _mend(phones: Phones) -> None:
    """Let all go well again, whatever a scenario has left behind."""
    await phones.clear_faults()
    for program in await phones.programs():
        if program.state is State.STOPPED:
            await phones.do_to_program(program.name, "resume")
        if program.state is State.DEAD:
            await phones.do_to_program(program.name, "start")
