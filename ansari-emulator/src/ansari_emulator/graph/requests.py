"""Read the body of a `messages` call the way Meta does, down to the words of its refusals."""

import json
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from ansari_emulator.graph import errors
from ansari_emulator.graph.errors import GraphError

TEXT_LIMIT: Final = 4096
CALLBACK_DATA_LIMIT: Final = 512


def utf16_units(text: str) -> int:
    """The length as phones count it: what lies beyond the basic plane counts twice.

    Meta doesn't say which unit it means; the strictest one keeps a bot on the safe side.
    """
    return len(text.encode("utf-16-le")) // 2


def _at_most(limit: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if utf16_units(text) > limit:
            raise PydanticCustomError("too_long", "too long", {"limit": limit})
        return text

    return check


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    messaging_product: Literal["whatsapp"]


class _TextBody(BaseModel):
    body: Annotated[str, Field(min_length=1), AfterValidator(_at_most(TEXT_LIMIT))]


class _Context(BaseModel):
    message_id: str


class SendText(_Request):
    """Send words to a person, by number or by user id; `to` wins, as at Meta."""

    to: str | None = None
    recipient: str | None = None
    text: _TextBody
    context: _Context | None = None
    biz_opaque_callback_data: (
        Annotated[str, AfterValidator(_at_most(CALLBACK_DATA_LIMIT))] | None
    ) = None


class _TypingIndicator(BaseModel):
    type: Literal["text"]


class MarkRead(_Request):
    """Say that a person's message was read, and perhaps that an answer is on its way."""

    status: Literal["read"]
    message_id: str
    typing_indicator: _TypingIndicator | None = None


def read_request(raw: bytes) -> SendText | MarkRead:
    """What the business wants, or the `GraphError` it gets instead."""
    fields = _read_object(raw)
    wanted: type[SendText | MarkRead] = MarkRead if "status" in fields else SendText
    kind = fields.get("type", "text")
    if wanted is SendText and kind != "text":
        raise errors.unsupported_kind(str(kind))
    try:
        request = wanted.model_validate_json(raw)
    except ValidationError as error:
        raise _in_metas_words(error.errors()[0]) from error
    if isinstance(request, SendText) and not (request.to or request.recipient):
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
        case "too_long":
            return errors.too_long(parameter, error["ctx"]["limit"])
        case _:
            return errors.invalid(f"{parameter}: {error['msg']}")
