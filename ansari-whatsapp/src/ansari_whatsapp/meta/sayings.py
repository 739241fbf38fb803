"""What one WhatsApp message of ours may hold: words, and perhaps something to choose from.

Limits: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
and https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from ansari_whatsapp.meta.events import object_of

LONGEST_WITH_CHOICES: Final = 1024
"""UTF-16 units of the words above buttons or a menu; without these Meta takes 4096."""
MOST_BUTTONS: Final = 3
MOST_ROWS: Final = 10
LONGEST_BUTTON: Final = 20
LONGEST_ROW_TITLE: Final = 24
LONGEST_ROW_ABOUT: Final = 72
LONGEST_ROW_ID: Final = 200

JsonObject = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to press. Its id comes back when it is."""

    id: str
    title: str
    about: str = ""
    """A second line, which only a row of a menu can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buttons:
    """Up to three choices, all in sight."""

    choices: tuple[Choice, ...]

    def as_interactive(self, body: str) -> JsonObject:
        """Write them as the `interactive` object of a message."""
        buttons = [
            {"type": "reply", "reply": {"id": choice.id, "title": choice.title}}
            for choice in self.choices
        ]
        return {"type": "button", "body": {"text": body}, "action": {"buttons": buttons}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Up to ten choices, behind a button that opens them."""

    button: str
    choices: tuple[Choice, ...]

    def as_interactive(self, body: str) -> JsonObject:
        """Write them as the `interactive` object of a message."""
        rows = [
            {"id": choice.id, "title": choice.title}
            | ({"description": choice.about} if choice.about else {})
            for choice in self.choices
        ]
        action = {"button": self.button, "sections": [{"rows": rows}]}
        return {"type": "list", "body": {"text": body}, "action": action}


Choices = Buttons | Menu


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that was uploaded to Meta, which keeps it for thirty days."""

    media_id: str
    filename: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One message of ours."""

    body: str
    choices: Choices | None = None
    attachment: Attachment | None = None
    """A file, which the words stand below; then there is nothing to choose."""

    def as_message(self) -> JsonObject:
        """Write it as the part of a Graph request that says what is sent."""
        if self.attachment is not None:
            file = {"id": self.attachment.media_id, "filename": self.attachment.filename}
            return {"type": "document", "document": {**file, "caption": self.body}}
        if self.choices is None:
            return {"type": "text", "text": {"preview_url": False, "body": self.body}}
        return {"type": "interactive", "interactive": self.choices.as_interactive(self.body)}


def to_document(choices: Choices | None) -> JsonObject | None:
    """Write choices down for the store."""
    if choices is None:
        return None
    return {**asdict(choices), "choices": [asdict(choice) for choice in choices.choices]}


def from_document(document: object) -> Choices | None:
    """Read what `to_document` wrote."""
    fields = object_of(document)
    stored = fields.get("choices")
    if not isinstance(stored, list):
        return None
    choices = tuple(_choice(object_of(each)) for each in stored)
    if "button" in fields:
        return Menu(button=str(fields["button"]), choices=choices)
    return Buttons(choices=choices)


def attachment_from(document: object) -> Attachment | None:
    """Read what `asdict` made of an attachment."""
    fields = object_of(document)
    if not fields:
        return None
    return Attachment(media_id=str(fields["media_id"]), filename=str(fields["filename"]))


def _choice(fields: Mapping[str, object]) -> Choice:
    return Choice(
        id=str(fields["id"]), title=str(fields["title"]), about=str(fields.get("about", ""))
    )
