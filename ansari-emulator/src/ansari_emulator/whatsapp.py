"""WhatsApp itself: carries words between people and the business, and keeps track of each."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from ansari_emulator.background import Background
from ansari_emulator.business import Business
from ansari_emulator.chats.contents import Content, Reaction
from ansari_emulator.chats.events import Events, MessageChanged, PersonJoined, TypingShown
from ansari_emulator.chats.messages import (
    Author,
    Failure,
    Forwarded,
    Message,
    Messages,
    Status,
    UnknownMessageError,
    new_message_id,
)
from ansari_emulator.chats.offers import Offer, Pressed, UnknownChoiceError
from ansari_emulator.chats.people import Person, PhoneBook
from ansari_emulator.chats.templates import Templates
from ansari_emulator.clock import Clock
from ansari_emulator.faults.switches import Faults
from ansari_emulator.media.store import MediaStore
from ansari_emulator.quotas.quotas import Quotas
from ansari_emulator.records.calls import Calls
from ansari_emulator.records.counts import Counts
from ansari_emulator.records.traffic import Traffic
from ansari_emulator.webhooks import bodies
from ansari_emulator.webhooks.callback import Callback
from ansari_emulator.webhooks.contents import Body
from ansari_emulator.webhooks.post_office import PostOffice

TYPING_LASTS: Final = timedelta(seconds=25)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsApp:
    """The platform between a person's phone and the business."""

    business: Business
    callback: Callback
    post_office: PostOffice
    background: Background
    now: Clock
    status_pause: float
    faults: Faults
    counts: Counts
    calls: Calls
    traffic: Traffic
    backstage: Events
    """What phones don't show."""
    people: PhoneBook = field(default_factory=PhoneBook)
    messages: Messages = field(default_factory=Messages)
    media: MediaStore = field(default_factory=MediaStore)
    templates: Templates = field(default_factory=Templates)
    quotas: Quotas = field(default_factory=Quotas)
    events: Events = field(default_factory=Events)

    def join(self, person: Person) -> None:
        """Let `person` use WhatsApp from now on; the business may write to them for a day."""
        self.people.add(person)
        for number_id in self.business.numbers:
            self.quotas.open_window(number_id, person.phone, self.now())
        self.events.publish(PersonJoined(person=person))

    def say(
        self,
        person: Person,
        content: Content,
        *,
        number_id: str | None = None,
        replies_to: str | None = None,
        forwarded: Forwarded | None = None,
    ) -> Message:
        """A person sends something to the business; `DELIVERED` once the business has taken it.

        Raises:
            UnknownNumberError: The business has no such number.
            UnknownMessageError: What it quotes or reacts to is not in their chat.
        """
        for other in (replies_to, content.message_id if isinstance(content, Reaction) else None):
            if other is not None:
                self._find(person, other)
        message = self._write(person, Author.PERSON, content, number_id)
        return self._send(person, replace(message, replies_to=replies_to, forwarded=forwarded))

    def press(self, person: Person, message_id: str, choice_id: str) -> Message:
        """A person presses a button or row of a message of the business.

        Raises:
            UnknownMessageError: There is no such message in their chat.
            UnknownChoiceError: It offers nothing like that.
        """
        offering = self._find(person, message_id)
        pressed = _pressed(offering.offer, choice_id)
        return self.say(person, pressed, number_id=offering.number_id, replies_to=message_id)

    def _find(self, person: Person, message_id: str) -> Message:
        message = self.messages.get(message_id)
        if message.phone != person.phone:
            raise UnknownMessageError
        return message

    def _send(self, person: Person, message: Message) -> Message:
        self.quotas.hear(message.number_id, person.phone, message.written_at)
        self.keep(message.at(Status.SENT, message.written_at))
        self.background.start(self._bring(person, message))
        return message

    def answer(
        self,
        person: Person,
        content: Content,
        *,
        number_id: str | None = None,
        callback_data: str | None = None,
        replies_to: str | None = None,
        to_phone: bool = True,
        failure: Failure | None = None,
    ) -> Message:
        """The business writes to a person, and hears by webhook how far it has come.

        With a `failure` it doesn't arrive.
        """
        message = replace(
            self._write(person, Author.BUSINESS, content, number_id),
            callback_data=callback_data,
            replies_to=replies_to,
            to_phone=to_phone,
            failure=failure,
        )
        self.keep(message)
        self.background.start(self._report(person, message))
        return message

    def mark_read(self, message_id: str, *, typing: bool) -> Message:
        """The business has read this message and all before it, and perhaps begins to type."""
        read = self.messages.get(message_id)
        for message in self.messages.chat_with(read.phone):
            if message.author is Author.PERSON and message.number_id == read.number_id:
                self.reach(message.id, Status.READ)
            if message.id == message_id:
                break
        if typing:
            until = self.now() + TYPING_LASTS
            self.events.publish(TypingShown(phone=read.phone, until=until))
        return self.messages.get(message_id)

    def _write(
        self, person: Person, author: Author, content: Content, number_id: str | None
    ) -> Message:
        number_id = number_id or self.business.phone_number_id
        self.business.display(number_id)
        return Message(
            id=new_message_id(),
            phone=person.phone,
            number_id=number_id,
            author=author,
            content=content,
            written_at=self.now(),
            reached={},
        )

    def keep(self, message: Message) -> None:
        """Store `message`, new or changed, and tell who watches."""
        self.messages.put(message)
        self.events.publish(MessageChanged(message=message))

    def reach(self, message_id: str, status: Status) -> Message:
        """Record that a message came to `status`; nobody is told twice."""
        message = self.messages.get(message_id)
        if status not in message.reached:
            message = message.at(status, self.now())
            self.keep(message)
        return message

    def let_go(self) -> None:
        """End what would go on by itself: who watches, and calls that are kept waiting."""
        self.events.close()
        self.backstage.close()
        self.faults.stalls.let_go()

    async def _bring(self, person: Person, message: Message) -> None:
        await self.post_office.send(bodies.inbound_message(self.business, person, message))
        with suppress(UnknownMessageError):  # the business was away so long that it is forgotten
            self.reach(message.id, Status.DELIVERED)

    async def _report(self, person: Person, message: Message) -> None:
        """One status after the other; a gateway that is down gets them in order once it is up.

        Only where webhooks are to overtake one another none waits for the one before it.
        """
        statuses = _statuses_of(message)
        try:
            for status, told in self.faults.roads.tell(statuses):
                await asyncio.sleep(self.status_pause)
                self.reach(message.id, status)
                for each in told:
                    reached = self.messages.get(message.id)
                    report = bodies.status_report(self.business, person, reached, each)
                    await self._post(report)
        except UnknownMessageError:  # likewise
            return

    async def _post(self, report: Body) -> None:
        if self.faults.roads.travel.delay_seconds:
            self.background.start(self.post_office.send(report))
        else:
            await self.post_office.send(report)


def _statuses_of(message: Message) -> Sequence[Status]:
    """Of a reaction Meta says that it was sent, and no more."""
    if message.failure is not None:
        return [Status.FAILED]
    if isinstance(message.content, Reaction):
        return [Status.SENT]
    return [Status.SENT, Status.DELIVERED, Status.READ]


def _pressed(offer: Offer | None, choice_id: str) -> Pressed:
    choices = offer.choices if offer else ()
    for choice in choices:
        if offer and choice.id == choice_id:
            return Pressed(kind=offer.kind, choice=choice)
    raise UnknownChoiceError
