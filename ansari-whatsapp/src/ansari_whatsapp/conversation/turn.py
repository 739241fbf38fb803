"""One message's turn: read it, ask, present, send, or apologise."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ansari_whatsapp.conversation.typing import typing
from ansari_whatsapp.inbox.store import Waiting
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.meta.messages import Inbound, Silent, Text, read_message
from ansari_whatsapp.outbox.delivery import Delivery, Fate
from ansari_whatsapp.outbox.store import Answer, Outbox
from ansari_whatsapp.presenters.texts import ServiceText, service_text
from ansari_whatsapp.presenters.whatsapp_presenter import present
from ansari_whatsapp.utils.ansari_client import (
    AnsariClient,
    BackendRefusedError,
    BackendUnavailableError,
    Person,
)
from ansari_whatsapp.utils.language_utils import detect_language

DEFAULT_LANGUAGE = "en"
TITLE_WORDS = 6


class Outcome(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    NOTHING_TO_SAY = "nothing_to_say"
    NOT_OUR_NUMBER = "not_our_number"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an operator decided about turns."""

    number_ids: frozenset[str]
    retention: timedelta
    """A chat silent for longer than this goes on in a new thread."""
    age_limit: timedelta
    """A message older than this is not answered any more."""
    patience: timedelta
    """How long after its arrival a message may wait for a backend that is down."""
    under_maintenance: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Takes one message after another from its arrival to its answer's delivery."""

    backend: AnsariClient
    graph: GraphClient
    outbox: Outbox
    delivery: Delivery
    policy: Policy

    async def take_turn(self, waiting: Waiting) -> Outcome:
        """Bring the message's answer to its person. May be called again after any crash.

        Raises:
            BackendUnavailableError: There may be an answer later.
            SendLaterError: There is an answer, to be sent after a pause.
            SendUnknownError: It may have been sent; a status will tell, or time.
        """
        if waiting.number_id not in self.policy.number_ids:
            return Outcome.NOT_OUR_NUMBER
        inbound = read_message(waiting.payload)
        if isinstance(inbound.content, Silent):
            return Outcome.NOTHING_TO_SAY
        answer = await self.outbox.find(waiting.id)
        if answer is None:
            answer = await self._make_answer(waiting, inbound)
        fate = await self.delivery.deliver(answer)
        return Outcome.ANSWERED if fate is Fate.SENT else Outcome.UNDELIVERABLE

    async def _make_answer(self, waiting: Waiting, inbound: Inbound) -> Answer:
        """Store an answer before anything of it is sent, and return what is stored."""
        match inbound.content:
            case Text(body=words):
                bodies = await self._answer_text(waiting, inbound, words)
            case _:
                kind = inbound.content.kind
                bodies = (service_text(ServiceText.for_kind(kind), DEFAULT_LANGUAGE),)
        return await self.outbox.store(
            waiting.id,
            number_id=waiting.number_id,
            to=inbound.sender,
            reply_to=inbound.wamid,
            bodies=bodies,
        )

    async def _answer_text(self, waiting: Waiting, inbound: Inbound, words: str) -> tuple[str, ...]:
        language = detect_language(words)
        now = datetime.now(UTC)
        if self.policy.under_maintenance:
            return (service_text(ServiceText.MAINTENANCE, language),)
        if now.timestamp() - waiting.sent_at > self.policy.age_limit.total_seconds():
            return (service_text(ServiceText.TOO_OLD, language),)
        try:
            async with typing(self.graph, number_id=waiting.number_id, wamid=inbound.wamid):
                answer = await self._ask(waiting, inbound, words, language)
        except BackendRefusedError:
            return (service_text(ServiceText.ANSWER_FAILED, language),)
        except BackendUnavailableError:
            if now - waiting.received_at < self.policy.patience:
                raise
            return (service_text(ServiceText.ANSWER_FAILED, language),)
        return present(answer) or (service_text(ServiceText.EMPTY_ANSWER, language),)

    async def _ask(self, waiting: Waiting, inbound: Inbound, words: str, language: str) -> str:
        if not await self.backend.is_registered(inbound.sender):
            await self.backend.register(inbound.sender, language)
        return await self.backend.ask(
            inbound.sender,
            thread_id=await self._thread(inbound.sender, words),
            message=words,
            key=inbound.wamid,
            deadline=(waiting.received_at + self.policy.patience).timestamp(),
        )

    async def _thread(self, person: Person, words: str) -> str:
        """Go on with the last thread, or begin one after a long silence."""
        last = await self.backend.last_thread(person)
        if last.thread_id and last.last_message_time:
            silence = datetime.now(UTC) - last.last_message_time
            if silence < self.policy.retention:
                return last.thread_id
        return await self.backend.create_thread(person, " ".join(words.split()[:TITLE_WORDS]))
