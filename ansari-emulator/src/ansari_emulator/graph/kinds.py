"""The kinds of message that a business may send, each with Meta's limits.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, Field

from ansari_emulator.chats.contents import (
    Card,
    CardPhone,
    Cards,
    Content,
    MediaKind,
    Place,
    Reaction,
    Words,
)
from ansari_emulator.graph import errors
from ansari_emulator.graph.attachments import File
from ansari_emulator.graph.envelopes import Send
from ansari_emulator.graph.interactive import Interactive
from ansari_emulator.graph.lengths import some_up_to
from ansari_emulator.graph.templates import TemplateBody
from ansari_emulator.whatsapp import WhatsApp

TEXT_LIMIT: Final = 4096


class _TextBody(BaseModel):
    body: Annotated[str, some_up_to(TEXT_LIMIT)]


class SendText(Send):
    """Words alone."""

    text: _TextBody

    def content(self, _whatsapp: WhatsApp) -> Content:
        """What the person reads."""
        return Words(text=self.text.body)


class SendImage(Send):
    """An image."""

    image: File

    def content(self, whatsapp: WhatsApp) -> Content:
        """The image, if it is one."""
        return self.image.as_attachment(MediaKind.IMAGE, whatsapp)


class SendVideo(Send):
    """A video."""

    video: File

    def content(self, whatsapp: WhatsApp) -> Content:
        """The video, if it is one."""
        return self.video.as_attachment(MediaKind.VIDEO, whatsapp)


class SendAudio(Send):
    """A recording."""

    audio: File

    def content(self, whatsapp: WhatsApp) -> Content:
        """The recording, if it is one."""
        return self.audio.as_attachment(MediaKind.AUDIO, whatsapp)


class SendDocument(Send):
    """A document, of any type."""

    document: File

    def content(self, whatsapp: WhatsApp) -> Content:
        """The document."""
        return self.document.as_attachment(MediaKind.DOCUMENT, whatsapp)


class SendSticker(Send):
    """A sticker."""

    sticker: File

    def content(self, whatsapp: WhatsApp) -> Content:
        """The sticker, if it is one."""
        return self.sticker.as_attachment(MediaKind.STICKER, whatsapp)


class _Location(BaseModel):
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    name: str | None = None
    address: str | None = None


class SendLocation(Send):
    """A point on the map."""

    location: _Location

    def content(self, _whatsapp: WhatsApp) -> Content:
        """The place."""
        return Place(**dict(self.location))


class _CardName(BaseModel):
    formatted_name: Annotated[str, some_up_to(1024)]
    first_name: str | None = None
    last_name: str | None = None


class _CardPhone(BaseModel):
    phone: str | None = None
    wa_id: str | None = None
    type: str | None = None


class _Card(BaseModel):
    name: _CardName
    phones: tuple[_CardPhone, ...] = ()

    def as_card(self) -> Card:
        phones = (
            CardPhone(phone=each.phone or each.wa_id or "", wa_id=each.wa_id, type=each.type)
            for each in self.phones
        )
        return Card(**dict(self.name), phones=tuple(phones))


class SendContacts(Send):
    """Contacts, one or more."""

    contacts: Annotated[tuple[_Card, ...], Field(min_length=1, max_length=257)]

    def content(self, _whatsapp: WhatsApp) -> Content:
        """The cards."""
        return Cards(cards=tuple(card.as_card() for card in self.contacts))


class _Reaction(BaseModel):
    message_id: str
    emoji: str = ""


class SendReaction(Send):
    """An emoji on a message of the same chat."""

    reaction: _Reaction

    def content(self, whatsapp: WhatsApp) -> Content:
        """The reaction, if its message is there."""
        if self.reaction.message_id not in whatsapp.messages:
            raise errors.invalid("reaction['message_id']: Message ID is not valid.")
        return Reaction(**dict(self.reaction))


class SendInteractive(Send):
    """Words with something to press below them."""

    interactive: Interactive

    def content(self, whatsapp: WhatsApp) -> Content:
        """What the person reads, and may press."""
        return self.interactive.content(whatsapp)


class SendTemplate(Send):
    """A message that Meta has approved."""

    template: TemplateBody

    def content(self, whatsapp: WhatsApp) -> Content:
        """The template with its blanks filled in."""
        return self.template.content(whatsapp.templates)


KINDS: Final[Mapping[str, type[Send]]] = {
    "text": SendText,
    "image": SendImage,
    "video": SendVideo,
    "audio": SendAudio,
    "document": SendDocument,
    "sticker": SendSticker,
    "location": SendLocation,
    "contacts": SendContacts,
    "reaction": SendReaction,
    "interactive": SendInteractive,
    "template": SendTemplate,
}
