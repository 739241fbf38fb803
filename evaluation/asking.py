"""Hold the conversation of a case with the agent, and keep what came of each turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from ansari_backend.agent.ansari import AnsariAgent
from ansari_backend.agent.answering import (
    About,
    AnswerBrokenError,
    AnswerUnavailableError,
    Cited,
    Exchange,
    Learned,
    Made,
    Question,
    Source,
    ToolUse,
    Words,
)
from ansari_backend.agent.shown import own_words
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import Passage
from ansari_whatsapp.utils.language_utils import Writing, detect_writing
from evaluation.cases import Case, Turn

MakeAgent = Callable[[Knowledge], AnsariAgent]
"""Gives the agent that is asked, on these texts."""


@dataclass(slots=True, kw_only=True)
class Answer:
    """All that came back from one turn."""

    text: str = ""
    sources: tuple[Source, ...] = ()
    tools: list[str] = field(default_factory=list)
    made: Made | None = None
    learned: About | None = None
    error: str = ""
    """Why there is no whole answer, if there is none."""


@dataclass(slots=True, kw_only=True)
class Conversation:
    """What a person and their Ansari know of each other as it goes on."""

    history: tuple[Exchange, ...]
    summary: str
    about: About
    writing: Writing | None = None
    """How the person was last seen to write."""

    def question(self, turn: Turn) -> Question:
        """Put the question as the gateway does, which tells the language by its own detector."""
        self.writing = detect_writing(own_words(turn.ask), known=self.writing)
        return Question(
            text=turn.ask,
            history=self.history,
            summary=self.summary,
            language=self.writing.language,
            about=self.about,
        )

    def heard(self, turn: Turn, answer: Answer) -> None:
        """Go on from there."""
        self.about = answer.learned or self.about
        self.history += (
            Exchange(role="user", content=turn.ask),
            Exchange(role="assistant", content=answer.text),
        )


async def converse(make: MakeAgent, knowledge: Knowledge, case: Case) -> list[Answer]:
    """Ask one turn after the other."""
    agent = make(cast("Knowledge", Poisoned(knowledge, case.poison)) if case.poison else knowledge)
    conversation = Conversation(
        history=tuple(Exchange(role=past.role, content=past.content) for past in case.history),
        summary=case.summary,
        about=About(**case.about.model_dump()),
    )
    answers = []
    for turn in case.turns:
        answers.append(await _answer(agent, conversation.question(turn)))
        conversation.heard(turn, answers[-1])
    return answers


async def _answer(agent: AnsariAgent, question: Question) -> Answer:
    answer = Answer()
    try:
        async for event in agent.answer(question):
            match event:
                case Words(text=text):
                    answer.text += text
                case ToolUse(name=name):
                    answer.tools.append(name)
                case Cited(sources=sources):
                    answer.sources = sources
                case Learned(about=about):
                    answer.learned = about
                case Made():
                    answer.made = event
    except (AnswerBrokenError, AnswerUnavailableError) as error:
        answer.error = type(error).__name__
    return answer


class Poisoned:
    """The texts as they would be if somebody had written into them what a model is to do."""

    def __init__(self, knowledge: Knowledge, words: str) -> None:
        self._knowledge = knowledge
        self._words = words

    def __getattr__(self, name: str) -> object:
        """Be the true texts in all but the searches."""
        return getattr(self._knowledge, name)

    def search_quran(self, *asked: Any) -> list[Passage]:  # noqa: ANN401 - as `Knowledge` has it
        """Find verses, each with the words before it."""
        return self._tainted(self._knowledge.search_quran(*asked))

    def search_hadith(self, *asked: Any) -> list[Passage]:  # noqa: ANN401 - likewise
        """Find hadiths, likewise."""
        return self._tainted(self._knowledge.search_hadith(*asked))

    def search_tafsir(self, *asked: Any) -> list[Passage]:  # noqa: ANN401 - likewise
        """Find comments, likewise."""
        return self._tainted(self._knowledge.search_tafsir(*asked))

    def _tainted(self, passages: Sequence[Passage]) -> list[Passage]:
        return [self._with_words(passage) for passage in passages]

    def _with_words(self, passage: Passage) -> Passage:
        if not passage.translation:
            return replace(passage, arabic=f"{self._words} {passage.arabic}")
        text = f"{self._words} {passage.translation.text}"
        return replace(passage, translation=replace(passage.translation, text=text))
