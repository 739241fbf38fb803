"""Sum up the older part of a conversation: a model does, or else its questions are listed."""

import asyncio
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import structlog
from pydantic_ai import Agent as Runner
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.settings import ModelSettings

from ansari_backend.agent.answering import Condensed, Exchange
from ansari_backend.agent.history import WholeTurn, outgrown, turns_in
from ansari_backend.agent.lineup import KEYLESS, Keyless, Lineup
from ansari_backend.agent.spending import Spending, spent_on
from ansari_backend.agent.summary import SUMMARY_TOKENS, last_number, listed

_PATIENCE_SECONDS: Final = 60.0

_log = structlog.get_logger()


async def condensed(lineup: Lineup, summary: str, history: Sequence[Exchange]) -> Condensed | None:
    """Sum up what has outgrown its room; None while all fits."""
    cut = outgrown(history)
    if not cut:
        return None
    turns = turns_in(history[:cut])
    name, text, spending = await _noted(lineup, summary, turns)
    notes = listed(text, ()) if text else listed(summary, [turn.asked for turn in turns])
    return Condensed(summary=notes, covered=cut, model=name, spending=spending)


async def _noted(
    lineup: Lineup, summary: str, turns: Sequence[WholeTurn]
) -> tuple[str, str, Spending]:
    """Let the first model that can be asked write the notes; nothing where it did not."""
    candidate = next(iter(lineup))
    if isinstance(candidate, Keyless) or not turns:
        return KEYLESS, "", Spending()
    try:
        model = await candidate.ready("en")
        running = Runner(instructions=_task(), retries=0).run(
            _material(summary, turns),
            model=model,
            model_settings=ModelSettings(max_tokens=SUMMARY_TOKENS),
        )
        result = await asyncio.wait_for(running, _PATIENCE_SECONDS)
    except (AgentRunError, TimeoutError) as error:
        _log.warning("no summary by model", model=candidate.name, reason=type(error).__name__)
        return KEYLESS, "", Spending()
    spending = spent_on(result.all_messages())
    complete = last_number(result.output) >= last_number(summary) + len(turns)
    return candidate.name, result.output if complete else "", spending


@cache
def _task() -> str:
    return files(__package__).joinpath("notes.md").read_text("utf-8")


def _material(summary: str, turns: Sequence[WholeTurn]) -> str:
    said = [f"Person: {turn.asked}\n\nAnsari: {turn.answered}" for turn in turns]
    return "\n\n".join(["The notes so far:", summary or "(none)", "Said since:", *said])
