"""Make the answer to a turn: typing is shown, the backend asked, and asked anew when more comes."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from ansari_whatsapp.conversation.asking import Asking, Question, TooLateError
from ansari_whatsapp.conversation.burst import unless_it_grows
from ansari_whatsapp.conversation.hearing import Hearing
from ansari_whatsapp.conversation.turn import Say, Turn
from ansari_whatsapp.conversation.typing import REFRESH_SECONDS, typing
from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.outbox.store import Answer, new_answer
from ansari_whatsapp.presenters.texts import ServiceText, service_text
from ansari_whatsapp.presenters.whatsapp_presenter import present
from ansari_whatsapp.utils.ansari_client import BackendRefusedError
from ansari_whatsapp.utils.language_utils import detect_language

DEFAULT_LANGUAGE: Final = "en"


class Answering:
    """Gives every turn an answer: the backend's, or a kind sentence."""

    def __init__(
        self,
        hearing: Hearing,
        asking: Asking,
        graph: GraphClient,
        *,
        patience: timedelta,
        typing_refresh: float = REFRESH_SECONDS,
    ) -> None:
        """Take how long after its arrival an answer to a message is still useful."""
        self._hearing = hearing
        self._asking = asking
        self._graph = graph
        self._patience = patience
        self._typing_refresh = typing_refresh

    async def answer(self, turn: Turn, hold: Hold, news: asyncio.Event) -> Answer:
        """Give the answer to this turn, or to what it has grown to meanwhile; nothing is sent yet.

        Raises:
            BackendUnavailableError: There may be an answer later.
            HoldLostError: Another instance serves this person by now.
        """
        if isinstance(turn.plan, Say):
            await hold.remember(hold.memory.begin(turn.id))
            return answer_to(turn, (service_text(turn.plan.text, language_of(turn)),))
        async with typing(
            self._graph,
            number_id=turn.number_id,
            wamid=turn.last.inbound.wamid,
            refresh=self._typing_refresh,
        ):
            while True:
                bodies = await self._bodies(turn, hold, news)
                grown = await self._hearing.grown(turn)
                if bodies is not None and grown is None:
                    return answer_to(turn, bodies)
                turn = grown or turn

    async def _bodies(self, turn: Turn, hold: Hold, news: asyncio.Event) -> tuple[str, ...] | None:
        """Give what to send; None if more came in before there was an answer."""
        question = Question(
            turn=turn.id,
            person=turn.last.inbound.sender,
            words=turn.words,
            language=language_of(turn),
            key=turn.key,
            deadline=turn.began_at + self._patience,
        )

        async def has_grown() -> bool:
            return await self._hearing.grown(turn) is not None

        asking = self._asking.ask(hold, question)
        try:
            if not self._hearing.joins:
                answer: str | None = await asking
            else:
                answer = await unless_it_grows(asking, news, has_grown)
        except (BackendRefusedError, TooLateError):
            return (service_text(ServiceText.ANSWER_FAILED, question.language),)
        if answer is None:
            return None
        return present(answer) or (service_text(ServiceText.EMPTY_ANSWER, question.language),)


def answer_to(turn: Turn, bodies: Sequence[str]) -> Answer:
    """Make the answer that ends this turn."""
    return new_answer(
        turn.id,
        number_id=turn.number_id,
        to=turn.last.inbound.sender,
        reply_to=turn.last.inbound.wamid,
        covers=turn.covers,
        bodies=bodies,
    )


def notice_to(turn: Turn, text: ServiceText) -> Answer:
    """Make a word beside the answer, said once for each turn, however it grows."""
    first = turn.messages[0].waiting.id
    return new_answer(
        f"{first}:{text}",
        number_id=turn.number_id,
        to=turn.last.inbound.sender,
        reply_to=None,
        covers=(),
        bodies=(service_text(text, language_of(turn)),),
    )


def language_of(turn: Turn) -> str:
    """Tell the language of what was said."""
    return detect_language(turn.words) if turn.words else DEFAULT_LANGUAGE


def waits_since(turn: Turn) -> timedelta:
    """Tell for how long the person has been waiting."""
    return datetime.now(UTC) - turn.began_at
