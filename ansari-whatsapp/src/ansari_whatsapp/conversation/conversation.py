"""One turn of a person, from its messages' arrival to its answer's delivery.

A turn can be taken again after a crash at any moment: the chat remembers which turn was begun, the
backend gives the same answer for the same key, and the outbox holds what is to be sent.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from ansari_whatsapp.conversation.admitting import Admitting, ClosedError, TurnedAway
from ansari_whatsapp.conversation.answering import (
    Answering,
    notice_to,
    waits_since,
    welcome_to,
)
from ansari_whatsapp.conversation.hearing import Hearing
from ansari_whatsapp.conversation.identities import Identities
from ansari_whatsapp.conversation.leaving import Leaving
from ansari_whatsapp.conversation.news import News
from ansari_whatsapp.conversation.turn import Heed, Outcome, Say, Turn
from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.inbox.forgetting import Forgetting
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.messages import Moved, Reaction
from ansari_whatsapp.outbox.delivery import DeliverLaterError, Delivery, Fate
from ansari_whatsapp.outbox.store import Answer, Outbox
from ansari_whatsapp.presenters.texts import ServiceText
from ansari_whatsapp.utils.ansari_client import BackendUnavailableError
from ansari_whatsapp.utils.metrics import Metrics
from ansari_whatsapp.utils.tracing import stage_span, trace_of, turn_span
from ansari_whatsapp.utils.whatsapp_logger import alias, get_logger

log = get_logger()

TOLD_AFTER: Final = timedelta(seconds=20)
"""Who waits longer than this for a backend that is down is told so, once."""


class Conversation:
    """Takes a person's turns, one after the other."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        outbox: Outbox,
        hearing: Hearing,
        admitting: Admitting,
        answering: Answering,
        delivery: Delivery,
        identities: Identities,
        forgetting: Forgetting,
        leaving: Leaving,
        metrics: Metrics,
    ) -> None:
        """Take the rooms that a turn walks through."""
        self._inbox = inbox
        self._outbox = outbox
        self._hearing = hearing
        self._admitting = admitting
        self._answering = answering
        self._delivery = delivery
        self._identities = identities
        self._forgetting = forgetting
        self._leaving = leaving
        self._metrics = metrics

    async def take_turn(self, hold: Hold, news: News) -> bool:
        """Bring the person's next answer to them, and tell whether more may wait.

        `news` is set whenever more comes in.

        Raises:
            BackendUnavailableError: There may be an answer later.
            ClosedError: There will be one when we are open again.
            DeliverLaterError: There is an answer, to be sent after a pause.
            FencedOffError, HoldLostError: Another instance serves this person by now.
        """
        answer = await self._begun_answer(hold)
        if answer is not None:
            with _in_trace(answer.turn, answer.covers, None), self._timed("sending"):
                fate = await self._delivery.deliver(answer, hold.fence)
            await self._end(answer, fate, hold, "resumed")
            return True
        if not hold.memory.is_welcomed:  # they may have been here before, and be forgotten
            await self._forgetting.drop_repeats(hold.person)
        turn = await self._hearing.all_said(hold.person, news)
        if turn is None:
            return False
        if (away := await self._admitting.turned_away(turn, hold)) is not None:
            await self._turn_away(turn, away, hold)
            return news.is_set() or not turn.is_last
        is_first = hold.memory.attempts == 0
        with _in_trace(turn.id, turn.covers, turn.began_at if is_first else None):
            await self._welcome(turn, hold)
            self._metrics.took("waiting", waits_since(turn).total_seconds())
            with self._timed("answering"):
                answer = await self._new_answer(turn, hold, news)
            with self._timed("sending"):
                fate = await self._deliver_new(answer, hold)
        await self._end(answer, fate, hold, type(turn.plan).__name__.lower())
        return news.is_set() or not turn.is_last

    async def _end(self, answer: Answer, fate: Fate, hold: Hold, plan: str) -> None:
        """Let the messages go that the answer is to."""
        outcome = _outcome(answer, fate)
        await self._inbox.complete(answer.covers, outcome)
        if hold.memory.is_leaving:
            await self._leaving.end(answer.to, hold)
        elif hold.is_forgotten:  # they go by another name from now on
            await self._forgetting.forget([hold.person])
        hold.memory = hold.memory.end()
        self._metrics.turn_ended(plan, outcome, len(answer.parts))
        log.info(
            "turn ended",
            hold=hold.fence,
            person=alias(hold.person),
            message=alias(answer.turn),
            trace_id=trace_of(answer.turn),
            outcome=outcome,
            parts=len(answer.parts),
        )

    async def _turn_away(self, turn: Turn, away: TurnedAway, hold: Hold) -> None:
        """Tell the person, unless they were told, and be done with what is not to wait."""
        if away.notice is not None:
            await self._delivery.deliver_new(away.notice, hold.fence)
        if away.outcome is None:
            raise ClosedError
        if away.outcome is Outcome.BLOCKED:
            await self._inbox.complete_unkept(turn.covers, away.outcome)
        else:
            await self._inbox.complete(turn.covers, away.outcome)
        hold.memory = replace(hold.memory.end(), allowance=away.allowance or hold.memory.allowance)
        self._metrics.turn_ended(type(turn.plan).__name__.lower(), away.outcome, 0)

    async def give_up(self, hold: Hold, reason: str) -> None:
        """Set the turn aside that fails again and again, and apologise for it if that is possible.

        What is in the way may be as little as one message that can't be read.
        """
        try:
            turn = await self._hearing.next(hold.person, News())
        except Exception:  # noqa: BLE001 - the very fault for which we give up
            turn = None
        if turn is None:
            await self._inbox.set_aside(await self._inbox.first_of(hold.person), reason)
        else:
            await self._inbox.set_aside(turn.covers, reason)
            await self._tell(turn, ServiceText.ANSWER_FAILED, hold)
        hold.memory = hold.memory.end()

    async def _begun_answer(self, hold: Hold) -> Answer | None:
        """Find what an earlier holder, or an earlier attempt, has stored for the turn it began."""
        if hold.memory.turn is None:
            return None
        return await self._outbox.take_over(hold.memory.turn, hold.fence)

    async def _new_answer(self, turn: Turn, hold: Hold, news: News) -> Answer:
        """Make the answer; who waits long for it is told so."""
        try:
            return await self._answering.answer(turn, hold, news)
        except BackendUnavailableError:
            self._metrics.backend_answers(up=False)
            if waits_since(turn) > TOLD_AFTER and not isinstance(turn.plan, Heed):
                await self._tell(turn, ServiceText.TAKES_LONGER, hold)
            raise

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            with stage_span(stage):
                yield
        finally:
            self._metrics.took(stage, time.monotonic() - began)

    async def _deliver_new(self, answer: Answer, hold: Hold) -> Fate:
        """Deliver it; one that says nothing need not be stored, since it can be made again."""
        return await self._delivery.deliver_new(answer, hold.fence) if answer.parts else Fate.SENT

    async def _welcome(self, turn: Turn, hold: Hold) -> None:
        """Introduce Ansari to a newcomer, before the answer that takes its time.

        Its name in the outbox is the same whenever we try, so it is said once. It holds no answer
        up: where the number or the person has no room now, it is said before the next answer.
        """
        if hold.memory.is_welcomed or _is_no_beginning(turn):
            return
        await self._identities.join(turn.last.inbound.sender, hold)
        if hold.memory.is_welcomed:
            return
        greeting = welcome_to(turn, hold.memory.language)
        if not self._delivery.has_room(greeting):
            return
        with suppress(DeliverLaterError):
            await self._delivery.deliver_new(greeting, hold.fence)
            hold.memory = replace(hold.memory, is_welcomed=True)

    async def _tell(self, turn: Turn, text: ServiceText, hold: Hold) -> None:
        with suppress(DeliverLaterError):  # a courtesy: what matters must not wait for it
            await self._delivery.deliver_new(
                notice_to(turn, text, hold.memory.language), hold.fence
            )


@contextmanager
def _in_trace(turn: str, covers: Sequence[str], since: datetime | None) -> Iterator[None]:
    """Name the turn in each line that is logged from here on in this task, and in its spans."""
    structlog.contextvars.bind_contextvars(message=alias(turn), trace_id=trace_of(turn))
    with turn_span(turn, covers, since):
        yield


def _outcome(answer: Answer, fate: Fate) -> Outcome:
    if not answer.parts:
        return Outcome.NOTHING_TO_SAY
    return Outcome.ANSWERED if fate is Fate.SENT else Outcome.UNDELIVERABLE


def _is_no_beginning(turn: Turn) -> bool:
    """Tell whether it is no time for a welcome: it is too late, or nothing was said to us."""
    match turn.plan:
        case Say(text=ServiceText.TOO_OLD):
            return True
        case Heed(sign=Reaction() | Moved()):
            return True
        case _:
            return False
