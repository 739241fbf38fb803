"""What a call may answer instead of what was asked for, as its part of the OpenAPI document."""

from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel

MEDIA_TYPE: Final = "application/problem+json"

Responses = dict[int | str, dict[str, Any]]


class Fault(BaseModel):
    """A field that is not what the call takes."""

    field: list[str | int]
    reason: str


class Problem(BaseModel):
    """RFC 9457. A client reads `code` and `retryable`."""

    type: str
    title: str
    status: int
    code: str
    retryable: bool
    errors: list[Fault] | None = None


def refused(*statuses: HTTPStatus) -> Responses:
    """Document these statuses as problems."""
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    content = {MEDIA_TYPE: {"schema": schema}}
    return {status.value: {"description": status.phrase, "content": content} for status in statuses}


EVERY_CALL: Final = refused(
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""Whatever a call does, it wants a key, a sound body, and a database."""

UNKNOWN: Final = refused(HTTPStatus.NOT_FOUND)
"""For calls about somebody, or something, that must be known."""
