"""The shapes of the JSON API."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from ansari_emulator.chats.messages import Author, Message
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


class SentView(BaseModel):
    """The id under which the business hears of a message."""

    id: str


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
