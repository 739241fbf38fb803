"""What Meta answers instead of doing what was asked."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final


@dataclass(kw_only=True)  # not frozen: Python writes the traceback into an exception
class GraphError(Exception):
    """A refusal as Meta words it: answer with its body and status."""

    code: int
    message: str
    details: str | None = None
    subcode: int | None = None
    kind: str = "OAuthException"
    status: HTTPStatus = HTTPStatus.BAD_REQUEST

    def body(self) -> dict[str, Any]:
        """The JSON that Meta sends."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.details is not None:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        return {"error": error}


_MESSAGES: Final[Mapping[int, str]] = {
    4: "Application request limit reached",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131016: "Service unavailable",
    131047: "Re-engagement message",
    131053: "Media upload error",
    131048: "Spam rate limit hit",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    133004: "Server temporarily unavailable",
}
_AT_METAS_FAULT: Final = {2, 131000, 131016, 133004}


def of_code(code: int) -> GraphError:
    """The refusal that a business gets with this code, where nothing more is known."""
    match code:
        case 190:
            return bad_token()
        case 131009:
            return invalid("Parameter value is not valid.")
        case 131026:
            return undeliverable()
    wording = _MESSAGES.get(code, "An error of this code, set as a fault of the emulator")
    at_fault = code in _AT_METAS_FAULT
    return GraphError(
        code=code,
        message=f"(#{code}) {wording}",
        status=HTTPStatus.INTERNAL_SERVER_ERROR if at_fault else HTTPStatus.BAD_REQUEST,
    )


def bad_token() -> GraphError:
    """The access token is missing or not the right one."""
    return GraphError(
        code=190,
        message="Invalid OAuth access token - Cannot parse access token",
        status=HTTPStatus.UNAUTHORIZED,
    )


def unknown_path(path: str) -> GraphError:
    """Nothing of that name in the Graph."""
    return GraphError(code=2500, message=f"Unknown path components: {path}")


def unknown_object(object_id: str, verb: str = "post") -> GraphError:
    """No business number, or file, has this id."""
    return GraphError(
        code=100,
        subcode=33,
        kind="GraphMethodException",
        message=(
            f"Unsupported {verb} request. Object with ID '{object_id}' does not exist, cannot be "
            "loaded due to missing permissions, or does not support this operation"
        ),
    )


def not_verified(reason: str) -> GraphError:
    """An address for webhooks that didn't answer the challenge."""
    return GraphError(
        code=2200,
        message=("(#2200) Callback verification failed with the following errors: " + reason),
    )


def missing(parameter: str) -> GraphError:
    """A parameter that must be there is not."""
    return GraphError(code=100, message=f"(#100) The parameter {parameter} is required.")


def too_long(parameter: str, limit: int) -> GraphError:
    """A text is longer than Meta takes it."""
    return GraphError(
        code=100,
        message=f"(#100) Param {parameter} must be at most {limit} characters long.",
    )


def invalid(details: str) -> GraphError:
    """A parameter is there but makes no sense."""
    return GraphError(
        code=131009,
        message="(#131009) Parameter value is not valid",
        details=details,
    )


def unknown_file_type(mime_type: str) -> GraphError:
    """A file of a type that Meta doesn't take."""
    return GraphError(
        code=100,
        message=(
            "(#100) Param file must be a file with one of the types that Meta supports. "
            f"Received file of type '{mime_type}'."
        ),
    )


def bad_file(details: str) -> GraphError:
    """A file that is too large, or not of the kind that it is to be sent as."""
    return GraphError(code=131053, message="(#131053) Media upload error", details=details)


def unknown_template(name: str, language: str) -> GraphError:
    """Nothing was approved under this name."""
    return GraphError(
        code=132001,
        message="(#132001) Template name does not exist in the translation",
        details=f"template name ({name}) does not exist in {language}",
        status=HTTPStatus.NOT_FOUND,
    )


def wrong_blanks(details: str) -> GraphError:
    """A template has other blanks than those that were filled."""
    return GraphError(
        code=132000,
        message="(#132000) Number of parameters does not match the expected number of params",
        details=details,
    )


def unsupported_kind(kind: str) -> GraphError:
    """A kind of message that cannot be sent here."""
    return GraphError(
        code=131051,
        message="(#131051) Unsupported message type",
        details=f"Message type {kind} is unknown.",
    )


def undeliverable() -> GraphError:
    """Nobody on WhatsApp has this number."""
    return GraphError(
        code=131026,
        message="(#131026) Message undeliverable",
        details="Message Undeliverable.",
    )
