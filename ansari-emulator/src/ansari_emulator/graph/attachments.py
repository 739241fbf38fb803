"""Files in a `messages` call: one that was uploaded, or one that lies somewhere else.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages#media-object
"""

from dataclasses import replace
from typing import Annotated, Final, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from ansari_emulator.chats.contents import Attachment, MediaKind
from ansari_emulator.graph import errors
from ansari_emulator.graph.lengths import up_to
from ansari_emulator.media import limits
from ansari_emulator.media.store import UnknownMediaError
from ansari_emulator.whatsapp import WhatsApp

CAPTION_LIMIT: Final = 1024


class File(BaseModel):
    """A file by id or by link; a link is shown and never followed."""

    id: str | None = None
    link: Annotated[str, Field(pattern=r"^https?://")] | None = None
    caption: Annotated[str, up_to(CAPTION_LIMIT)] | None = None
    filename: Annotated[str, up_to(240)] | None = None
    voice: bool = False

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.id is None) == (self.link is None):
            raise PydanticCustomError("one_of", "either id or link")
        return self

    def as_attachment(self, kind: MediaKind, whatsapp: WhatsApp) -> Attachment:
        """The file as the person gets it.

        Raises:
            GraphError: It is not there, or can't be shown as `kind`.
        """
        shown = Attachment(
            kind=kind,
            link=self.link,
            caption=self.caption,
            filename=self.filename,
            voice=self.voice,
        )
        return shown if self.id is None else _found(shown, self.id, whatsapp)


def _found(shown: Attachment, media_id: str, whatsapp: WhatsApp) -> Attachment:
    try:
        media = whatsapp.media.get(media_id, whatsapp.now())
    except UnknownMediaError:
        raise errors.invalid(f"{shown.kind}['id']: no media has the id {media_id}.") from None
    if not limits.may_be_sent_as(shown.kind, media.mime_type):
        raise errors.bad_file(f"A file of type {media.mime_type} cannot be sent as {shown.kind}.")
    return replace(shown, media_id=media.id, mime_type=media.mime_type, sha256=media.sha256)
