"""A run has one owner at a time, outlives it, and ends once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ansari_backend.conversations.store import Database, Readiness
from ansari_backend.conversations.values import CitedSource, now
from ansari_backend.turns.answers import WholeAnswer
from ansari_backend.turns.asking import Turn
from ansari_backend.turns.errors import (
    AnsweredElsewhereError,
    OtherQuestionError,
    SupersededError,
)
from ansari_backend.turns.runs import INDEXES, Loan, Runs

TURN = Turn(user_id="amina", thread_id="t", message="Salam", key="wamid.1")
ANSWER = WholeAnswer(
    text="Wa alaykum as-salam",
    sources=(
        CitedSource(
            reference="quran 4:86", title="The Women 4:86", language="en", link=None, text="…"
        ),
    ),
    asked_at=now(),
    answered_at=now(),
)
LATER = timedelta(minutes=1)


@pytest.fixture
async def runs(database: Database) -> Runs:
    await Readiness(database, INDEXES).prepare()
    return Runs(database)


@pytest.fixture
def runs_later(database: Database, runs: Runs) -> Runs:
    """The same runs as another process sees them, when the lease has run out."""
    return Runs(database, clock=lambda: now() + runs.lease + LATER)


async def lend(runs: Runs, turn: Turn = TURN) -> Loan:
    claimed = await runs.claim(turn)
    assert isinstance(claimed, Loan)
    return claimed


async def test_a_run_is_lent_once(runs: Runs) -> None:
    claims = await asyncio.gather(*(runs.claim(TURN) for _ in range(20)), return_exceptions=True)

    assert sum(isinstance(claim, Loan) for claim in claims) == 1
    assert sum(isinstance(claim, AnsweredElsewhereError) for claim in claims) == 19


async def test_the_run_of_a_process_that_died_is_taken_over_by_one(
    runs: Runs, runs_later: Runs
) -> None:
    first = await lend(runs)

    claims = await asyncio.gather(
        *(runs_later.claim(TURN) for _ in range(20)), return_exceptions=True
    )

    loans = [claim for claim in claims if isinstance(claim, Loan)]
    assert [loan.run_id for loan in loans] == [first.run_id]


async def test_who_lost_the_run_can_store_nothing(runs: Runs, runs_later: Runs) -> None:
    lost = await lend(runs)
    await lend(runs_later)

    with pytest.raises(SupersededError):
        await runs.finish(lost, ANSWER)


async def test_who_lost_the_run_cannot_release_it(runs: Runs, runs_later: Runs) -> None:
    lost = await lend(runs)
    await lend(runs_later)
    await runs.release(lost)

    with pytest.raises(AnsweredElsewhereError):
        await runs_later.claim(TURN)


async def test_a_renewed_run_is_not_taken_over(
    runs: Runs, runs_later: Runs, database: Database
) -> None:
    loan = await lend(runs)
    await Runs(database, clock=lambda: now() + LATER * 2).renew(loan)

    with pytest.raises(AnsweredElsewhereError):
        await runs_later.claim(TURN)


async def test_a_released_run_starts_afresh(runs: Runs) -> None:
    first = await lend(runs)
    await runs.release(first)

    again = await lend(runs)

    assert again.run_id != first.run_id


async def test_a_finished_run_is_found_again_as_it_was(runs: Runs) -> None:
    finished = await runs.finish(await lend(runs), ANSWER)

    assert await runs.claim(TURN) == finished
    assert finished.answer == ANSWER


@pytest.mark.parametrize(
    "other",
    [
        Turn(user_id="amina", thread_id="t", message="Zakat?", key="wamid.1"),
        Turn(user_id="amina", thread_id="u", message="Salam", key="wamid.1"),
    ],
)
async def test_a_key_belongs_to_one_question(runs: Runs, other: Turn) -> None:
    await lend(runs)

    with pytest.raises(OtherQuestionError):
        await runs.claim(other)


async def test_keys_of_different_people_have_nothing_to_do_with_each_other(runs: Runs) -> None:
    await lend(runs)

    bilal = Turn(user_id="bilal", thread_id="t", message="Salam", key="wamid.1")

    assert isinstance(await runs.claim(bilal), Loan)


async def run_on(_: Runs, __: Loan) -> None:
    """Leave the run under way."""


async def end(runs: Runs, loan: Loan) -> None:
    await runs.finish(loan, ANSWER)


@pytest.mark.parametrize("before", [run_on, end])
async def test_a_superseded_run_is_void_for_good(
    runs: Runs, runs_later: Runs, before: Callable[[Runs, Loan], object]
) -> None:
    loan = await lend(runs)
    await before(runs, loan)
    run_id = await runs.supersede(TURN, TURN.key)

    assert run_id == loan.run_id
    assert not await runs.stands(loan.run_id)
    with pytest.raises(SupersededError):
        await runs_later.claim(TURN)
    with pytest.raises(SupersededError):
        await runs.finish(loan, ANSWER)


async def test_superseding_at_once_is_no_conflict(runs: Runs) -> None:
    ids = await asyncio.gather(*(runs.supersede(TURN, "wamid.0") for _ in range(20)))

    assert len(set(ids)) == 1


async def test_a_superseded_answer_is_not_kept(runs: Runs, database: Database) -> None:
    await runs.finish(await lend(runs), ANSWER)
    await runs.supersede(TURN, TURN.key)

    run = await database["runs"].find_one({})

    assert run is not None
    assert "answer" not in run


async def test_a_finished_run_expires_after_whatsapp_stops_repeating(
    runs: Runs, database: Database
) -> None:
    await lend(runs)

    run = await database["runs"].find_one({})

    assert run is not None
    assert run["expires_at"] - datetime.now(UTC) > timedelta(days=7)
