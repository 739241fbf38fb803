"""Messages with something to press: header, body, footer, and below them the action.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages#interactive-object
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field

from ansari_emulator.chats.contents import Attachment, MediaKind, Offering
from ansari_emulator.graph.attachments import File
from ansari_emulator.graph.choices import Buttons, ContactWish, Link, LocationWish, Rows
from ansari_emulator.graph.lengths import some_up_to
from ansari_emulator.whatsapp import WhatsApp

BODY_LIMIT: Final = 1024
"""For lists Meta's pages contradict one another (1024 or 4096); this is the safe side."""


class _Body(BaseModel):
    text: Annotated[str, some_up_to(BODY_LIMIT)]


class _Footer(BaseModel):
    text: Annotated[str, some_up_to(60)]


class _TextHeader(BaseModel):
    type: Literal["text"]
    text: Annotated[str, some_up_to(60)]

    def content(self, _whatsapp: WhatsApp) -> str:
        return self.text


class _ImageHeader(BaseModel):
    type: Literal["image"]
    image: File

    def content(self, whatsapp: WhatsApp) -> Attachment:
        return self.image.as_attachment(MediaKind.IMAGE, whatsapp)


class _VideoHeader(BaseModel):
    type: Literal["video"]
    video: File

    def content(self, whatsapp: WhatsApp) -> Attachment:
        return self.video.as_attachment(MediaKind.VIDEO, whatsapp)


class _DocumentHeader(BaseModel):
    type: Literal["document"]
    document: File

    def content(self, whatsapp: WhatsApp) -> Attachment:
        return self.document.as_attachment(MediaKind.DOCUMENT, whatsapp)


_Header = Annotated[
    _TextHeader | _ImageHeader | _VideoHeader | _DocumentHeader,
    Field(discriminator="type"),
]


class _Message(BaseModel):
    body: _Body
    footer: _Footer | None = None


class ButtonMessage(_Message):
    """Words with up to three buttons."""

    type: Literal["button"]
    header: _Header | None = None
    action: Buttons

    def content(self, whatsapp: WhatsApp) -> Offering:
        """What the person gets."""
        header = self.header.content(whatsapp) if self.header else None
        return _offering(self, self.action, header)


class ListMessage(_Message):
    """Words with a button that opens up to ten rows."""

    type: Literal["list"]
    header: _TextHeader | None = None
    action: Rows

    def content(self, whatsapp: WhatsApp) -> Offering:
        """What the person gets."""
        header = self.header.content(whatsapp) if self.header else None
        return _offering(self, self.action, header)


class LinkMessage(_Message):
    """Words with a button that opens a page."""

    type: Literal["cta_url"]
    header: _Header | None = None
    action: Link

    def content(self, whatsapp: WhatsApp) -> Offering:
        """What the person gets."""
        header = self.header.content(whatsapp) if self.header else None
        return _offering(self, self.action, header)


class LocationRequest(_Message):
    """A wish to know where the person is."""

    type: Literal["location_request_message"]
    action: LocationWish

    def content(self, _whatsapp: WhatsApp) -> Offering:
        """What the person gets."""
        return _offering(self, self.action)


class ContactRequest(_Message):
    """A wish to know a person's number."""

    type: Literal["contact_request", "request_contact_info"]
    action: ContactWish

    def content(self, _whatsapp: WhatsApp) -> Offering:
        """What the person gets."""
        return _offering(self, self.action)


Interactive = Annotated[
    ButtonMessage | ListMessage | LinkMessage | LocationRequest | ContactRequest,
    Field(discriminator="type"),
]


def _offering(
    message: _Message,
    action: Buttons | Rows | Link | LocationWish | ContactWish,
    header: str | Attachment | None = None,
) -> Offering:
    return Offering(
        body=message.body.text,
        offer=action.offer,
        header=header,
        footer=message.footer.text if message.footer else None,
    )
