from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ansari_whatsapp.utils.ansari_client import (
    AnsariClient,
    BackendRefusedError,
    BackendUnavailableError,
    Person,
)

ANNA = Person(phone="16505551234", whatsapp_id=None)


def client(handler: Callable[[httpx.Request], httpx.Response]) -> AnsariClient:
    transport = httpx.MockTransport(handler)
    return AnsariClient(httpx.AsyncClient(transport=transport, base_url="https://backend.test"))


def saying(status: int, **arguments: Any) -> AnsariClient:
    return client(lambda _: httpx.Response(status, **arguments))


def failing(error: Exception) -> AnsariClient:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    return client(fail)


async def ask(client: AnsariClient) -> str:
    return await client.ask(ANNA, thread_id="t", message="?", key="wamid.1", deadline=1.0)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BackendRefusedError),
        (401, BackendUnavailableError),
        (404, BackendRefusedError),
        (409, BackendUnavailableError),
        (422, BackendRefusedError),
        (429, BackendUnavailableError),
        (500, BackendUnavailableError),
        (503, BackendUnavailableError),
    ],
)
async def test_a_failure_says_whether_to_try_again(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        await ask(saying(status, text="<html>an older backend</html>"))


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        (409, {"retryable": False}, BackendRefusedError),
        (503, {"retryable": False}, BackendRefusedError),
        (400, {"retryable": True}, BackendUnavailableError),
    ],
)
async def test_the_backends_own_word_counts_more_than_its_status(
    status: int, said: dict[str, bool], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await ask(saying(status, json=said))


@pytest.mark.parametrize(
    "trouble", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")]
)
async def test_a_broken_connection_is_worth_another_try(trouble: Exception) -> None:
    with pytest.raises(BackendUnavailableError):
        await ask(failing(trouble))


async def test_an_error_never_tells_the_persons_number() -> None:
    with pytest.raises(BackendUnavailableError) as raised:
        await failing(httpx.ConnectError("GET /users/exists?phone_num=16505551234")).is_registered(
            ANNA
        )

    assert "16505551234" not in repr(raised.value)
    assert raised.value.__cause__ is None


async def test_an_answer_of_another_shape_is_no_answer() -> None:
    with pytest.raises(BackendUnavailableError):
        await saying(200, json={"hello": "world"}).is_registered(ANNA)


async def test_a_time_of_the_last_message_keeps_its_offset() -> None:
    moment = "2026-11-22T12:00:00+05:30"
    last = await saying(200, json={"thread_id": "t", "last_message_time": moment}).last_thread(ANNA)

    assert last.last_message_time is not None
    assert last.last_message_time.isoformat() == moment


async def test_a_question_carries_its_key_and_its_deadline() -> None:
    requests: list[httpx.Request] = []

    def remember(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, text="الجواب")

    assert await ask(client(remember)) == "الجواب"
    assert requests[0].headers["Idempotency-Key"] == "wamid.1"
    assert requests[0].headers["X-Request-Deadline"] == "1"
