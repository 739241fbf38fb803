"""Decide whether a turn is taken: its person may be blocked, we may be closed, or it is too much.

Nothing is counted twice: a turn that is tried again is known by its id.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil

from ansari_whatsapp.admission.controls import Controls
from ansari_whatsapp.admission.quotas import WINDOW, Quotas
from ansari_whatsapp.admission.watch import Watch
from ansari_whatsapp.conversation.answering import notice
from ansari_whatsapp.conversation.turn import Ask, Heed, Listen, Outcome, Plan, Say, Turn
from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.inbox.memory import Allowance
from ansari_whatsapp.meta.messages import Moved
from ansari_whatsapp.outbox.store import Answer
from ansari_whatsapp.presenters.texts import ServiceText


class ClosedError(Exception):
    """Nobody is answered now: leave the message where it is until we are open again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedAway:
    """A turn that gets no answer, now or ever."""

    outcome: Outcome | None
    """How its messages end; None where they wait until we are open."""
    notice: Answer | None = None
    """What the person is told. Its name in the outbox lets it be said once."""
    allowance: Allowance | None = None
    """What is to be remembered of the person's quota, once they were told."""


class Admitting:
    """Asks who is blocked first, then whether we are open, then how much there was."""

    def __init__(
        self, controls: Controls, watch: Watch, quotas: Quotas, *, person_per_hour: int
    ) -> None:
        """Take how many turns one person may have within an hour; 0 for any number."""
        self._controls = controls
        self._watch = watch
        self._quotas = quotas
        self._person_per_hour = person_per_hour

    async def turned_away(self, turn: Turn, hold: Hold) -> TurnedAway | None:
        """Say how a turn is turned away; None lets it in, and counts it."""
        if self._watch.is_blocked(turn.last.inbound.sender):
            await self._block_on(turn)
            return TurnedAway(outcome=Outcome.BLOCKED)
        if (closed := self._watch.closed) is not None:
            return TurnedAway(outcome=None, notice=_closed(turn, hold, closed))
        if not _counts(turn.plan):
            return None
        return await self._within_quotas(turn, hold, datetime.now(UTC))

    async def _block_on(self, turn: Turn) -> None:
        """Who is blocked stays so under a new number or id."""
        for message in turn.messages:
            if isinstance(message.inbound.content, Moved):
                await self._controls.block(message.inbound.content.current.name)

    async def _within_quotas(self, turn: Turn, hold: Hold, now: datetime) -> TurnedAway | None:
        allowance = hold.memory.allowance or await hold.recall()
        if allowance and allowance.turn == turn.id:
            return None
        if allowance and allowance.silent_until and now < allowance.silent_until:
            return TurnedAway(outcome=Outcome.OVER_QUOTA)
        if allowance is None or now >= allowance.began_at + WINDOW:
            allowance = Allowance(began_at=now)
        if self._person_per_hour and allowance.taken >= self._person_per_hour:
            until: datetime | None = allowance.began_at + WINDOW
        else:
            until = await self._quotas.take(now)
        if until is None:
            counted = replace(allowance, taken=allowance.taken + 1, turn=turn.id)
            hold.memory = replace(hold.memory, allowance=counted)
            return None
        return TurnedAway(
            outcome=Outcome.OVER_QUOTA,
            notice=_too_many(turn, hold, until, until - now),
            allowance=replace(allowance, silent_until=until),
        )


def _counts(plan: Plan) -> bool:
    """Tell whether it costs something. A wish does not: who wants their data deleted can say so."""
    return isinstance(plan, Ask | Listen | Say)


def _closed(turn: Turn, hold: Hold, closed: str) -> Answer | None:
    if isinstance(turn.plan, Heed):  # nobody waits for a word about a reaction
        return None
    name = f"maintenance:{closed}:{turn.person}"
    return notice(turn, name, ServiceText.MAINTENANCE, hold.memory.language)


def _too_many(turn: Turn, hold: Hold, until: datetime, left: timedelta) -> Answer:
    name = f"too_many:{until.isoformat(timespec='milliseconds')}:{turn.person}"
    minutes = str(ceil(left.total_seconds() / 60))
    return notice(turn, name, ServiceText.TOO_MANY, hold.memory.language, minutes=minutes)
