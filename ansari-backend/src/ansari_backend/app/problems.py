"""Where errors meet HTTP: one table from what went wrong to what a client is told (RFC 9457).

A client reads `code` and `retryable`. It never sees a driver's or an exception's text, nor its own
input again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ansari_backend.agent.answering import AnswerBrokenError, AnswerUnavailableError
from ansari_backend.app.headers import SAFE
from ansari_backend.conversations.errors import (
    StoreUnavailableError,
    UnknownAnswerError,
    UnknownMessageError,
    UnknownPersonError,
    UnknownThreadError,
)
from ansari_backend.routers.access import WrongKeyError
from ansari_backend.turns.errors import (
    AnsweredElsewhereError,
    DeadlinePassedError,
    OtherQuestionError,
    StoppingError,
    SupersededError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What a client is told about one kind of error."""

    status: HTTPStatus
    code: str
    title: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def retryable(self) -> bool:
        """A problem that passes says when to come back."""
        return "Retry-After" in self.headers


def _gone(code: str, title: str) -> Problem:
    return Problem(status=HTTPStatus.NOT_FOUND, code=code, title=title)


def _soon(status: HTTPStatus, code: str, title: str, *, seconds: int) -> Problem:
    return Problem(status=status, code=code, title=title, headers={"Retry-After": str(seconds)})


UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE

PROBLEMS: Final[dict[type[Exception], Problem]] = {
    WrongKeyError: Problem(
        status=HTTPStatus.UNAUTHORIZED,
        code="wrong_api_key",
        title="The header X-Whatsapp-Api-Key is missing or wrong.",
        headers={"WWW-Authenticate": "ApiKey"},
    ),
    UnknownPersonError: _gone("unknown_person", "Nobody is registered under this id."),
    UnknownThreadError: _gone("unknown_thread", "This person has no such thread."),
    UnknownMessageError: _gone("unknown_message", "This thread has no such message."),
    UnknownAnswerError: _gone("unknown_answer", "This person got no answer under this key."),
    StoreUnavailableError: _soon(
        UNAVAILABLE, "store_unavailable", "The database does not answer.", seconds=2
    ),
    AnswerUnavailableError: _soon(
        UNAVAILABLE, "answer_unavailable", "No answer can be made for now.", seconds=5
    ),
    AnswerBrokenError: _soon(UNAVAILABLE, "answer_broken", "The answer broke off.", seconds=5),
    StoppingError: _soon(UNAVAILABLE, "stopping", "This process is ending.", seconds=1),
    DeadlinePassedError: Problem(
        status=UNAVAILABLE, code="deadline_passed", title="The answer would come too late."
    ),
    AnsweredElsewhereError: _soon(
        HTTPStatus.CONFLICT, "already_running", "This answer is being made already.", seconds=5
    ),
    SupersededError: Problem(
        status=HTTPStatus.CONFLICT,
        code="superseded",
        title="A later request has taken the place of this one.",
    ),
    OtherQuestionError: Problem(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="key_reused",
        title="This Idempotency-Key belongs to another request.",
    ),
    RequestValidationError: Problem(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="invalid_request",
        title="The request is not what this call takes.",
    ),
    Exception: Problem(
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        code="internal_error",
        title="Something went wrong on our side.",
        headers=SAFE,  # it passes all middleware by
    ),
}


def speak_problems(app: FastAPI) -> None:
    """Answer every error with problem+json."""
    for kind in (*PROBLEMS, HTTPException):
        app.add_exception_handler(kind, _tell)


async def _tell(_: Request, error: Exception) -> JSONResponse:
    return _response(_problem(error), _fields_at_fault(error))


def _problem(error: Exception) -> Problem:
    if isinstance(error, HTTPException):
        return _of_the_framework(error)
    return next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)


def _of_the_framework(error: HTTPException) -> Problem:
    """Say what the framework found: no such address, no such method, no such letters."""
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.BAD_REQUEST:  # a body in no encoding that we know
        return PROBLEMS[RequestValidationError]
    return Problem(
        status=status,
        code=status.phrase.lower().replace(" ", "_"),
        title=status.phrase,
        headers=error.headers or {},
    )


def _fields_at_fault(error: Exception) -> dict[str, object]:
    """Name the fields and the rules, not what was in them."""
    if not isinstance(error, RequestValidationError):
        return {}
    return {"errors": [{"field": one["loc"], "reason": one["msg"]} for one in error.errors()]}


def _response(problem: Problem, more: Mapping[str, object]) -> JSONResponse:
    content = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "retryable": problem.retryable,
        **more,
    }
    return JSONResponse(
        content,
        status_code=problem.status,
        headers=dict(problem.headers),
        media_type="application/problem+json",
    )
