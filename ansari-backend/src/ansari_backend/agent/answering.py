"""What the agent is asked and what it gives back, whichever model stands behind it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One message of the thread so far, oldest first in a history."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asks now, and what was said before."""

    text: str
    history: tuple[Exchange, ...] = ()
    language: str = "en"
    """The person's language as last known (ISO 639-1); their words may show another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolUse:
    """A search at work, for those who watch: it is no part of the answer."""

    name: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The next piece of the final answer, references already replaced by the texts."""

    text: str


AnswerEvent = ToolUse | Words


class AnswerUnavailableError(Exception):
    """Nothing was said and nothing is wrong with the question: try again later."""


class AnswerBrokenError(Exception):
    """The answer broke off after its first words: what was said must not pass for whole."""


class Agent(Protocol):
    """Answers one question after another; keeps no state between them."""

    def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """Yield the answer piece by piece; at least one `Words` comes, or an error is raised.

        Raises:
            AnswerUnavailableError: Before any `Words`.
            AnswerBrokenError: After the first `Words`.
        """
        ...
