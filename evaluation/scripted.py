"""A model that keeps to every rule of the prompt, for nothing: it shows that a case can be passed.

It knows the cases, so it proves nothing about models. It proves that the agent carries what a
model says, and it is what the tests let break one rule at a time.
"""

import json
from collections.abc import AsyncIterator, Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from ansari_backend.agent.shown import shown_words
from ansari_backend.agent.tools import Checked, Finding
from evaluation.cases import Case, Turn
from evaluation.words import words_in

_ANY: Final = "2:153"
"""Where it doesn't matter what is quoted."""
_BOTH: Final = ("search_quran", "search_hadith")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A use of a tool."""

    tool: str
    arguments: dict[str, str | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a model does in one turn: all its searches at once, and then it speaks."""

    turn: Turn
    calls: tuple[Call, ...]
    words: str
    """`{quotes}` stands for the references of those passages found that the case accepts."""
    raw: bool = False
    """Whether the words go out as they are, without the mark before an answer."""
    quoted: int = 2
    """How many passages it quotes."""
    picks: bool = True
    """Whether it quotes only what answers the question."""
    then: tuple[Call, ...] = ()
    """What it calls after its words; a good one calls nothing."""


Change = Callable[[Plan], Plan]


def scripted(cases: Iterable[Case], change: Change = lambda plan: plan) -> FunctionModel:
    """Make the model that knows these cases; `change` makes it do otherwise than it should."""
    turns = {turn.ask.strip(): turn for case in cases for turn in case.turns}

    async def speak(
        messages: list[ModelMessage], _info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        asked, step = _asked(messages, turns)
        plan = change(plan_of(turns[asked]))
        if plan.calls and step == 0:
            yield _calling(plan.calls)
            return
        words = plan.words.replace("{quotes}", _quotes(plan, _found(messages)))
        yield words if plan.raw else f"<answer>\n{words}"
        if plan.then:
            yield _calling(plan.then)

    return FunctionModel(stream_function=speak, model_name="scripted")


def plan_of(turn: Turn) -> Plan:
    """Do what a turn asks for, and nothing else."""
    return Plan(turn=turn, calls=tuple(_calls(turn)), words=_words(turn))


def _calls(turn: Turn) -> Sequence[Call]:
    if turn.tools == () or "field" in turn.speaks_of:
        return []
    named = [_short(each) for each in turn.references]
    sought = list(turn.seeks) or named or [turn.ask if turn.quotes == "none" else _ANY]
    tools = turn.tools or _BOTH
    return [Call(tool=tool, arguments=_arguments(tool, turn, sought)) for tool in tools]


def _arguments(tool: str, turn: Turn, sought: list[str]) -> dict[str, str | list[str]]:
    match tool:
        case "prayer_times":
            return {"city": sought[0]}
        case "check_saying":
            return {"words": sought[0] if turn.seeks else shown_words(turn.ask) or turn.ask}
        case _:
            return {"queries": sought[:4]}


def _short(reference: str) -> str:
    return reference.removeprefix("quran ").removeprefix("hadith ")


def _words(turn: Turn) -> str:
    if turn.says:
        return turn.says
    words = words_in(turn.language)
    own = words["romanised"] if turn.romanised else words
    if "nothing" in turn.speaks_of:
        return str(own["nothing"])
    if turn.quotes == "none":
        return str(own["field"])
    return f"{own['lead']}\n\n{{quotes}}"


def _quotes(plan: Plan, found: Sequence[str]) -> str:
    wanted = (plan.turn.references if plan.picks else ()) or found
    if plan.turn.quotes == "tafsir":
        wanted = [each for each in found if each.startswith("tafsir")][:1]
    quoted = [each for each in found if each in wanted][: plan.quoted]
    return "\n\n".join(f"[[{each}]]" for each in quoted)


def _found(messages: list[ModelMessage]) -> list[str]:
    """Give the references that the tools returned, each once."""
    parts = [part for message in messages for part in message.parts]
    returned = [part.content for part in parts if isinstance(part, ToolReturnPart)]
    findings = [each for content in returned for each in _findings(content)]
    return list(dict.fromkeys(finding.reference for finding in findings))


def _findings(content: object) -> Sequence[Finding]:
    match content:
        case Checked(passage=passage):
            return [passage] if passage else []
        case [*findings]:
            return [each for each in findings if isinstance(each, Finding)]
        case _:
            return []


def _asked(messages: list[ModelMessage], known: Container[str]) -> tuple[str, int]:
    """Give the last of the known questions, and how often the model has spoken since.

    The agent may have asked to go on since, which is no question.
    """
    since = 0
    for message in reversed(messages):
        if isinstance(message, ModelResponse):
            since += 1
            continue
        for part in message.parts:
            if isinstance(part, UserPromptPart) and str(part.content).strip() in known:
                return str(part.content).strip(), since
    raise LookupError("nobody has asked anything that is in a suite")


def _calling(calls: Sequence[Call]) -> DeltaToolCalls:
    return {
        at: DeltaToolCall(
            name=call.tool, json_args=json.dumps(call.arguments), tool_call_id=f"{call.tool}-{at}"
        )
        for at, call in enumerate(calls, start=1)
    }
