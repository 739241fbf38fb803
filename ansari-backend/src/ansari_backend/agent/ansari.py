"""The agent: a question in, the pieces of an answer out, whichever model stands behind it."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import structlog
from anyio import to_thread
from pydantic_ai import Agent as Runner
from pydantic_ai import RunContext
from pydantic_ai.settings import ModelSettings

from ansari_backend.agent.about import Heard, hear
from ansari_backend.agent.answering import (
    AnswerBrokenError,
    AnswerEvent,
    AnswerUnavailableError,
    Condensed,
    Counts,
    Exchange,
    Learned,
    Made,
    Question,
    Words,
)
from ansari_backend.agent.calendar import prayer_times
from ansari_backend.agent.checking import Checker
from ansari_backend.agent.condensing import condensed
from ansari_backend.agent.desk import Desk
from ansari_backend.agent.endings import EndingError, counts_against_vendor
from ansari_backend.agent.history import messages_of, outgrown, with_references
from ansari_backend.agent.lineup import KEYLESS, Candidate, Keyless, Lineup
from ansari_backend.agent.models import Access, candidates
from ansari_backend.agent.prompt import library_prompt, prompt, prompt_version
from ansari_backend.agent.remembering import briefing, reply
from ansari_backend.agent.services import tools_for
from ansari_backend.agent.shown import own_words
from ansari_backend.agent.speech import Speech
from ansari_backend.agent.spending import Spending
from ansari_backend.agent.telling import Telling
from ansari_backend.agent.tools import MOST_PASSAGES, MOST_SEARCHES, MOST_STEPS, TOOLS
from ansari_backend.care.needs import cry_in
from ansari_backend.knowledge.failures import SearchFailedError
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.languages import spoken_in, texts_language
from ansari_backend.providers.library import Library

CARE: Final = "care"
MEMORY: Final = "memory"
"""Named as the models of what no model said."""

_RESERVE_SECONDS: Final = 3.0
"""Kept for the last resort when models are slow."""

_log = structlog.get_logger()


class AnsariAgent:
    """`Agent` on pydantic-ai."""

    def __init__(
        self,
        lineup: Lineup,
        knowledge: Knowledge,
        seconds: float,
        texts: str = "",
        library: Library | None = None,
    ) -> None:
        """`texts` names the edition of what `knowledge` holds; `library` is closed with this."""
        self._lineup = lineup
        self._knowledge = knowledge
        self._library = library or Library()
        self._seconds = seconds
        self._texts = texts
        self._runner = Runner(
            deps_type=Desk,
            instructions=[
                prompt(),
                *([library_prompt()] if self._library.providers else []),
                _about_the_person,
            ],
            tools=[*TOOLS, *tools_for(self._library), prayer_times],
            model_settings=_until_used_up,
            retries=1,
        )

    @property
    def edition(self) -> str | None:
        """See `Agent`. What the key-less model says costs nothing to say again."""
        if self._lineup.best == KEYLESS:
            return None
        return f"{self._lineup.best} {prompt_version()} {self._texts} {self._library.edition}"

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """See `Agent`. Somebody in need is not kept waiting for a model, nor left to one."""
        if cry := await to_thread.run_sync(cry_in, own_words(question.text)):
            yield Words(text=cry.answer(question.language))
            yield Made(model=CARE, spending=Spending(), counts=Counts(), lasting=False)
            return
        heard = await to_thread.run_sync(hear, own_words(question.text), question.about)
        if heard and heard.about != question.about:
            yield Learned(about=heard.about)
        if heard and heard.is_all:
            yield Words(text=reply(heard, question, _spoken(question)))
            yield Made(model=MEMORY, spending=Spending(), counts=Counts(), lasting=False)
            return
        async for event in self._noted_and_answered(question, heard):
            yield event

    async def condense(self, summary: str, history: Sequence[Exchange]) -> Condensed | None:
        """See `Agent`."""
        if not outgrown(history):  # nor does it then with its quotations folded
            return None
        folded = with_references(history, self._knowledge.named)
        return await condensed(self._lineup, summary, folded)

    async def close(self) -> None:
        """See `Agent`."""
        await self._lineup.close()
        await self._library.close()

    async def _noted_and_answered(
        self, question: Question, heard: Heard | None
    ) -> AsyncIterator[AnswerEvent]:
        """Say first what was noted, if anything was."""
        lead, about = "", heard.about if heard else question.about
        if heard and about != question.about:
            lead = f"{reply(heard, question, _spoken(question))}\n\n"
        async for event in self._answered(replace(question, about=about)):
            match event:
                case Words() if lead:
                    yield Words(text=lead + event.text)
                    lead = ""
                case Made() if heard or about.known:
                    yield replace(event, lasting=False)  # it is for nobody else
                case _:
                    yield event

    async def _answered(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """Let one after the other of the models try."""
        until = time.monotonic() + min(self._seconds, question.seconds or self._seconds)
        spent = Spending()
        for candidate in [Keyless()] if question.is_free else self._lineup:
            desk = self._desk(question, spent)
            try:
                async for event in self._told_by(candidate, question, desk, until):
                    yield event
            except (EndingError, SearchFailedError) as error:
                self._failed(candidate, error)
                spent = desk.spending  # whoever answers in the end, this is to be paid too
                if desk.heard:
                    raise AnswerBrokenError(repr(error)) from error
            else:
                candidate.breaker.worked()
                return
        raise AnswerUnavailableError("nobody could answer")

    async def _told_by(
        self, candidate: Candidate | Keyless, question: Question, desk: Desk, until: float
    ) -> AsyncIterator[AnswerEvent]:
        history = with_references(question.history, self._knowledge.named)
        desk.remember(history)
        check = str if candidate.is_ours else Checker(desk, question.text).checked
        telling = Telling(
            runner=self._runner,
            model=await candidate.ready(desk.voice),
            marks_its_end=candidate.marks_its_end,
            speech=Speech(desk, check),
            until=until if candidate.is_ours else until - _RESERVE_SECONDS,
        )
        async for event in telling.tell(question.text, messages_of(question.summary, history)):
            yield event
        is_first = candidate.name == self._lineup.best
        best = is_first and not candidate.is_ours
        yield Made(
            model=candidate.name,
            spending=desk.spending,
            counts=desk.counts,
            lasting=best and desk.lasting and not desk.unsearched,
            fell_back=not is_first,
            tool_times=tuple(desk.tool_times),
        )

    def _failed(self, candidate: Candidate | Keyless, error: Exception) -> None:
        _log.warning("model failed", model=candidate.name, reason=repr(error))
        if counts_against_vendor(error):
            candidate.breaker.failed()

    def _desk(self, question: Question, spent: Spending) -> Desk:
        spoken = _spoken(question)
        return Desk(
            spending=spent,
            knowledge=self._knowledge,
            library=self._library,
            language=texts_language(spoken),
            spoken=spoken,
            place=question.place,
            about=question.about,
        )


def _spoken(question: Question) -> str:
    """Give the language to answer in: the one they asked for, or that of their words."""
    words = own_words(question.text) or question.text
    return question.about.language or spoken_in(words, question.language)


def _about_the_person(context: RunContext[Desk]) -> str:
    desk = context.deps
    language = f"The person's language, as far as is known: {desk.voice}."
    return f"{language}\n{briefing(desk.about)}"


def _until_used_up(context: RunContext[Desk]) -> ModelSettings:
    """Take the choice to search away once it was used up: the prompt, and its cache, stay."""
    desk = context.deps
    used_up = desk.searches >= MOST_SEARCHES or not desk.room(MOST_PASSAGES)
    if desk.heard or used_up or context.run_step >= MOST_STEPS:
        return ModelSettings(tool_choice="none")
    return ModelSettings()


def create_agent(
    model_names: str,
    knowledge: Knowledge,
    *,
    access: Mapping[str, Access] = MappingProxyType({}),
    seconds: float = 120.0,
    silence: float = 30.0,
    texts: str = "",
    library: Library | None = None,
) -> AnsariAgent:
    """Make the agent on the models of `vendor:model, …`, the best first; empty: the key-less one.

    `access` says how each vendor is reached, by its name in `model_names`; `seconds` is how long
    one answer may take, `silence` how long a model may say nothing; `texts` names their edition;
    `library` holds the services of others that are searched, none if it isn't given.

    Raises:
        ModelSettingError: No model in the list can be used.
    """
    lineup = Lineup(candidates(model_names, access, silence))
    return AnsariAgent(lineup, knowledge, seconds, texts, library)
