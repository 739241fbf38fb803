"""What the agent is asked and what it gives back, whichever model stands behind it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ansari_backend.agent.spending import Spending


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One message of the thread so far, oldest first in a history."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on earth, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a person told of themselves; None where they did not."""

    language: str | None = None
    """In which they want to be answered, whatever they write in (ISO 639-1)."""
    school: str | None = None
    level: str | None = None

    @property
    def known(self) -> bool:
        """Tell whether there is anything."""
        return any((self.language, self.school, self.level))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asks now, and what was said before."""

    text: str
    history: tuple[Exchange, ...] = ()
    summary: str = ""
    """Of what was said before that."""
    language: str = "en"
    """The person's language as last known (ISO 639-1); their words may show another."""
    place: Place | None = None
    """Where the person is, if they ever told."""
    about: About = About()
    seconds: float | None = None
    """How long the answer is of use; None: as long as the agent takes."""
    is_free: bool = False
    """Whether it must cost nothing: then no vendor's model is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolUse:
    """A search at work, for those who watch: it is no part of the answer."""

    name: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The next piece of the final answer, references already replaced by the texts."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What is known of the person from now on, by what they said in this turn."""

    about: About


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A passage that the answer quotes, as a person looks it up."""

    reference: str
    """The form that `ansari_backend.knowledge` reads: `quran 2:255`, `hadith bukhari 1`; or the
    service that lent it and where it stands: `usul: al-Mawsu'a al-Fiqhiyya 3/42`."""
    title: str
    language: str | None
    """Of the translation that was shown; None where only the Arabic was."""
    link: str | None
    """None where no page is known to show this very passage."""
    text: str
    """All of it in Markdown: an answer may show only the beginning of a long hadith."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What the answer quoted, each once; comes last, and only if there was anything."""

    sources: tuple[Source, ...]


@dataclass(slots=True, kw_only=True)
class Counts:
    """What became of the quotations of an answer."""

    inserted: int = 0
    """Put in by reference."""
    verified: int = 0
    """Typed by the model, and right."""
    corrected: int = 0
    """Typed by the model with a wrong word or reference, and put right."""
    removed: int = 0
    """In no text of ours, or not seen by any tool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How the answer came about, for the record; comes last of all."""

    model: str
    spending: Spending
    counts: Counts
    lasting: bool
    """Whether it is as good tomorrow, for anybody who asks the same: nothing failed on the way."""
    fell_back: bool = False
    """Whether a better model was to answer, and could not."""
    tool_times: tuple[tuple[str, float], ...] = ()
    """Each tool that was called, and how many seconds it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """The older part of a conversation, summed up."""

    summary: str
    covered: int
    """How many exchanges from the oldest on are in it now."""
    model: str
    spending: Spending


AnswerEvent = ToolUse | Learned | Words | Cited | Made


class AnswerUnavailableError(Exception):
    """Nothing was said and nothing is wrong with the question: try again later."""


class AnswerBrokenError(Exception):
    """The answer broke off after its first words: what was said must not pass for whole."""


class Agent(Protocol):
    """Answers one question after another; keeps no state between them."""

    @property
    def edition(self) -> str | None:
        """Name the model, prompt and texts: with another one answers differ. None: never mind."""
        ...

    def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """Yield the answer piece by piece; at least one `Words` comes, or an error is raised.

        Raises:
            AnswerUnavailableError: Before any `Words`.
            AnswerBrokenError: After the first `Words`.
        """
        ...

    async def condense(self, summary: str, history: Sequence[Exchange]) -> Condensed | None:
        """Sum up the oldest part of a history that has grown too long; None while it has not.

        `summary` is of what was before `history`; the new one takes its place.
        """
        ...

    async def close(self) -> None:
        """Let go of the connections to vendors and services; nothing is asked any more."""
        ...
