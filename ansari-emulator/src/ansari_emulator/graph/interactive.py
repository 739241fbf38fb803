"""Messages with something to press, checked against Meta's limits.

https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from ansari_emulator.chats.offers import Choice, Offer, OfferKind
from ansari_emulator.graph.lengths import some_up_to

BODY_LIMIT: Final = 1024
MOST_BUTTONS: Final = 3
MOST_ROWS: Final = 10


class _Body(BaseModel):
    text: Annotated[str, some_up_to(BODY_LIMIT)]


class _Reply(BaseModel):
    id: Annotated[str, some_up_to(256)]
    title: Annotated[str, some_up_to(20)]


class _Button(BaseModel):
    type: Literal["reply"]
    reply: _Reply


class _Buttons(BaseModel):
    buttons: Annotated[list[_Button], Field(min_length=1, max_length=MOST_BUTTONS)]

    @model_validator(mode="after")
    def _differ(self) -> Self:
        _insist_on_difference([button.reply.id for button in self.buttons])
        _insist_on_difference([button.reply.title for button in self.buttons])
        return self


class _Row(BaseModel):
    id: Annotated[str, some_up_to(200)]
    title: Annotated[str, some_up_to(24)]
    description: Annotated[str, some_up_to(72)] | None = None


class _Section(BaseModel):
    title: Annotated[str, some_up_to(24)] | None = None
    rows: Annotated[list[_Row], Field(min_length=1, max_length=MOST_ROWS)]


class _List(BaseModel):
    button: Annotated[str, some_up_to(20)]
    sections: Annotated[list[_Section], Field(min_length=1, max_length=MOST_ROWS)]

    @property
    def rows(self) -> list[_Row]:
        return [row for section in self.sections for row in section.rows]

    @model_validator(mode="after")
    def _fit(self) -> Self:
        if len(self.rows) > MOST_ROWS:
            raise PydanticCustomError("too_many", "at most 10 rows over all sections")
        if len(self.sections) > 1 and not all(section.title for section in self.sections):
            raise PydanticCustomError("no_title", "several sections need titles")
        _insist_on_difference([row.id for row in self.rows])
        return self


class ButtonMessage(BaseModel):
    """Words with up to three buttons."""

    type: Literal["button"]
    body: _Body
    action: _Buttons

    @property
    def offer(self) -> Offer:
        """What there is to press."""
        replies = (button.reply for button in self.action.buttons)
        choices = tuple(Choice(id=reply.id, title=reply.title) for reply in replies)
        return Offer(kind=OfferKind.BUTTONS, choices=choices)


class ListMessage(BaseModel):
    """Words with a button that opens up to ten rows."""

    type: Literal["list"]
    body: _Body
    action: _List

    @property
    def offer(self) -> Offer:
        """What there is to press."""
        choices = tuple(
            Choice(id=row.id, title=row.title, description=row.description)
            for row in self.action.rows
        )
        return Offer(kind=OfferKind.LIST, choices=choices, opener=self.action.button)


Interactive = Annotated[ButtonMessage | ListMessage, Field(discriminator="type")]


def _insist_on_difference(names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise PydanticCustomError("twice", "ids and titles must differ")
