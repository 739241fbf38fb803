"""Turn what was said before into a model's messages, within a budget of tokens.

The newest turns are told whole. What is older is in a summary, or goes into it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    UserPromptPart,
)

from ansari_backend.agent.answering import Exchange
from ansari_backend.agent.phrases import all_phrases
from ansari_backend.agent.quoting import folded
from ansari_backend.agent.summary import listed, tokens_in
from ansari_backend.knowledge.passages import Reference

RECENT_TOKENS: Final = 5_500
"""All whole turns together."""
MOST_EXCHANGES: Final = 40
_LONGEST: Final = 1_200
"""Tokens of one message: a book that somebody passed on must not drive all else out."""
_EARLIER: Final = "[Earlier in this conversation]"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTurn:
    """A question with its answer, each of a bearable length."""

    asked: str
    answered: str

    @property
    def tokens(self) -> int:
        """How much of the budget it takes."""
        return tokens_in(self.asked) + tokens_in(self.answered)

    @property
    def messages(self) -> tuple[ModelMessage, ModelMessage]:
        """What a model is told of it."""
        asked = ModelRequest(parts=[UserPromptPart(content=self.asked)])
        return asked, ModelResponse(parts=[TextPart(content=self.answered)])


def with_references(
    history: Sequence[Exchange], named: Callable[[str], Sequence[Reference]]
) -> list[Exchange]:
    """Fold the quotations in Ansari's own answers; a person's words stay as they are."""
    return [
        replace(exchange, content=folded(exchange.content, named))
        if exchange.role == "assistant"
        else exchange
        for exchange in history
    ]


def messages_of(summary: str, history: Sequence[Exchange]) -> list[ModelMessage]:
    """Give the newest turns that fit, whole; of those before them their questions."""
    turns = turns_in(history)
    recent = list(_recent(turns))
    older = turns[: len(turns) - len(recent)]
    notes = listed(summary, [turn.asked for turn in older])
    told = [message for turn in reversed(recent) for message in turn.messages]
    return [*_earlier(notes), *told]


def turns_in(history: Iterable[Exchange]) -> list[WholeTurn]:
    """Pair questions with their answers.

    Half a turn would confuse a model, and one that was refused would lead it to refuse again.
    """
    return [
        WholeTurn(asked=_bearable(asked.content), answered=_bearable(answered.content))
        for asked, answered in pairwise(history)
        if (asked.role, answered.role) == ("user", "assistant") and not _is_refused(answered)
    ]


def outgrown(history: Sequence[Exchange]) -> int:
    """Count the exchanges from the oldest on that are to be summed up: none while all fit.

    It is half of the room that is cleared, so that it isn't to be done again at the next turn.
    """
    if len(history) <= MOST_EXCHANGES and _tokens(history) <= RECENT_TOKENS:
        return 0
    cut = len(history)
    while cut and len(history) - cut < MOST_EXCHANGES // 2:
        if _tokens(history[cut - 1 :]) > RECENT_TOKENS // 2:
            break
        cut -= 1
    while cut < len(history) and history[cut].role == "assistant":
        cut += 1
    return cut


def _recent(turns: Sequence[WholeTurn]) -> Iterator[WholeTurn]:
    room = RECENT_TOKENS
    for turn in reversed(turns):
        room -= turn.tokens
        if room < 0:
            return
        yield turn


def _earlier(notes: str) -> Iterator[ModelMessage]:
    if notes:
        quoted = "\n".join(f"> {line}" for line in notes.splitlines())
        yield ModelRequest(parts=[UserPromptPart(content=f"{_EARLIER}\n{quoted}")])


def _tokens(history: Iterable[Exchange]) -> int:
    return sum(tokens_in(_bearable(exchange.content)) for exchange in history)


def _bearable(text: str) -> str:
    """Leave the middle out of a text that is too long."""
    tokens = tokens_in(text)
    if tokens <= _LONGEST:
        return text
    kept = len(text) * _LONGEST // tokens // 3
    while tokens_in(shorter := f"{text[: 2 * kept]} … {text[-kept:]}") > _LONGEST:
        kept = kept * 9 // 10
    return shorter


def _is_refused(answered: Exchange) -> bool:
    return any(answered.content.strip() == phrases.wordless for phrases in all_phrases())
