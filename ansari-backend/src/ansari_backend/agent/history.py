"""Turn what was said before into a model's messages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    UserPromptPart,
)

from ansari_backend.agent.answering import Exchange
from ansari_backend.agent.quoting import folded
from ansari_backend.knowledge.passages import Reference

_LONGEST: Final = 24_000
"""Characters of history that a model gets: some forty messages of a chat."""


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


def messages_of(history: Sequence[Exchange]) -> list[ModelMessage]:
    """Give the newest part of a history that fits, from a person's words on."""
    recent = list(_recent(history))
    while recent and recent[0].role == "assistant":
        del recent[0]
    return [_message(exchange) for exchange in recent]


def _recent(history: Sequence[Exchange]) -> Iterator[Exchange]:
    room = _LONGEST
    kept = []
    for exchange in reversed(history):
        room -= len(exchange.content)
        if room < 0:
            break
        kept.append(exchange)
    return reversed(kept)


def _message(exchange: Exchange) -> ModelMessage:
    if exchange.role == "user":
        return ModelRequest(parts=[UserPromptPart(content=exchange.content)])
    return ModelResponse(parts=[TextPart(content=exchange.content)])
