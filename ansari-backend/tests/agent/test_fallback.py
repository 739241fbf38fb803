"""A list of models: who fails is passed by, and left alone for a while."""

from collections.abc import AsyncIterator

import pytest
from llmock.pytest_plugin import LLMock

from ansari_backend.agent.ansari import AnsariAgent, create_agent
from ansari_backend.agent.answering import Made, Question, Words
from ansari_backend.agent.models import Access, ModelSettingError
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.providers.breaker import Breaker

FIRST, SECOND = "anthropic:claude-sonnet-5-5", "openai:gpt-5"
TEXT_OF = {FIRST: "The first.", SECOND: "The second."}


@pytest.fixture
async def agent(knowledge: Knowledge, llmock: LLMock) -> AsyncIterator[AnsariAgent]:
    access = {
        vendor: Access(api_key="a key", base_url=llmock.base_url(vendor))
        for vendor in ("anthropic", "openai")
    }
    made = create_agent(f"{FIRST}, {SECOND}", knowledge, access=access)
    yield made
    await made.close()


async def model_that_answers(agent: AnsariAgent) -> str:
    events = [event async for event in agent.answer(Question(text="What about patience?"))]
    made = events[-1]
    assert isinstance(made, Made)
    said = "".join(event.text for event in events if isinstance(event, Words))
    assert said == TEXT_OF.get(made.model, said)
    return made.model


@pytest.fixture
def talking(llmock: LLMock) -> LLMock:
    for provider, text in (("anthropic", TEXT_OF[FIRST]), ("openai", TEXT_OF[SECOND])):
        llmock.reply(f"<answer>{text}", times=None, provider=provider)
    return llmock


def asked(llmock: LLMock, provider: str) -> int:
    return sum(request.provider == provider for request in llmock.requests)


async def test_the_first_answers_as_long_as_all_is_well(
    agent: AnsariAgent, talking: LLMock
) -> None:
    assert await model_that_answers(agent) == FIRST
    assert asked(talking, "openai") == 0


@pytest.mark.parametrize("status", [400, 401, 429, 500, 529])
async def test_the_second_answers_when_the_first_fails(
    agent: AnsariAgent, talking: LLMock, status: int
) -> None:
    talking.fail(status, times=None, provider="anthropic")

    assert await model_that_answers(agent) == SECOND


async def test_the_second_answers_what_the_first_broke_off_in_the_middle(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.call_tool("search_quran", {"queries": ["patience"]}, provider="anthropic")
    llmock.fail(500, times=None, provider="anthropic")
    llmock.reply(f"<answer>{TEXT_OF[SECOND]}", provider="openai")

    assert await model_that_answers(agent) == SECOND


async def test_what_a_model_cost_that_gave_no_answer_is_paid_too(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    """Else a model that searches at length and then fails is never seen by a day's budget."""
    llmock.call_tool("search_quran", {"queries": ["patience"]}, provider="anthropic")
    llmock.reply("<answer>\n", times=None, provider="anthropic")
    llmock.fail(503, times=None, provider="openai")

    events = [event async for event in agent.answer(Question(text="What about patience?"))]

    made = events[-1]
    assert isinstance(made, Made)
    assert (made.model, made.spending.requests) == ("keyless", 3)
    assert made.spending.dollars


async def test_what_must_cost_nothing_is_answered_from_the_texts(
    agent: AnsariAgent, talking: LLMock
) -> None:
    question = Question(text="What about patience?", is_free=True)

    events = [event async for event in agent.answer(question)]

    said = "".join(event.text for event in events if isinstance(event, Words))
    assert "without a language model" in said
    assert isinstance(events[-1], Made)
    assert (events[-1].model, events[-1].fell_back) == ("keyless", True)
    assert talking.requests == []


async def test_when_all_fail_the_texts_answer(agent: AnsariAgent, llmock: LLMock) -> None:
    llmock.fail(503, times=None)

    assert await model_that_answers(agent) == "keyless"


async def test_a_vendor_that_is_down_costs_nobody_time_any_more(
    agent: AnsariAgent, talking: LLMock
) -> None:
    talking.fail(503, times=None, provider="anthropic")
    for _ in range(2):
        await model_that_answers(agent)
    before = asked(talking, "anthropic")

    assert await model_that_answers(agent) == SECOND
    assert asked(talking, "anthropic") == before


async def test_a_model_without_a_way_in_is_passed_by(knowledge: Knowledge, talking: LLMock) -> None:
    access = {"openai": Access(base_url=talking.base_url("openai"))}
    agent = create_agent(f"{FIRST}, {SECOND}", knowledge, access=access)

    assert await model_that_answers(agent) == SECOND
    await agent.close()


@pytest.mark.parametrize("names", ["anthropic:claude", "anthropic", "nobody:x", "openai:"])
def test_a_setting_that_names_no_usable_model_stops_the_start(
    knowledge: Knowledge, names: str
) -> None:
    with pytest.raises(ModelSettingError):
        create_agent(names, knowledge)


class Clock:
    """Time that passes when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_breaker_opens_after_two_failures_in_a_row() -> None:
    breaker = Breaker(Clock())
    breaker.failed()
    breaker.worked()
    breaker.failed()
    bad_luck = breaker.lets_through()
    breaker.failed()

    assert bad_luck
    assert not breaker.lets_through()


def test_after_a_while_one_turn_tries_for_all() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed()
    breaker.failed()

    clock.now = 31.0

    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]


def test_a_vendor_that_is_back_is_asked_by_all() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed()
    breaker.failed()
    clock.now = 31.0
    breaker.lets_through()

    breaker.worked()

    assert [breaker.lets_through() for _ in range(3)] == [True, True, True]
