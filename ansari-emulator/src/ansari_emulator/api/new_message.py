"""What a person sends, in JSON: the names are Meta's, and exactly one kind is there."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ansari_emulator.api.wire import Name
from ansari_emulator.chats.contents import (
    Attachment,
    Card,
    CardPhone,
    Cards,
    Content,
    MediaKind,
    Place,
    Reaction,
    Unsupported,
    Words,
)
from ansari_emulator.chats.messages import Forwarded
from ansari_emulator.media.store import MediaStore

Text = Annotated[str, Field(min_length=1, max_length=65536)]


class _Strict(BaseModel):
    """A misspelt field is refused: otherwise something else would be sent than was meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NewMedia(_Strict):
    """A file that `POST /api/media` has taken."""

    id: str
    caption: Text | None = None
    filename: str | None = None
    voice: bool = False
    animated: bool = False

    def as_attachment(self, kind: MediaKind, media: MediaStore, now: datetime) -> Attachment:
        """The file as a message holds it, or `UnknownMediaError`."""
        kept = media.get(self.id, now)
        return Attachment(
            kind=kind,
            media_id=kept.id,
            mime_type=kept.mime_type,
            sha256=kept.sha256,
            caption=self.caption,
            filename=self.filename or kept.filename,
            voice=self.voice,
            animated=self.animated,
        )


class NewPlace(_Strict):
    """A point on the map, in degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    name: str | None = None
    address: str | None = None
    url: str | None = None

    def as_place(self) -> Place:
        """The place that this describes."""
        return Place(**dict(self))


class NewCard(_Strict):
    """Somebody's contact."""

    name: Name
    phones: tuple[str, ...] = ()

    def as_card(self) -> Card:
        """The card that this describes."""
        phones = tuple(CardPhone(phone=phone, type="CELL") for phone in self.phones)
        return Card(formatted_name=self.name, first_name=self.name.split()[0], phones=phones)


class NewReaction(_Strict):
    """An emoji on a message; an empty one takes it away."""

    message_id: str
    emoji: Annotated[str, Field(max_length=32)]


class NewUnsupported(_Strict):
    """Something that the Cloud API doesn't pass on, as `poll_creation`."""

    type: str | None = None


class NewMessage(_Strict):
    """One message: exactly one of the kinds, perhaps as a quotation or forwarded."""

    text: Text | None = None
    image: NewMedia | None = None
    video: NewMedia | None = None
    audio: NewMedia | None = None
    document: NewMedia | None = None
    sticker: NewMedia | None = None
    location: NewPlace | None = None
    contacts: Annotated[tuple[NewCard, ...], Field(min_length=1)] | None = None
    reaction: NewReaction | None = None
    unsupported: NewUnsupported | None = None

    number_id: str | None = None
    """The number of the business that it goes to; the first if none is given."""
    replies_to: str | None = None
    forwarded: Forwarded | None = None

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        given = self.model_fields_set - {"number_id", "replies_to", "forwarded"}
        if sum(getattr(self, name) is not None for name in given) != 1:
            raise ValueError("exactly one kind of message")
        return self

    def content(self, media: MediaStore, now: datetime) -> Content:
        """What it holds; its file is looked up in `media`, where it may be unknown."""
        if self.text is not None:
            return Words(text=self.text)
        if self.location is not None:
            return self.location.as_place()
        if self.contacts is not None:
            return Cards(cards=tuple(card.as_card() for card in self.contacts))
        if self.reaction is not None:
            return Reaction(**dict(self.reaction))
        for kind in MediaKind:
            file: NewMedia | None = getattr(self, kind)
            if file is not None:
                return file.as_attachment(kind, media, now)
        return Unsupported(kind=self.unsupported.type if self.unsupported else None)
