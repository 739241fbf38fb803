"""The agent: a question in, the pieces of an answer out, whichever model stands behind it."""

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import Final

import structlog
from pydantic_ai import Agent as Runner
from pydantic_ai import RunContext, UsageLimits
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings

from ansari_backend.agent.answering import (
    AnswerBrokenError,
    AnswerEvent,
    AnswerUnavailableError,
    Cited,
    Question,
    Words,
)
from ansari_backend.agent.desk import Desk
from ansari_backend.agent.endings import (
    CutError,
    UnreachableError,
    WordlessError,
    check_last,
    ending,
)
from ansari_backend.agent.history import messages_of, with_references
from ansari_backend.agent.keyless import keyless_model
from ansari_backend.agent.models import Access, chosen_model
from ansari_backend.agent.phrases import phrases_in
from ansari_backend.agent.prompt import prompt
from ansari_backend.agent.speech import Speech
from ansari_backend.agent.tools import MOST_SEARCHES, search_hadith, search_quran
from ansari_backend.knowledge.failures import SearchFailedError
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.languages import language_of

_MOST_STEPS: Final = MOST_SEARCHES + 1
"""In the last one the model has no tools left and must answer."""
_ATTEMPTS: Final = 2
"""A model whose words broke off before anybody saw one is asked once more."""

_log = structlog.get_logger()


class AnsariAgent:
    """`Agent` on pydantic-ai."""

    def __init__(self, model: Model | None, knowledge: Knowledge, seconds: float) -> None:
        self._model = model
        self._knowledge = knowledge
        self._seconds = seconds
        self._runner = Runner(
            deps_type=Desk,
            instructions=[prompt(), _about_the_person],
            tools=[search_quran, search_hadith],
            model_settings=_until_used_up,
            retries=1,
        )

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """See `Agent`."""
        for attempt in range(1, _ATTEMPTS + 1):
            speech = Speech(self._desk(question))
            try:
                async for event in self._events(question, speech):
                    yield event
            except (CutError, UnreachableError, WordlessError) as error:
                _log.warning("model failed", reason=repr(error), attempt=attempt)
                if speech.said:
                    raise AnswerBrokenError(repr(error)) from error
                if isinstance(error, WordlessError):
                    yield Words(text=phrases_in(speech.desk.language).wordless)
                    return
                if isinstance(error, UnreachableError) or attempt == _ATTEMPTS:
                    raise AnswerUnavailableError(repr(error)) from error
            else:
                if sources := tuple(speech.desk.cited.values()):
                    yield Cited(sources=sources)
                return

    async def close(self) -> None:
        """Let go of the connections to the vendor."""
        if self._model is not None:
            # Leaving a model closes them, and only what was entered can be left.
            async with self._model:
                pass

    async def _events(self, question: Question, speech: Speech) -> AsyncIterator[AnswerEvent]:
        history = with_references(question.history, self._knowledge.named)
        speech.desk.remember(history)
        run = self._runner.run_stream_events(
            question.text,
            message_history=messages_of(history),
            model=self._model or keyless_model(speech.desk.language),
            deps=speech.desk,
            usage_limits=UsageLimits(request_limit=_MOST_STEPS + 1),
            timeout=self._seconds,
        )
        try:
            async with run as events:
                async for event in events:
                    for heard in speech.hear(event):
                        yield heard
                check_last(events.all_messages(), marks_its_end=self._model is not None)
        except AgentRunError as error:
            raise ending(error) from error
        except SearchFailedError as error:
            raise UnreachableError(repr(error)) from error
        for rest in speech.end():
            yield rest

    def _desk(self, question: Question) -> Desk:
        language = language_of(question.text, question.language)
        return Desk(knowledge=self._knowledge, language=language)


def _about_the_person(context: RunContext[Desk]) -> str:
    return f"The person's language, as far as is known: {context.deps.language}."


def _until_used_up(context: RunContext[Desk]) -> ModelSettings:
    """Take the choice to search away once it was used up: the prompt, and its cache, stay."""
    if context.deps.searches >= MOST_SEARCHES or context.run_step >= _MOST_STEPS:
        return ModelSettings(tool_choice="none")
    return ModelSettings()


def create_agent(
    model_names: str,
    knowledge: Knowledge,
    *,
    access: Mapping[str, Access] = MappingProxyType({}),
    seconds: float = 120.0,
) -> AnsariAgent:
    """Make the agent on the first usable model of `vendor:model, …`; empty: the key-less one.

    `access` says how each vendor is reached, by its name in `model_names`; `seconds` is how long
    one answer may take.

    Raises:
        ModelSettingError: No model in the list can be used.
    """
    return AnsariAgent(chosen_model(model_names, access), knowledge, seconds)
