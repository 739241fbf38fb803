"""Send what the outbox holds for a turn, from the first part that is not known to be sent."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from ansari_whatsapp.meta.errors import (
    NumberLimitError,
    OperatorNeededError,
    PersonLimitError,
    SendLaterError,
    SendRefusedError,
    SendUnknownError,
)
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.outbox.pacing import Bucket, NumberPace, Pacing
from ansari_whatsapp.outbox.store import (
    Answer,
    Outbox,
    Part,
    State,
    StatusCameFirstError,
)
from ansari_whatsapp.utils.whatsapp_logger import get_logger

LONGEST_WAIT: Final = 3.0
"""Seconds that a delivery waits in place; for longer its person is let go until then."""

LONGEST_PERSON_PAUSE: Final = 256.0
LONGEST_PAUSE: Final = 60.0
OPERATOR_PAUSE: Final = 60.0
"""How often a number that only its operator can mend is tried again."""

UNREAD_PAUSE: Final = 1.0
LONGEST_STATUS_PAUSE: Final = timedelta(minutes=2)
"""After a longer outage an answer is worth more to its person than the certainty that it is new."""

MOST_TRIES: Final = 10
"""Of a part whose fate stays unknown while others get through: then the message is to blame."""

LOOK_SECONDS: Final = 0.2

log = get_logger()


class DeliverLaterError(Exception):
    """Call again after `seconds`: nothing is lost, and nothing is sent meanwhile."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Fate(StrEnum):
    """What became of an answer."""

    SENT = "sent"
    REFUSED = "refused"


class Delivery:
    """Brings parts to Meta, one after the other and each of them once."""

    def __init__(
        self,
        outbox: Outbox,
        graph: GraphClient,
        pacing: Pacing,
        *,
        status_wait: timedelta,
        order_wait: timedelta,
        hears_since: datetime,
        has_unread_statuses: Callable[[], Awaitable[bool]],
    ) -> None:
        """Take how long to wait for statuses.

        Args:
            outbox: Where the parts are.
            graph: Where they go.
            pacing: How fast.
            status_wait: Before a part whose fate is unknown is sent again.
            order_wait: Before the next part is sent although the last one is not known to have
                left. Meta doesn't deliver in the order of our calls.
            hears_since: When we began to receive statuses. While nobody was there to hear one, its
                absence tells nothing: that time is not counted.
            has_unread_statuses: Tells whether statuses have come in that ought to be noted by now.
        """
        self._outbox = outbox
        self._graph = graph
        self._pacing = pacing
        self._status_wait = status_wait
        self._order_wait = order_wait
        self._hears_since = hears_since
        self._has_unread_statuses = has_unread_statuses

    async def deliver_new(self, answer: Answer, fence: int) -> Fate:
        """Store an answer before anything of it is sent, and send what is stored.

        Raises:
            DeliverLaterError: A part was not sent, or may have been: call `deliver` then.
            FencedOffError: A later holder does it.
        """
        is_to_wait = self._pace(answer) > 0
        if is_to_wait:
            self._give_pace_back(answer)
        else:
            answer = _setting_out(answer)  # stored as being sent at once: that saves a write
        stored = await self._outbox.store(answer, fence)
        is_ours = stored is answer  # else an earlier holder had stored one
        set_out = stored.parts[0] if is_ours and not is_to_wait else None
        return await self._deliver(stored, fence, set_out=set_out)

    async def deliver(self, answer: Answer, fence: int) -> Fate:
        """Send what is left of an answer that is stored; raises as `deliver_new`."""
        return await self._deliver(answer, fence, set_out=None)

    async def _deliver(self, answer: Answer, fence: int, *, set_out: Part | None) -> Fate:
        try:
            return await self._deliver_parts(answer, fence, set_out=set_out)
        except StatusCameFirstError as error:
            raise DeliverLaterError("a status came first", 0.0) from error

    async def _deliver_parts(self, answer: Answer, fence: int, *, set_out: Part | None) -> Fate:
        for part in answer.parts:
            if part.state is State.REFUSED:
                return Fate.REFUSED
            if part.state is State.ACCEPTED:
                continue
            try:
                if part is set_out:
                    await self._send(answer, part, fence)
                else:
                    await self._set_out_and_send(answer, part, fence)
            except SendRefusedError as error:
                log.error("part refused", code=error.code)  # noqa: TRY400 - the code says all
                return Fate.REFUSED
        return Fate.SENT

    async def _set_out_and_send(self, answer: Answer, part: Part, fence: int) -> None:
        self._insist_on_its_fate(part)
        if part.state is State.SENDING and await self._has_unread_statuses():
            raise DeliverLaterError("statuses are being read", UNREAD_PAUSE)
        if part.place > 0:
            await self._let_the_one_before_leave(answer, part.place - 1)
        await self._wait_for_its_pace(answer)
        await self._send(answer, await self._outbox.mark(part, State.SENDING, fence), fence)

    def _insist_on_its_fate(self, part: Part) -> None:
        """Meta has no key against sending twice: only time tells that no status will come.

        While nobody was there to hear it, Meta has paused longer and longer between its tries. The
        next of such growing pauses is about as long as all before it.
        """
        if part.state is not State.SENDING or part.tried_at is None:
            return
        heard_since = max(part.tried_at, self._hears_since)
        next_pause = min(heard_since - part.tried_at, LONGEST_STATUS_PAUSE)
        heard_for = datetime.now(UTC) - heard_since
        left = (self._status_wait + next_pause - heard_for).total_seconds()
        if left > 0:
            raise DeliverLaterError("fate unknown", min(left, max(1.0, left / 4)))

    async def _let_the_one_before_leave(self, answer: Answer, place: int) -> None:
        async def has_left() -> bool:
            now = await self._outbox.read(answer.turn)
            return now is None or now.parts[place].is_confirmed

        try:
            async with asyncio.timeout(self._order_wait.total_seconds()):
                while not await has_left():  # noqa: ASYNC110 - another instance may learn it
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            return

    async def _send(self, answer: Answer, part: Part, fence: int) -> None:
        """Give a part to Meta that is marked as being sent."""
        number = self._pacing.number(answer.number_id)
        try:
            wamid = await self._graph.send(
                number_id=answer.number_id,
                to=answer.to,
                saying=part.saying,
                reply_to=answer.reply_to if part.place == 0 else None,
                reference=part.reference,
            )
        except SendRefusedError as error:
            await self._outbox.mark(part, State.REFUSED, fence, code=error.code)
            raise
        except SendLaterError as error:
            await self._outbox.mark(part, State.STORED, fence, code=error.code)
            raise self._postponed(error, part.tries, answer.number_id) from error
        except SendUnknownError as error:
            if part.tries >= MOST_TRIES and number.works(self._pacing.clock()):
                await self._outbox.mark(part, State.REFUSED, fence, code=error.code)
                raise SendRefusedError(error.code) from error
            log.warning("part of unknown fate", code=error.code)
            self._insist_on_its_fate(replace(part, tried_at=datetime.now(UTC)))
            raise DeliverLaterError("fate unknown", 1.0) from error
        number.succeed(self._pacing.clock())
        await self._outbox.mark(part, State.ACCEPTED, fence, wamid=wamid)

    async def _wait_for_its_pace(self, answer: Answer) -> None:
        seconds = self._pace(answer)
        if seconds > LONGEST_WAIT:
            self._give_pace_back(answer)
            raise DeliverLaterError("pace", seconds)
        if seconds:
            await asyncio.sleep(seconds)

    def has_room(self, answer: Answer) -> bool:
        """Tell whether a message to this person could leave at once."""
        has_room = self._pace(answer) == 0
        self._give_pace_back(answer)
        return has_room

    def _pace(self, answer: Answer) -> float:
        """Take the right to send one message after so many seconds."""
        number, person = self._paces(answer)
        now = self._pacing.clock()
        return max(number.wait(now), person.wait(now))

    def _give_pace_back(self, answer: Answer) -> None:
        for pace in self._paces(answer):
            pace.give_back()

    def _paces(self, answer: Answer) -> tuple[NumberPace, Bucket]:
        person = answer.to.phone or answer.to.whatsapp_id or ""
        return self._pacing.number(answer.number_id), self._pacing.person(person)

    def _postponed(self, error: SendLaterError, tries: int, number_id: str) -> DeliverLaterError:
        """Tell how long to wait, and slow down or stop what has to be slower."""
        number, now = self._pacing.number(number_id), self._pacing.clock()
        match error:
            case PersonLimitError():
                pause = min(4.0 ** (tries - 1), LONGEST_PERSON_PAUSE)
            case NumberLimitError():
                pause = number.slow_down(now)
            case OperatorNeededError():
                log.error("sending stopped: see to token and account", code=error.code)
                number.stop(now, OPERATOR_PAUSE)
                pause = OPERATOR_PAUSE
            case _:
                pause = min(2.0 ** (tries - 1), LONGEST_PAUSE)
        return DeliverLaterError(f"{type(error).__name__} {error.code}", pause)


def _setting_out(answer: Answer) -> Answer:
    """Mark the first part as being sent."""
    first = replace(answer.parts[0], state=State.SENDING, tried_at=datetime.now(UTC), tries=1)
    return replace(answer, parts=(first, *answer.parts[1:]))
