"""Each rule of the prompt has a case that fails with a model which breaks that rule alone."""

import re
from collections.abc import Sequence

import pytest
from evaluation.agents import agents_around
from evaluation.asking import converse
from evaluation.cases import Case, read_suites
from evaluation.judging import Fault, faults_in
from evaluation.scripted import Change, scripted
from rule_breakers import BREAKERS, Breaker

from ansari_backend.agent.prompt import prompt
from ansari_backend.knowledge.knowledge import Knowledge

MOST_WORDS = 900
KEPT_BY_CODE = {
    # The marker never reaches a person, wherever a model writes it.
    "Never write `<answer>`",
    # The agent adds the sentence itself (`agent/speech.py`).
    "If a search failed, say that it could not be made",
}


def case_of(breaker: Breaker) -> Case:
    [case] = [
        case
        for case in read_suites([breaker.suite])[breaker.suite]
        if any(turn.ask.strip().startswith(breaker.ask) for turn in case.turns)
    ]
    return case


async def faults(case: Case, change: Change, knowledge: Knowledge) -> Sequence[Fault]:
    answers = await converse(agents_around(scripted([case], change)), knowledge, case)
    return faults_in(case, answers, knowledge)


@pytest.mark.parametrize("breaker", BREAKERS, ids=lambda breaker: breaker.rule)
async def test_a_model_that_breaks_a_rule_fails(breaker: Breaker, knowledge: Knowledge) -> None:
    """That it passes with a model which keeps them all, the suites show."""
    broken = await faults(case_of(breaker), breaker.change, knowledge)

    assert breaker.fault in {fault.kind for fault in broken}


def test_the_prompt_has_these_rules_and_is_short() -> None:
    words = " ".join(prompt().split())

    assert [one.rule for one in BREAKERS if one.rule not in words] == []
    assert [rule for rule in KEPT_BY_CODE if rule not in words] == []
    assert len(words.split()) < MOST_WORDS


def test_every_paragraph_of_the_prompt_is_held_by_a_case() -> None:
    rules = {breaker.rule for breaker in BREAKERS} | KEPT_BY_CODE
    paragraphs = [line for line in prompt().splitlines()[1:] if line and not line.startswith("#")]

    unheld = [
        line for line in paragraphs if not any(rule in re.sub(r"\s+", " ", line) for rule in rules)
    ]

    assert unheld == []
