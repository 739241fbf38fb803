"""The shapes of the JSON API for people and what they press."""

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    Field,
    StringConstraints,
    model_validator,
)

from ansari_emulator.chats.people import Person, digits, made_up_phone

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Username = Annotated[str, Field(pattern=r"^@[A-Za-z0-9._]{3,35}$")]
Phone = Annotated[str, Field(pattern=r"^[^0-9]*([0-9][^0-9]*){7,15}$"), AfterValidator(digits)]


class NewPerson(BaseModel):
    """Somebody who is to have a phone; the number in any spelling, with its country code.

    Who hides it from the business may leave it out, and gets one that the emulator makes up.
    """

    name: Name
    phone: Phone | None = None
    number_hidden: bool = False
    username: Username | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.phone is None and not self.number_hidden:
            raise ValueError("a number, or number_hidden")
        return self

    def as_person(self) -> Person:
        """The person that this describes."""
        return Person(
            name=self.name,
            phone=self.phone or made_up_phone(),
            number_hidden=self.number_hidden,
            username=self.username,
        )


class PersonView(BaseModel):
    """Somebody who has a phone; a hidden number is known to the emulator, not to the business."""

    name: str
    phone: str
    user_id: str
    number_hidden: bool
    username: str | None

    @classmethod
    def of(cls, person: Person) -> "PersonView":
        """How `person` is shown."""
        return cls(
            name=person.name,
            phone=person.phone,
            user_id=person.user_id,
            number_hidden=person.number_hidden,
            username=person.username,
        )


class NewPress(BaseModel):
    """What a person presses: a choice, by its id, of a message that offers it."""

    message_id: str
    choice_id: str


class SentView(BaseModel):
    """The id under which the business hears of a message."""

    id: str


class TypingView(BaseModel):
    """The business seems to type to this person, at the longest until `until`."""

    phone: str
    until: AwareDatetime


class RawWebhooks(BaseModel):
    """Bodies to be sealed and sent exactly as they are, all at once."""

    bodies: Annotated[list[dict[str, Any]], Field(min_length=1)]
