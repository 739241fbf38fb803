"""A model of our own that needs no key: it searches, and answers with what it found.

It speaks the same protocol as a vendor's model, so that nothing else knows the difference.
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Final, cast

from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from ansari_backend.agent.marker import START
from ansari_backend.agent.phrases import Phrases, courtesy, phrases_in
from ansari_backend.agent.tools import Finding

_QUOTED: Final = {"search_quran": 2, "search_hadith": 1}
"""How many passages of each search an answer shows: more would fill the screen."""


def keyless_model(language: str) -> FunctionModel:
    """Make the model for one turn, in which it speaks this language."""

    def at_once(messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
        reply = _reply(messages, language)
        if isinstance(reply, str):
            return ModelResponse(parts=[TextPart(content=reply)])
        return ModelResponse(
            parts=[ToolCallPart(tool_name=name, args={"query": reply.query}) for name in _QUOTED]
        )

    async def piecewise(
        messages: list[ModelMessage], _info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        reply = _reply(messages, language)
        if isinstance(reply, str):
            for line in reply.splitlines(keepends=True):
                yield line
            return
        arguments = json.dumps({"query": reply.query})
        yield {
            at: DeltaToolCall(name=name, json_args=arguments, tool_call_id=name)
            for at, name in enumerate(_QUOTED)
        }

    return FunctionModel(at_once, stream_function=piecewise, model_name="keyless")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    query: str


def _reply(messages: list[ModelMessage], language: str) -> str | _Search:
    parts = messages[-1].parts
    returns = [part for part in parts if isinstance(part, ToolReturnPart)]
    if returns:
        return f"{START}\n{_answer(returns, phrases_in(language))}"
    asked = _last_question(messages)
    polite = courtesy(asked, language)
    return f"{START}\n{polite}" if polite else _Search(query=asked)


def _answer(returns: list[ToolReturnPart], phrases: Phrases) -> str:
    references = [f"[[{reference}]]" for part in returns for reference in _best(part)]
    failed = [phrases.unsearched] if any(part.outcome != "success" for part in returns) else []
    found = [phrases.found, *references, phrases.alone] if references else [phrases.nothing]
    return "\n\n".join([*found, *failed])


def _best(part: ToolReturnPart) -> Iterator[str]:
    if part.outcome == "success":
        for finding in cast("list[Finding]", part.content)[: _QUOTED[part.tool_name]]:
            yield finding.reference


def _last_question(messages: list[ModelMessage]) -> str:
    prompts = (
        part.content
        for message in reversed(messages)
        for part in message.parts
        if isinstance(part, UserPromptPart) and isinstance(part.content, str)
    )
    return next(prompts, "")
