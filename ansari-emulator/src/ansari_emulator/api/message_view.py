"""How a message is shown in JSON."""

from datetime import datetime

from pydantic import AwareDatetime

from ansari_emulator.api.content_views import ContentView, OfferView, view_of
from ansari_emulator.chats.contents import kind_of
from ansari_emulator.chats.messages import Author, Forwarded, Message
from ansari_emulator.formatting import Line, read_lines


class MessageView(ContentView):
    """A message of either side; its words also as WhatsApp shows them (`lines`).

    `kind` is Meta's word for it. `reached` holds the time of each status that it has come to.
    """

    id: str
    phone: str
    number_id: str
    author: Author
    kind: str
    text: str
    lines: list[Line]
    replies_to: str | None
    forwarded: Forwarded | None
    offer: OfferView | None = None
    written_at: AwareDatetime
    status: str | None
    reached: dict[str, datetime]

    @classmethod
    def of(cls, message: Message) -> "MessageView":
        """How `message` is shown."""
        status = message.status
        return cls(
            **dict(view_of(message.content)),
            id=message.id,
            phone=message.phone,
            number_id=message.number_id,
            author=message.author,
            kind=kind_of(message.content),
            text=message.text,
            lines=read_lines(message.text),
            replies_to=message.replies_to,
            forwarded=message.forwarded,
            offer=OfferView.of(message.offer) if message.offer else None,
            written_at=message.written_at,
            status=status.name.lower() if status is not None else None,
            reached={name.name.lower(): when for name, when in message.reached.items()},
        )
