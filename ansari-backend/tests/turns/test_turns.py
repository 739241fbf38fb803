"""Processes come and go; a turn is answered once and leaves its words in the thread once."""

import asyncio
from datetime import timedelta

import pytest

from ansari_backend.agent.answering import Agent, AnswerEvent, Question
from ansari_backend.conversations.errors import StoreUnavailableError
from ansari_backend.conversations.indexes import INDEXES
from ansari_backend.conversations.messages import Messages
from ansari_backend.conversations.people import People
from ansari_backend.conversations.store import Database, Readiness, connect
from ansari_backend.conversations.threads import Threads
from ansari_backend.conversations.values import now
from ansari_backend.turns import runs as run_room
from ansari_backend.turns.answers import WholeAnswer
from ansari_backend.turns.asking import Turn
from ansari_backend.turns.cache import AnswerCache
from ansari_backend.turns.errors import (
    AnsweredElsewhereError,
    DeadlinePassedError,
    StoppingError,
    SupersededError,
)
from ansari_backend.turns.making import Maker
from ansari_backend.turns.runs import Finished, Loan, Runs
from ansari_backend.turns.transcript import Transcript
from ansari_backend.turns.turns import Turns

Script = list[str | Exception | asyncio.Event | AnswerEvent]
Asked = asyncio.Queue[Question]

TURN = Turn(user_id="amina", thread_id="t", message="Salam", key="wamid.1")
ANSWER = "As-salamu alaykum."


@pytest.fixture
async def ready(database: Database) -> Database:
    await Readiness(database, {**INDEXES, **run_room.INDEXES}).prepare()
    await database["users"].insert_many([{"user_id": "amina"}, {"user_id": "bilal"}])
    return database


def process(
    database: Database,
    agent: Agent,
    lease: timedelta = run_room.LEASE,
    kind: type[Transcript] = Transcript,
) -> Turns:
    """What one process of the backend has."""
    transcript = kind(Messages(database), Threads(database))
    runs, people = Runs(database, lease=lease), People(database)
    cache = AnswerCache(database, edition=None, kept=timedelta(0))
    maker = Maker(agent=agent, runs=runs, transcript=transcript, people=people, cache=cache)
    return Turns(maker)


@pytest.fixture
def here(ready: Database, agent: Agent) -> Turns:
    return process(ready, agent)


@pytest.fixture
def there(ready: Database, agent: Agent) -> Turns:
    return process(ready, agent)


async def hear(turns: Turns, turn: Turn = TURN) -> str:
    return "".join([piece async for piece in await turns.answer(turn)])


async def contents(database: Database) -> list[str]:
    return [one.content for one in await Messages(database).page("t", limit=50)]


async def test_another_process_gives_the_stored_answer(
    here: Turns, there: Turns, asked: Asked, ready: Database
) -> None:
    await hear(here)

    assert await hear(there) == ANSWER
    assert asked.qsize() == 1
    assert await contents(ready) == ["Salam", ANSWER]


async def test_what_another_process_answers_now_is_to_be_asked_for_again(
    here: Turns, there: Turns, script: Script, asked: Asked
) -> None:
    script[:] = [asyncio.Event()]
    running = asyncio.create_task(hear(here))
    await asked.get()

    with pytest.raises(AnsweredElsewhereError):
        await hear(there)

    await here.stop()
    with pytest.raises(StoppingError):
        await running


async def test_a_process_that_stops_gives_its_turns_back_at_once(
    here: Turns, there: Turns, script: Script, asked: Asked, ready: Database
) -> None:
    script[:] = ["Half an", asyncio.Event()]
    running = asyncio.create_task(hear(here))
    await asked.get()
    await here.stop()
    script[:] = [ANSWER]

    assert await hear(there) == ANSWER
    assert await contents(ready) == ["Salam", ANSWER]
    with pytest.raises(StoppingError):
        await running


async def test_a_process_that_died_between_answer_and_thread_is_healed_by_the_repeat(
    here: Turns, ready: Database
) -> None:
    runs = Runs(ready)
    loan = await runs.claim(TURN)
    assert isinstance(loan, Loan)
    whole = WholeAnswer(text=ANSWER, sources=(), asked_at=now(), answered_at=now())
    await runs.finish(loan, whole)
    assert await contents(ready) == []

    assert await hear(here) == ANSWER
    assert await contents(ready) == ["Salam", ANSWER]


async def test_an_answer_given_again_as_its_person_is_erased_leaves_nothing(
    here: Turns, ready: Database, agent: Agent
) -> None:
    class Overtaken(Transcript):
        """Another process erases the person before this one writes."""

        async def record(self, turn: Turn, finished: Finished) -> None:
            await Runs(ready).forget(["amina"])
            await ready["messages"].delete_many({})
            await super().record(turn, finished)

    await hear(here)

    with pytest.raises(SupersededError):
        await hear(process(ready, agent, kind=Overtaken))

    assert await contents(ready) == []


async def test_a_process_that_lives_keeps_its_turn_however_long_it_takes(
    ready: Database, agent: Agent, script: Script, asked: Asked, there: Turns
) -> None:
    slow = process(ready, agent, lease=timedelta(seconds=2))
    go_on = asyncio.Event()
    script[:] = [go_on, ANSWER]
    running = asyncio.create_task(hear(slow))
    await asked.get()
    for _ in range(10):
        await asyncio.wait({running}, timeout=0.4)
        with pytest.raises(AnsweredElsewhereError):
            await hear(there)

    go_on.set()

    assert await running == ANSWER


async def test_a_turn_voided_by_another_process_leaves_nothing(
    here: Turns, there: Turns, script: Script, asked: Asked, ready: Database
) -> None:
    go_on = asyncio.Event()
    script[:] = [go_on, ANSWER]
    earlier = asyncio.create_task(hear(here))
    await asked.get()
    script[:] = ["Both."]
    later = Turn(
        user_id="amina", thread_id="t", message="Salam\nZakat?", key="wamid.2", supersedes="wamid.1"
    )
    await hear(there, later)
    go_on.set()

    with pytest.raises(SupersededError):
        await earlier
    assert await contents(ready) == ["Salam\nZakat?", "Both."]


async def test_waiting_for_the_thread_counts_towards_the_deadline(
    here: Turns, script: Script, asked: Asked
) -> None:
    script[:] = [asyncio.Event()]
    busy = asyncio.create_task(hear(here))
    await asked.get()
    deadline = now().timestamp() + 0.2
    impatient = Turn(
        user_id="amina", thread_id="t", message="Zakat?", key="wamid.2", deadline=deadline
    )

    with pytest.raises(DeadlinePassedError):
        await hear(here, impatient)

    assert asked.empty()
    await here.stop()
    await asyncio.gather(busy, return_exceptions=True)


async def test_a_question_is_never_asked_after_its_deadline(here: Turns, asked: Asked) -> None:
    late = Turn(user_id="amina", thread_id="t", message="Salam", key="wamid.1", deadline=1.0)

    with pytest.raises(DeadlinePassedError):
        await hear(here, late)

    assert asked.empty()


async def test_threads_do_not_wait_for_each_other(
    here: Turns, script: Script, asked: Asked
) -> None:
    script[:] = [asyncio.Event()]
    busy = asyncio.create_task(hear(here))
    await asked.get()
    script[:] = [ANSWER]

    other = Turn(user_id="bilal", thread_id="u", message="Salam", key="wamid.9")

    assert await hear(here, other) == ANSWER
    await here.stop()
    await asyncio.gather(busy, return_exceptions=True)


async def test_an_answer_that_could_not_be_stored_is_not_passed_off_as_whole(
    mongo_url: str, ready: Database, agent: Agent, script: Script
) -> None:
    go_on = asyncio.Event()
    script[:] = ["As-salamu ", go_on, "alaykum."]
    async with connect(mongo_url) as store:
        words = await process(store[ready.name], agent).answer(TURN)
        first = await anext(words)
    go_on.set()

    with pytest.raises(StoreUnavailableError):
        [piece async for piece in words]

    assert first == "As-salamu "
    assert await contents(ready) == []
