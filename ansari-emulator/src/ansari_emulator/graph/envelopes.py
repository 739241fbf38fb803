"""What every `messages` call that sends something has in common."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict

from ansari_emulator.chats.contents import Content
from ansari_emulator.graph.lengths import up_to
from ansari_emulator.whatsapp import WhatsApp

CALLBACK_DATA_LIMIT: Final = 512


class Request(BaseModel):
    """A call; Meta takes numbers for strings, and passes over fields that it doesn't know."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    messaging_product: Literal["whatsapp"]


class Context(BaseModel):
    """The message that this one quotes."""

    message_id: str


class Send(Request):
    """Send something to a person, by number or by user id; `to` wins, as at Meta."""

    to: str | None = None
    recipient: str | None = None
    context: Context | None = None
    biz_opaque_callback_data: Annotated[str, up_to(CALLBACK_DATA_LIMIT)] | None = None

    def content(self, whatsapp: WhatsApp) -> Content:
        """What the person gets; files and templates are looked up.

        Raises:
            GraphError: One of them is not there, or doesn't fit.
        """
        raise NotImplementedError
