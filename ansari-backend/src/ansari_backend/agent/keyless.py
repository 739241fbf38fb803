"""A model of our own that needs no key: it searches, and answers with what it found.

It speaks the same protocol as a vendor's model, so that nothing else knows the difference.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass
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

from ansari_backend.agent.calendar import Day
from ansari_backend.agent.marker import START
from ansari_backend.agent.phrases import Phrases, asks_for_times, courtesy, phrases_in
from ansari_backend.agent.shown import own_words, shown_words
from ansari_backend.agent.tools import Checked, Finding

_QUOTED: Final = {"search_quran": 2, "search_hadith": 1}
"""How many passages of each search an answer shows: more would fill the screen."""
_MARKED: Final = re.compile(
    r"[“„«](?P<curved>[^“”„«»]{8,})[”“»]"
    r"|(?<!\w)[\"'‘](?P<straight>[^\"]{8,}?)[\"'’](?!\w)"
)
_LOOKED_AT: Final = 4000
"""Characters of a message in which marks are looked for: where many open and none closes, each is
followed to the end, and all people's answers wait meanwhile."""
_SAYING: Final = 3
"""Words that somebody is said to have said; fewer are names and terms."""
_CHECK: Final = "check_saying"
_DAY: Final = "prayer_times"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    tool: str
    arguments: dict[str, str | list[str]]


def keyless_model(language: str) -> FunctionModel:
    """Make the model for one turn, in which it speaks this language."""

    def at_once(messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
        reply = _reply(messages, language)
        if isinstance(reply, str):
            return ModelResponse(parts=[TextPart(content=reply)])
        calls = [ToolCallPart(tool_name=call.tool, args=dict(call.arguments)) for call in reply]
        return ModelResponse(parts=calls)

    async def piecewise(
        messages: list[ModelMessage], _info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        reply = _reply(messages, language)
        if isinstance(reply, str):
            for line in reply.splitlines(keepends=True):
                yield line
            return
        yield {
            at: DeltaToolCall(
                name=call.tool, json_args=json.dumps(call.arguments), tool_call_id=call.tool
            )
            for at, call in enumerate(reply)
        }

    return FunctionModel(at_once, stream_function=piecewise, model_name="keyless")


def _reply(messages: list[ModelMessage], language: str) -> str | list[_Call]:
    returns = [part for part in messages[-1].parts if isinstance(part, ToolReturnPart)]
    if returns:
        return f"{START}\n{_answer(returns, phrases_in(language))}"
    asked = _last_question(messages)
    polite = None if shown_words(asked) else courtesy(own_words(asked), language)
    return f"{START}\n{polite}" if polite else _calls(asked)


def _calls(asked: str) -> list[_Call]:
    """Look for what the person asks about; somebody else's words that they show are checked."""
    if shown := shown_words(asked) or _between_marks(own_words(asked)):
        return [_Call(tool=_CHECK, arguments={"words": shown})]
    if asks_for_times(asked):
        return [_Call(tool=_DAY, arguments={"city": own_words(asked)})]
    queries = [own_words(asked)]
    return [_Call(tool=name, arguments={"queries": queries}) for name in _QUOTED]


def _between_marks(asked: str) -> str:
    """Give the words that a question puts between quotation marks: it is about these."""
    found = _MARKED.search(asked, 0, _LOOKED_AT)
    words = (found["curved"] or found["straight"]).strip() if found else ""
    return words if len(words.split()) >= _SAYING else ""


def _answer(returns: list[ToolReturnPart], phrases: Phrases) -> str:
    if returns[0].tool_name == _DAY:
        return _told_day(returns[0].content, phrases)
    references = [f"[[{reference}]]" for part in returns for reference in _best(part)]
    if references:
        return "\n\n".join([_lead(returns, phrases), *references, phrases.alone])
    if any(part.outcome != "success" for part in returns):
        return phrases.alone
    return phrases.unknown_saying if returns[0].tool_name == _CHECK else phrases.nothing


def _told_day(day: object, phrases: Phrases) -> str:
    if not isinstance(day, Day):
        return phrases.which_city
    told = {
        "city": day.city,
        "date": day.date,
        "hijri": day.hijri or "",
        "qibla": str(day.qibla),
        **(asdict(day.times) if day.times else {}),
    }
    return (phrases.day if day.times else phrases.day_without_sun).format_map(told).strip()


def _lead(returns: list[ToolReturnPart], phrases: Phrases) -> str:
    return phrases.found_saying if returns[0].tool_name == _CHECK else phrases.found


def _best(part: ToolReturnPart) -> Iterator[str]:
    if part.outcome != "success":
        return
    if part.tool_name == _CHECK:
        checked = cast("Checked", part.content)
        if checked.passage:
            yield checked.passage.reference
        return
    for finding in cast("list[Finding]", part.content)[: _QUOTED[part.tool_name]]:
        # Nobody reads it before a person does: somebody in grief must not get just any verse.
        if finding.certain:
            yield finding.reference


def _last_question(messages: list[ModelMessage]) -> str:
    prompts = (
        part.content
        for message in reversed(messages)
        for part in reversed(message.parts)
        if isinstance(part, UserPromptPart) and isinstance(part.content, str)
    )
    return next(prompts, "")
