"""Let the agent speak to whoever listens, and keep what it says besides its words."""

import re
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

from ansari_backend.agent.answering import (
    About,
    Agent,
    AnswerEvent,
    AnswerUnavailableError,
    Cited,
    Learned,
    Made,
    Place,
    Question,
    Source,
    Words,
)
from ansari_backend.conversations.values import CitedSource, Location, Record, Told
from ansari_backend.turns.asking import Turn
from ansari_backend.turns.broadcast import Broadcast
from ansari_backend.turns.transcript import Past


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What stands behind the words."""

    sources: tuple[CitedSource, ...] = ()
    record: Record | None = None
    learned: Told | None = None
    """What the person told of themselves, if they did."""
    lasting: bool = False
    """Whether others who ask the same may be given it."""


def question_of(turn: Turn, past: Past, seconds: float) -> Question:
    """Put the question as the agent takes it, to be answered within so many seconds."""
    return Question(
        text=turn.message,
        history=past.exchanges,
        summary=past.notes,
        language=re.split("[-_]", turn.language)[0].lower(),
        place=_place(turn.location),
        about=About(**asdict(turn.told)),
        seconds=seconds,
    )


async def speak(agent: Agent, question: Question, broadcast: Broadcast) -> Spoken:
    """Say the words as they come, and return on what they stand.

    Raises:
        AnswerUnavailableError: There was not a word.
    """
    events: AsyncIterator[AnswerEvent] = agent.answer(question)
    sources: tuple[CitedSource, ...] = ()
    record, lasting, learned = None, False, None
    async for event in events:
        match event:
            case Words(text=text):
                _say(text, broadcast)
            case Cited(sources=cited):
                sources = tuple(_kept(source) for source in cited)
            case Learned(about=about):
                learned = Told(**asdict(about))
            case Made():
                record, lasting = _record(event), event.lasting
    if not broadcast.text:
        raise AnswerUnavailableError("the agent said nothing")
    return Spoken(sources=sources, record=record, lasting=lasting, learned=learned)


def _say(text: str, broadcast: Broadcast) -> None:
    """An answer of nothing but blanks is none: leading ones are dropped until a word comes."""
    piece = text if broadcast.text else text.lstrip()
    if piece:
        broadcast.say(piece)


def _kept(source: Source) -> CitedSource:
    return CitedSource(
        reference=source.reference,
        title=source.title,
        language=source.language,
        link=source.link,
        text=source.text,
    )


def _record(made: Made) -> Record:
    spending = made.spending
    return Record(
        model=made.model,
        requests=spending.requests,
        input_tokens=spending.input_tokens,
        output_tokens=spending.output_tokens,
        cached_tokens=spending.cached_tokens,
        dollars=None if spending.dollars is None else float(spending.dollars),
        **asdict(made.counts),
    )


def _place(location: Location | None) -> Place | None:
    if location is None:
        return None
    return Place(latitude=location.latitude, longitude=location.longitude)
