"""Send what the outbox holds for a turn, from the first part that is not known to be sent."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ansari_whatsapp.meta.errors import SendLaterError, SendRefusedError, SendUnknownError
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.outbox.store import Answer, Outbox, Part, State


class Fate(StrEnum):
    """What became of an answer."""

    SENT = "sent"
    REFUSED = "refused"


class Delivery:
    """Brings parts to Meta, one after the other and each of them once."""

    def __init__(self, outbox: Outbox, graph: GraphClient, *, status_wait: timedelta) -> None:
        """Wait `status_wait` for a status before a part with unknown fate is sent again."""
        self._outbox = outbox
        self._graph = graph
        self._status_wait = status_wait

    async def deliver(self, answer: Answer) -> Fate:
        """Send what is left of an answer.

        Raises:
            SendLaterError: A part was not sent; call again after a pause.
            SendUnknownError: A part may have been sent; call again soon, a status may have come.
        """
        for part in answer.parts:
            if part.state is State.REFUSED:
                return Fate.REFUSED
            if part.state is State.ACCEPTED:
                continue
            if self._may_still_be_confirmed(part):
                raise SendUnknownError(0)
            try:
                await self._send(answer, part)
            except SendRefusedError as error:
                await self._outbox.mark(part, State.REFUSED, code=error.code)
                return Fate.REFUSED
        return Fate.SENT

    def _may_still_be_confirmed(self, part: Part) -> bool:
        """Meta has no key against sending twice: only time tells that no status will come."""
        if part.state is not State.SENDING or part.tried_at is None:
            return False
        return datetime.now(UTC) - part.tried_at < self._status_wait

    async def _send(self, answer: Answer, part: Part) -> None:
        await self._outbox.mark(part, State.SENDING)
        try:
            wamid = await self._graph.send_text(
                number_id=answer.number_id,
                to=answer.to,
                body=part.body,
                reply_to=answer.reply_to if part.place == 0 else None,
                reference=part.reference,
            )
        except SendLaterError as error:
            await self._outbox.mark(part, State.STORED, code=error.code)
            raise
        await self._outbox.mark(part, State.ACCEPTED, wamid=wamid)
