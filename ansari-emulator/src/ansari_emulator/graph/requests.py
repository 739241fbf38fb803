"""Read the body of a `messages` call the way Meta does, down to the words of its refusals."""

import json
from typing import Any, Literal

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ansari_emulator.graph import errors
from ansari_emulator.graph.envelopes import Request, Send
from ansari_emulator.graph.errors import GraphError
from ansari_emulator.graph.kinds import KINDS


class _TypingIndicator(BaseModel):
    type: Literal["text"]


class MarkRead(Request):
    """Say that a person's message was read, and perhaps that an answer is on its way."""

    status: Literal["read"]
    message_id: str
    typing_indicator: _TypingIndicator | None = None


def read_request(raw: bytes) -> Send | MarkRead:
    """What the business wants, or the `GraphError` it gets instead."""
    fields = _read_object(raw)
    kind = str(fields.get("type", "text"))
    wanted = MarkRead if "status" in fields else KINDS.get(kind)
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
