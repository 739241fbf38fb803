"""Run suites, some conversations at a time, and count what passed."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from ansari_backend.knowledge.knowledge import Knowledge
from evaluation.asking import Answer, MakeAgent, converse
from evaluation.cases import Case
from evaluation.judging import Fault, faults_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a case."""

    case: Case
    answers: tuple[Answer, ...]
    faults: tuple[Fault, ...]

    @property
    def dollars(self) -> Decimal | None:
        """What it cost; None if the price of a model isn't known."""
        made = [answer.made for answer in self.answers if answer.made]
        costs = [one.spending.dollars for one in made]
        return None if None in costs else sum((cost for cost in costs if cost), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a suite."""

    outcomes: tuple[Outcome, ...]

    @property
    def of(self) -> int:
        """How many cases there are."""
        return len(self.outcomes)

    @property
    def passed(self) -> int:
        """How many have no fault."""
        return sum(not outcome.faults for outcome in self.outcomes)

    @property
    def faults(self) -> Mapping[str, int]:
        """How many cases have a fault of each kind, the most frequent first."""
        kinds = Counter(
            kind for each in self.outcomes for kind in {fault.kind for fault in each.faults}
        )
        return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


async def run(
    suites: Mapping[str, Sequence[Case]], make: MakeAgent, knowledge: Knowledge, at_once: int = 4
) -> dict[str, Result]:
    """Hold all conversations; faults are found in the answers, never raised."""
    room = asyncio.Semaphore(at_once)
    outcome = partial(_outcome, make, knowledge, room)
    return {
        name: Result(outcomes=tuple(await asyncio.gather(*map(outcome, cases))))
        for name, cases in suites.items()
    }


async def _outcome(
    make: MakeAgent, knowledge: Knowledge, room: asyncio.Semaphore, case: Case
) -> Outcome:
    async with room:
        answers = await converse(make, knowledge, case)
        faults = await asyncio.to_thread(faults_in, case, answers, knowledge)
    return Outcome(case=case, answers=tuple(answers), faults=tuple(faults))
