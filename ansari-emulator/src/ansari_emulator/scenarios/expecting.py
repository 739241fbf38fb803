"""Wait for what must come back, and say in words what is missing."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Final

from ansari_emulator.api.message_view import MessageView
from ansari_emulator.scenarios.script import Expect, Until
from ansari_emulator.scenarios.stage import Player, ScenarioFailedError, answers_among

_POLL_SECONDS: Final = 0.05
_SHOWN: Final = 160  # characters of what came instead


async def expect(step: Expect, player: Player) -> str:
    """Return what came, as soon as it is what `step` says.

    Raises:
        ScenarioFailedError: It wasn't in time.
    """
    came: list[MessageView] = []

    async def complaint() -> str | None:
        nonlocal came
        came = (await player.received())[player.seen :]
        return _complaint(step, came)

    await _without(complaint, within=step.within)
    player.seen += len(came)
    player.expected += step.expect
    return _text(came)


async def reach(step: Until, player: Player) -> None:
    """Return once the newest message of `player` has come as far as `step` says.

    Raises:
        ScenarioFailedError: It hadn't in time.
    """

    async def complaint() -> str | None:
        chat = await player.phones.chat(player.phone)
        newest = next((one for one in reversed(chat) if one.id == player.newest), None)
        if newest is not None and step.until in newest.reached:
            return None
        return f"the newest message of {player.name} was not {step.until}"

    await _without(complaint, within=step.within)


async def find_no_more(player: Player) -> None:
    """Be sure that nothing came beside what was expected.

    Raises:
        ScenarioFailedError: Something did.
    """
    answers = answers_among(await player.received())
    if len(answers) != player.expected:
        raise ScenarioFailedError(
            f"{player.name} should have {player.expected} answers in the end and has "
            f"{len(answers)}: {_shown(answers)}"
        )


async def _without(complaint: Callable[[], Awaitable[str | None]], within: float) -> None:
    """Look again and again, until there is nothing to complain of or the time is over."""
    found: str | None = None
    try:
        async with asyncio.timeout(within):
            while (found := await complaint()) is not None:  # noqa: ASYNC110 - another process sets no event of ours
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError:
        raise ScenarioFailedError(f"after {within:g} s {found or 'nobody answers'}") from None


def _complaint(step: Expect, came: list[MessageView]) -> str | None:
    """What is still wrong with it."""
    text = _text(came)
    answers = answers_among(came)
    offered = [choice.title for one in came if one.offer for choice in one.offer.choices]
    wrong: str | None = None
    if len(answers) != step.expect:
        wrong = f"{len(answers)} answers came instead of {step.expect}"
    elif absent := [words for words in _listed(step.contains) if words not in text]:
        wrong = f"{absent[0]!r} is missing"
    elif present := [words for words in _listed(step.lacks) if words in text]:
        wrong = f"{present[0]!r} is there"
    elif step.matches and not re.search(step.matches, text):
        wrong = f"nothing matches {step.matches!r}"
    elif unoffered := [title for title in _listed(step.offers) if title not in offered]:
        wrong = f"there is no {unoffered[0]!r} to press"
    return wrong and f"{wrong}: {_shown(came)}"


def _listed(words: str | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else words


def _text(messages: list[MessageView]) -> str:
    return "\n".join(message.text for message in messages)


def _shown(messages: list[MessageView]) -> str:
    text = " ".join(_text(messages).split())
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…") if text else "nothing came"
