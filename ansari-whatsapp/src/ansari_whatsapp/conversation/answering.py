"""Make the answer to a turn: typing is shown, the backend asked, and asked anew when more comes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from ansari_whatsapp.admission.watch import Watch
from ansari_whatsapp.conversation.asking import Asking, Question, TooLateError, in_time
from ansari_whatsapp.conversation.burst import unless_it_grows
from ansari_whatsapp.conversation.granting import Granting
from ansari_whatsapp.conversation.hearing import Hearing
from ansari_whatsapp.conversation.heeding import Heeding
from ansari_whatsapp.conversation.listening import Listening
from ansari_whatsapp.conversation.news import News
from ansari_whatsapp.conversation.quoting import Quoting
from ansari_whatsapp.conversation.turn import Grant, Heed, Listen, Say, Turn
from ansari_whatsapp.conversation.typing import REFRESH_SECONDS, typing
from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.meta.sayings import Saying
from ansari_whatsapp.outbox.store import Answer, new_answer
from ansari_whatsapp.presenters.menus import welcome
from ansari_whatsapp.presenters.texts import ServiceText, service_text
from ansari_whatsapp.presenters.whatsapp_presenter import present
from ansari_whatsapp.utils.ansari_client import BackendRefusedError
from ansari_whatsapp.utils.language_utils import FEW_WORDS, detect_language
from ansari_whatsapp.utils.metrics import Metrics

DEFAULT_LANGUAGE: Final = "en"


class Answering:
    """Gives every turn an answer: the backend's, or a kind sentence."""

    def __init__(
        self,
        *,
        hearing: Hearing,
        asking: Asking,
        granting: Granting,
        heeding: Heeding,
        listening: Listening,
        quoting: Quoting,
        graph: GraphClient,
        watch: Watch,
        patience: timedelta,
        metrics: Metrics,
        typing_refresh: float = REFRESH_SECONDS,
    ) -> None:
        """Take how long an answer to a message is still useful, while we could have given one."""
        self._hearing = hearing
        self._asking = asking
        self._granting = granting
        self._heeding = heeding
        self._listening = listening
        self._quoting = quoting
        self._graph = graph
        self._watch = watch
        self._patience = patience
        self._metrics = metrics
        self._typing_refresh = typing_refresh

    async def answer(self, turn: Turn, hold: Hold, news: News) -> Answer:
        """Give the answer to this turn, or to what it has grown to meanwhile; nothing is sent yet.

        Raises:
            BackendUnavailableError: There may be an answer later.
            HoldLostError: Another instance serves this person by now.
        """
        if isinstance(turn.plan, Say):
            return await self._say(turn, turn.plan.text, hold)
        if isinstance(turn.plan, Grant | Heed):
            await hold.remember(hold.memory.begin(turn.id))
            return answer_to(turn, await self._done(turn, turn.plan, hold))
        hold.memory = replace(hold.memory, may_delete=False)
        async with typing(
            self._graph,
            number_id=turn.number_id,
            wamid=turn.last.inbound.anchor,
            shown=partial(self._time_typing, turn),
            refresh=self._typing_refresh,
        ):
            if isinstance(turn.plan, Listen):
                written = await self._listening.written(turn, turn.plan.voice, hold)
                if isinstance(written, ServiceText):
                    return await self._say(turn, written, hold)
                turn = written
            while True:
                says = await self._says(turn, hold, news)
                grown = await self._hearing.grown(turn, news)
                if says is not None and grown is None:
                    return answer_to(turn, says)
                turn = grown or turn

    def _time_typing(self, turn: Turn) -> None:
        self._metrics.typing_shown(waits_since(turn).total_seconds())

    async def _say(self, turn: Turn, text: ServiceText, hold: Hold) -> Answer:
        said = _in_words(text, _heard(turn, hold))
        await hold.remember(replace(hold.memory.begin(turn.id), may_delete=False))
        return answer_to(turn, (said,))

    async def _says(self, turn: Turn, hold: Hold, news: News) -> Sequence[Saying] | None:
        """Give what to send; None if more came in before there was an answer."""
        question = await self._question(turn, hold)

        async def has_grown() -> bool:
            return await self._hearing.grown(turn, news) is not None

        asking = self._asking.ask(hold, question)
        try:
            if not self._hearing.joins:
                answer: str | None = await asking
            else:
                answer = await unless_it_grows(asking, news, has_grown)
        except (BackendRefusedError, TooLateError):
            return (_in_words(ServiceText.ANSWER_FAILED, question.language),)
        if answer is None:
            return None
        self._metrics.backend_answers(up=True)
        says = [Saying(body=body) for body in present(answer)]
        return says or (_in_words(ServiceText.EMPTY_ANSWER, question.language),)

    async def _done(self, turn: Turn, plan: Grant | Heed, hold: Hold) -> Sequence[Saying]:
        question = await self._question(turn, hold)
        try:
            async with in_time(question.deadline):
                if isinstance(plan, Heed):
                    return await self._heeding.heed(plan.sign, question, hold)
                return await self._granting.grant(plan.wish, question, hold)
        except (BackendRefusedError, TooLateError):
            if isinstance(plan, Heed):
                return ()
            return (_in_words(ServiceText.ANSWER_FAILED, question.language),)

    async def _question(self, turn: Turn, hold: Hold) -> Question:
        return Question(
            turn=turn.id,
            number_id=turn.number_id,
            person=turn.last.inbound.sender,
            words=turn.words,
            message=await self._quoting.with_quotations(turn),
            language=_heard(turn, hold),
            key=turn.key,
            deadline=max(turn.began_at, self._watch.open_since) + self._patience,
            others=turn.behind,
        )


def answer_to(turn: Turn, says: Sequence[Saying]) -> Answer:
    """Make the answer that ends this turn."""
    return new_answer(
        turn.id,
        number_id=turn.number_id,
        to=turn.last.inbound.sender,
        reply_to=turn.last.inbound.anchor,
        covers=turn.covers,
        says=says,
    )


def notice_to(turn: Turn, text: ServiceText, language: str | None) -> Answer:
    """Make a word beside the answer, said once for each turn, however it grows."""
    return notice(turn, f"{turn.messages[0].waiting.id}:{text}", text, language)


def notice(turn: Turn, name: str, text: ServiceText, language: str | None, **values: str) -> Answer:
    """Make a word to the person of this turn, said once under this name."""
    said = service_text(text, language_of(turn, language), **values)
    return _beside(turn, name, Saying(body=said))


def welcome_to(turn: Turn, language: str | None) -> Answer:
    """Make the welcome to whoever this turn is of, said once to each person."""
    return _beside(turn, f"welcome:{turn.person}", welcome(language_of(turn, language)))


def _beside(turn: Turn, name: str, said: Saying) -> Answer:
    return new_answer(
        name,
        number_id=turn.number_id,
        to=turn.last.inbound.sender,
        reply_to=None,
        covers=(),
        says=(said,),
    )


def _in_words(text: ServiceText, language: str) -> Saying:
    return Saying(body=service_text(text, language))


def language_of(turn: Turn, known: str | None) -> str:
    """Tell the language of what was said, by a person known to write in one."""
    return detect_language(turn.words, known=known) if turn.words else known or DEFAULT_LANGUAGE


def _heard(turn: Turn, hold: Hold) -> str:
    """Tell the language of what was said, and keep it in mind unless it was a mere word or two.

    Whoever writes Urdu may well say "thanks".
    """
    language = language_of(turn, hold.memory.language)
    if hold.memory.language is None or len(turn.words.split()) >= FEW_WORDS:
        hold.memory = replace(hold.memory, language=language)
    return language


def waits_since(turn: Turn) -> timedelta:
    """Tell for how long the person has been waiting."""
    return datetime.now(UTC) - turn.began_at
