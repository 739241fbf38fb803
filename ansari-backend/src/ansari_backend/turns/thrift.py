"""Ask no vendor any more once the day's dollars are spent."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import structlog

from ansari_backend.agent.answering import (
    Agent,
    AnswerEvent,
    Condensed,
    Exchange,
    Made,
    Question,
)
from ansari_backend.agent.history import outgrown
from ansari_backend.turns.budget import Budget

log = structlog.get_logger()


class Thrifty:
    """An agent that keeps within a budget: beyond it, the texts alone answer, which they say."""

    def __init__(self, agent: Agent, budget: Budget) -> None:
        self._agent = agent
        self._budget = budget

    @property
    def edition(self) -> str | None:
        """See `Agent`."""
        return self._agent.edition

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """See `Agent`. What was set aside for an answer that breaks off counts as spent."""
        reserve = await self._budget.reserve()
        if reserve is None:
            log.warning("the_day's_dollars_are_spent")
            question = replace(question, is_free=True)
        async for event in self._agent.answer(question):
            if isinstance(event, Made) and reserve is not None:
                await self._budget.settle(reserve, event.spending.dollars)
            yield event

    async def condense(self, summary: str, history: Sequence[Exchange]) -> Condensed | None:
        """See `Agent`. Without dollars it is made up for on another day."""
        if not outgrown(history):
            return None
        reserve = await self._budget.reserve()
        if reserve is None:
            return None
        condensed = await self._agent.condense(summary, history)
        if condensed is not None:
            await self._budget.settle(reserve, condensed.spending.dollars)
        return condensed

    async def close(self) -> None:
        """See `Agent`."""
        await self._agent.close()
