"""What a message lets a person press, checked against Meta's limits.

https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages
https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-cta-url-messages
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from ansari_emulator.chats.offers import Choice, Offer, OfferKind
from ansari_emulator.graph.lengths import some_up_to

MOST_BUTTONS: Final = 3
MOST_ROWS: Final = 10


class _Reply(BaseModel):
    id: Annotated[str, some_up_to(256)]
    title: Annotated[str, some_up_to(20)]


class _Button(BaseModel):
    type: Literal["reply"]
    reply: _Reply


class Buttons(BaseModel):
    """Up to three buttons."""

    buttons: Annotated[list[_Button], Field(min_length=1, max_length=MOST_BUTTONS)]

    @model_validator(mode="after")
    def _differ(self) -> Self:
        _insist_on_difference([button.reply.id for button in self.buttons])
        _insist_on_difference([button.reply.title for button in self.buttons])
        return self

    @property
    def offer(self) -> Offer:
        """What there is to press."""
        replies = (button.reply for button in self.buttons)
        choices = tuple(Choice(id=reply.id, title=reply.title) for reply in replies)
        return Offer(kind=OfferKind.BUTTONS, choices=choices)


class _Row(BaseModel):
    id: Annotated[str, some_up_to(200)]
    title: Annotated[str, some_up_to(24)]
    description: Annotated[str, some_up_to(72)] | None = None


class _Section(BaseModel):
    title: Annotated[str, some_up_to(24)] | None = None
    rows: Annotated[list[_Row], Field(min_length=1, max_length=MOST_ROWS)]


class Rows(BaseModel):
    """Up to ten rows over all sections, behind a button."""

    button: Annotated[str, some_up_to(20)]
    sections: Annotated[list[_Section], Field(min_length=1, max_length=MOST_ROWS)]

    @model_validator(mode="after")
    def _fit(self) -> Self:
        rows = [row for section in self.sections for row in section.rows]
        if len(rows) > MOST_ROWS:
            raise PydanticCustomError("too_many", "at most 10 rows over all sections")
        if len(self.sections) > 1 and not all(section.title for section in self.sections):
            raise PydanticCustomError("no_title", "several sections need titles")
        _insist_on_difference([row.id for row in rows])
        return self

    @property
    def offer(self) -> Offer:
        """What there is to press."""
        choices = tuple(
            Choice(id=row.id, title=row.title, description=row.description, section=section.title)
            for section in self.sections
            for row in section.rows
        )
        return Offer(kind=OfferKind.LIST, choices=choices, opener=self.button)


class _LinkParameters(BaseModel):
    display_text: Annotated[str, some_up_to(20)]
    url: Annotated[str, Field(pattern=r"^https?://")]


class Link(BaseModel):
    """A button that opens a page."""

    name: Literal["cta_url"]
    parameters: _LinkParameters

    @property
    def offer(self) -> Offer:
        """The one button."""
        wanted = self.parameters
        return Offer(kind=OfferKind.LINK, opener=wanted.display_text, url=wanted.url)


class LocationWish(BaseModel):
    """A button of WhatsApp's own, to send a location with."""

    name: Literal["send_location"]

    @property
    def offer(self) -> Offer:
        """The one button."""
        return Offer(kind=OfferKind.LOCATION)


class ContactWish(BaseModel):
    """A button of WhatsApp's own, to send one's own contact with."""

    name: Literal["request_contact_info"]

    @property
    def offer(self) -> Offer:
        """The one button."""
        return Offer(kind=OfferKind.CONTACT)


def _insist_on_difference(names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise PydanticCustomError("twice", "ids and titles must differ")
