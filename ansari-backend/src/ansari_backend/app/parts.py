"""Open everything the backend works with, and close it again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from functools import partial

from ansari_backend.agent.answering import Agent
from ansari_backend.agent.measuring import Measured, Metrics
from ansari_backend.app.retention import expiries
from ansari_backend.app.settings import Settings
from ansari_backend.conversations.estate import Estate
from ansari_backend.conversations.expiry import apply
from ansari_backend.conversations.feedback import Opinions
from ansari_backend.conversations.indexes import INDEXES as CONVERSATION_INDEXES
from ansari_backend.conversations.messages import Messages
from ansari_backend.conversations.people import People
from ansari_backend.conversations.store import Database, Readiness, connect
from ansari_backend.conversations.threads import Threads
from ansari_backend.routers.access import Parts
from ansari_backend.turns.budget import INDEXES as BUDGET_INDEXES
from ansari_backend.turns.budget import Budget
from ansari_backend.turns.cache import INDEXES as CACHE_INDEXES
from ansari_backend.turns.cache import AnswerCache
from ansari_backend.turns.leaving import Leaving
from ansari_backend.turns.making import Maker
from ansari_backend.turns.runs import INDEXES as RUN_INDEXES
from ansari_backend.turns.runs import Runs
from ansari_backend.turns.thrift import Thrifty
from ansari_backend.turns.transcript import Transcript
from ansari_backend.turns.turns import Turns

OpenParts = Callable[[Settings], AbstractAsyncContextManager[Parts]]


@asynccontextmanager
async def open_parts(agent: Agent, settings: Settings) -> AsyncIterator[Parts]:
    """Open the parts around this agent, which is closed with them.

    MongoDB may come later: we keep trying meanwhile.
    """
    async with connect(settings.mongo_url.get_secret_value()) as client:
        parts = _build(settings, client[settings.mongo_db_name], agent)
        preparing = asyncio.create_task(parts.readiness.prepare())
        try:
            yield parts
        finally:
            preparing.cancel()
            await parts.turns.stop()
            await agent.close()


def _build(settings: Settings, database: Database, agent: Agent) -> Parts:
    messages, threads, people = Messages(database), Threads(database), People(database)
    metrics = Metrics()
    if settings.ansari_dollars_per_day and agent.edition:  # what has no edition costs nothing
        agent = Thrifty(agent, Budget(database, dollars_per_day=settings.ansari_dollars_per_day))
    agent = Measured(agent, metrics)
    runs, transcript = Runs(database), Transcript(messages, threads)
    kept = timedelta(hours=settings.ansari_answer_cache_hours)
    cache = AnswerCache(database, edition=agent.edition, kept=kept)
    turns = Turns(Maker(agent=agent, runs=runs, transcript=transcript, people=people, cache=cache))
    return Parts(
        api_keys=settings.api_keys,
        metrics=metrics,
        readiness=Readiness(
            database,
            {**CONVERSATION_INDEXES, **RUN_INDEXES, **CACHE_INDEXES, **BUDGET_INDEXES},
            *(partial(apply, expiry=expiry) for expiry in expiries(settings)),
        ),
        people=people,
        threads=threads,
        messages=messages,
        opinions=Opinions(database),
        turns=turns,
        leaving=Leaving(Estate(database), runs, turns),
    )
