"""A model that misquotes on purpose: nothing false leaves as a quotation."""

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from ansari_backend.agent.ansari import AnsariAgent
from ansari_backend.agent.answering import Counts, Made, Question, Words
from ansari_backend.agent.lineup import Candidate, Lineup
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.providers.breaker import Breaker

QUESTIONS = {
    "en": "What is said about being steadfast?",
    "ar": "ماذا ورد عن الثبات في الشدائد؟",
    "ur": "ثابت قدمی کے بارے میں کیا آیا ہے؟",
    "id": "Apa yang dikatakan tentang keteguhan?",
    "fr": "Que dit-on de la constance ?",
}
LAID_BEFORE = (
    ("search_quran", "2:153"),
    ("search_quran", "94:5"),
    ("search_hadith", "Bukhari 1302"),
)
MISQUOTES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("misquotes.toml").read_text("utf-8")
)
CASES = [(language, case) for language, cases in MISQUOTES.items() for case in cases]


def scripted(said: str) -> FunctionModel:
    """A model that has the three passages looked up, and then says what it is told to say."""

    async def stream(
        messages: list[ModelMessage], _: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        if any(isinstance(part, ToolReturnPart) for part in messages[-1].parts):
            for at in range(0, len(said), 7):
                yield said[at : at + 7]
            return
        for at, (name, query) in enumerate(LAID_BEFORE):
            arguments = f'{{"queries": ["{query}"]}}'
            yield {at: DeltaToolCall(name=name, json_args=arguments, tool_call_id=str(at))}

    def at_once(_: list[ModelMessage], __: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=[TextPart(content=said)])

    return FunctionModel(at_once, stream_function=stream)


async def answer(knowledge: Knowledge, language: str, said: str) -> tuple[str, Counts]:
    model = scripted(f"<answer>\n{said}")
    candidate = Candidate("scripted", lambda: model, Breaker(), marks_its_end=False)
    agent = AnsariAgent(Lineup([candidate]), knowledge, seconds=20)
    question = Question(text=QUESTIONS[language], language=language)
    events = [event async for event in agent.answer(question)]
    made = events[-1]
    assert isinstance(made, Made)
    return "".join(event.text for event in events if isinstance(event, Words)), made.counts


def test_there_are_enough_cases_in_five_languages() -> None:
    assert len(CASES) >= 60
    assert len(MISQUOTES) == 5


@pytest.mark.parametrize(
    ("language", "case"), CASES, ids=[f"{lang}-{n}" for n, (lang, _) in enumerate(CASES)]
)
async def test_nothing_false_leaves_as_a_quotation(
    knowledge: Knowledge, language: str, case: dict[str, Any]
) -> None:
    said, counts = await answer(knowledge, language, case["said"])

    assert [false for false in case["never"] if false in said] == []
    assert [true for true in case.get("shown", ()) if true not in said] == []
    assert counts.corrected + counts.removed >= 1
