"""Read what a person has said that is not dealt with, and wait until they have said it all."""

from itertools import groupby

from ansari_whatsapp.conversation.burst import goes_on
from ansari_whatsapp.conversation.news import News
from ansari_whatsapp.conversation.turn import (
    Ask,
    Ignore,
    Message,
    Policy,
    Turn,
    next_turn,
    read_message,
    without_withdrawn,
)
from ansari_whatsapp.inbox.store import Inbox


class Hearing:
    """Turns a person's waiting messages into turns."""

    def __init__(self, inbox: Inbox, policy: Policy) -> None:
        """Take where messages wait, and what an operator decided about them."""
        self._inbox = inbox
        self._policy = policy

    @property
    def joins(self) -> bool:
        """Whether what comes later may join a turn."""
        return bool(self._policy.burst_window)

    async def next(self, person: str, news: News) -> Turn | None:
        """Give the person's next turn, and be done with whatever expects no answer."""
        return next_turn(await self._heard(person, news), self._policy)

    async def all_said(self, person: str, news: News) -> Turn | None:
        """Give the next turn once the person has been silent for the burst window."""
        turn = await self.next(person, news)
        window = self._policy.burst_window
        while turn and isinstance(turn.plan, Ask) and await goes_on(turn, window, news):
            turn = await self.next(person, news)
        return turn

    async def grown(self, turn: Turn, news: News) -> Turn | None:
        """Give the turn with what has joined it meanwhile; None if nothing has.

        Meta delivers in any order: what was sent before but does not go with it, such as a picture,
        must not take its place.
        """
        if not self.joins:
            return None
        heard = await self._heard(turn.person, news)
        now = next_turn(heard, self._policy)
        if now is None or now.covers == turn.covers or not isinstance(now.plan, Ask):
            return None
        still_waits = {message.waiting.id for message in heard}.intersection(turn.covers)
        return now if still_waits.issubset(now.covers) else None

    async def _heard(self, person: str, news: News) -> list[Message]:
        """Read what waits for an answer, in its order."""
        news.clear()
        waiting = await self._inbox.waiting_of(person)
        news.read(waiting)
        messages = without_withdrawn([read_message(one, self._policy) for one in waiting])
        await self._complete_ignored(messages)
        return [message for message in messages if not isinstance(message.plan, Ignore)]

    async def _complete_ignored(self, messages: list[Message]) -> None:
        ignored = [
            (message.plan.outcome, message.waiting.id)
            for message in messages
            if isinstance(message.plan, Ignore)
        ]
        # What was withdrawn goes before the message that says so, which would be needed again.
        for outcome, group in groupby(sorted(ignored, reverse=True), key=lambda pair: pair[0]):
            await self._inbox.complete([event for _, event in group], outcome)
