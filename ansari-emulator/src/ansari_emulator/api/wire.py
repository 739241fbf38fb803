"""The shapes of the JSON API."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from ansari_emulator.chats.messages import Author, Message
from ansari_emulator.chats.offers import Offer
from ansari_emulator.chats.people import Person, digits
from ansari_emulator.formatting import Line, read_lines

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Phone = Annotated[str, Field(pattern=r"^[^0-9]*([0-9][^0-9]*){7,15}$"), AfterValidator(digits)]


class NewPerson(BaseModel):
    """Somebody who is to have a phone; the number in any spelling, with its country code."""

    name: Name
    phone: Phone


class PersonView(BaseModel):
    """Somebody who has a phone."""

    name: str
    phone: str
    user_id: str

    @classmethod
    def of(cls, person: Person) -> "PersonView":
        """How `person` is shown."""
        return cls(name=person.name, phone=person.phone, user_id=person.user_id)


class NewText(BaseModel):
    """Words that a person sends."""

    text: Annotated[str, Field(min_length=1, max_length=65536)]


class NewPress(BaseModel):
    """What a person presses: a choice, by its id, of a message that offers it."""

    message_id: str
    choice_id: str


class SentView(BaseModel):
    """The id under which the business hears of a message."""

    id: str


class ChoiceView(BaseModel):
    """A button or a row of a list."""

    id: str
    title: str
    description: str | None


class OfferView(BaseModel):
    """What there is to press; a list is behind a button with the words `opener`."""

    choices: list[ChoiceView]
    opener: str | None

    @classmethod
    def of(cls, offer: Offer) -> "OfferView":
        """How `offer` is shown."""
        choices = [ChoiceView.model_validate(asdict(choice)) for choice in offer.choices]
        return cls(choices=choices, opener=offer.opener)


class MessageView(BaseModel):
    """A message of either side, also as WhatsApp shows it (`lines`).

    `reached` holds the time of each status that it has come to.
    """

    id: str
    phone: str
    author: Author
    text: str
    lines: list[Line]
    replies_to: str | None
    offer: OfferView | None = None
    written_at: AwareDatetime
    status: str | None
    reached: dict[str, datetime]

    @classmethod
    def of(cls, message: Message) -> "MessageView":
        """How `message` is shown."""
        status = message.status
        return cls(
            id=message.id,
            phone=message.phone,
            author=message.author,
            text=message.text,
            lines=read_lines(message.text),
            replies_to=message.replies_to,
            offer=OfferView.of(message.offer) if message.offer else None,
            written_at=message.written_at,
            status=status.name.lower() if status is not None else None,
            reached={name.name.lower(): when for name, when in message.reached.items()},
        )


class TypingView(BaseModel):
    """The business seems to type to this person, at the longest until `until`."""

    phone: str
    until: AwareDatetime


class RawWebhooks(BaseModel):
    """Bodies to be sealed and sent exactly as they are, all at once."""

    bodies: Annotated[list[dict[str, Any]], Field(min_length=1)]
