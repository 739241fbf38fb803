"""Every error has its line in the table, and no answer tells more than its line."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from ansari_backend.agent.answering import AnswerBrokenError, AnswerUnavailableError
from ansari_backend.app.problems import PROBLEMS
from ansari_backend.conversations.errors import ConversationError
from ansari_backend.turns.errors import TurnError

Ask = Callable[..., Awaitable[httpx.Response]]

JSON = {"Content-Type": "application/json"}
"""Without it a body is not even read."""


@pytest.mark.parametrize("family", [ConversationError, TurnError])
def test_the_table_holds_every_error_of_the_house(family: type[Exception]) -> None:
    assert set(family.__subclasses__()) <= PROBLEMS.keys()


@pytest.mark.parametrize("error", [AnswerUnavailableError, AnswerBrokenError])
def test_the_table_holds_what_the_agent_raises(error: type[Exception]) -> None:
    assert PROBLEMS[error].retryable


def test_no_two_problems_share_a_code() -> None:
    codes = [problem.code for problem in PROBLEMS.values()]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/whatsapp/v2/nowhere", 404, "not_found"),
        ("DELETE", "/whatsapp/v2/threads", 405, "method_not_allowed"),
    ],
)
async def test_an_unknown_address_is_a_problem_like_others(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    response = await client.request(method, path)

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"null", b'{"phone_num": "\\ud800"}', b"\xff", b"\x16\xfe\x9a"]
)
async def test_a_broken_body_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/whatsapp/v2/threads", content=body, headers=JSON)

    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("thread")
async def test_a_thread_whose_id_is_no_text_is_refused(client: httpx.AsyncClient) -> None:
    """MongoDB's driver can't write such a sign, and fails with an error that we know nothing of."""
    body = b'{"phone_num": "15551230001", "thread_id": "\\ud800", "message": "Salam"}'

    response = await client.post("/whatsapp/v2/messages/process", content=body, headers=JSON)

    assert response.status_code == 422


async def test_a_bug_is_a_500_that_says_nothing(
    ask: Ask, thread: str, script: list[object]
) -> None:
    script[:] = [ZeroDivisionError("mongodb://user:pw@host")]

    response = await ask(thread)

    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "internal_error"
    assert "host" not in response.text


async def too_much(piece: bytes) -> AsyncIterator[bytes]:
    for _ in range(4):
        yield piece


@pytest.mark.parametrize("is_declared", [True, False])
async def test_a_message_without_end_is_refused_unread(
    client: httpx.AsyncClient, *, is_declared: bool
) -> None:
    piece = b"z" * 500_000
    body = 4 * piece if is_declared else too_much(piece)

    response = await client.post("/whatsapp/v2/messages/process", content=body)

    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.json()["code"] == "request_entity_too_large"
    assert "zzz" not in response.text
