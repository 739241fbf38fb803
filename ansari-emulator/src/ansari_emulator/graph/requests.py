"""Read the body of a `messages` call the way Meta does, down to the words of its refusals."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from ansari_emulator.chats.contents import Content, Offering, Words
from ansari_emulator.graph import errors
from ansari_emulator.graph.errors import GraphError
from ansari_emulator.graph.interactive import Interactive
from ansari_emulator.graph.lengths import some_up_to, up_to

TEXT_LIMIT: Final = 4096
CALLBACK_DATA_LIMIT: Final = 512


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    messaging_product: Literal["whatsapp"]


class _TextBody(BaseModel):
    body: Annotated[str, some_up_to(TEXT_LIMIT)]


class _Context(BaseModel):
    message_id: str


class Send(_Request):
    """Send words to a person, by number or by user id; `to` wins, as at Meta."""

    to: str | None = None
    recipient: str | None = None
    context: _Context | None = None
    biz_opaque_callback_data: Annotated[str, up_to(CALLBACK_DATA_LIMIT)] | None = None

    @property
    def content(self) -> Content:
        """What the person gets."""
        raise NotImplementedError


class SendText(Send):
    """Words alone."""

    text: _TextBody

    @property
    def content(self) -> Content:
        """What the person reads."""
        return Words(text=self.text.body)


class SendInteractive(Send):
    """Words with something to press below them."""

    interactive: Interactive

    @property
    def content(self) -> Content:
        """What the person reads, and may press."""
        return Offering(body=self.interactive.body.text, offer=self.interactive.offer)


class _TypingIndicator(BaseModel):
    type: Literal["text"]


class MarkRead(_Request):
    """Say that a person's message was read, and perhaps that an answer is on its way."""

    status: Literal["read"]
    message_id: str
    typing_indicator: _TypingIndicator | None = None


_KINDS: Final[Mapping[str, type[Send]]] = {"text": SendText, "interactive": SendInteractive}


def read_request(raw: bytes) -> Send | MarkRead:
    """What the business wants, or the `GraphError` it gets instead."""
    fields = _read_object(raw)
    kind = str(fields.get("type", "text"))
    wanted = MarkRead if "status" in fields else _KINDS.get(kind)
    if wanted is None:
        raise errors.unsupported_kind(kind)
    try:
        request = wanted.model_validate_json(raw)
    except ValidationError as error:
        raise _in_metas_words(error.errors()[0]) from error
    if isinstance(request, Send) and not (request.to or request.recipient):
        raise errors.missing("to")
    return request


def _read_object(raw: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(raw)
    except ValueError as error:
        raise errors.invalid("The body is not JSON.") from error
    if not isinstance(fields, dict):
        raise errors.invalid("The body is not a JSON object.")
    return fields


def _in_metas_words(error: ErrorDetails) -> GraphError:
    """One wrong field is named and no more, as Meta does."""
    first, *rest = map(str, error["loc"])
    parameter = first + "".join(f"['{name}']" for name in rest)
    match error["type"]:
        case "missing":
            return errors.missing(parameter)
        case "text_too_long":
            return errors.too_long(parameter, error["ctx"]["limit"])
        case _:
            return errors.invalid(f"{parameter}: {error['msg']}")
