"""Nothing that a person says or is called by reaches a log, whatever happens."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

import httpx
import pytest
import structlog

from ansari_backend.agent.answering import AnswerBrokenError, AnswerEvent, AnswerUnavailableError
from ansari_backend.app.logs import configure_logs

Script = list[str | Exception | asyncio.Event | AnswerEvent]
Ask = Callable[..., Awaitable[httpx.Response]]

NUMBER = "15551230001"
PRIVATE_WORDS = "May I marry my cousin"
ANSWER_WORDS = "There is no blame on you"


@pytest.fixture(autouse=True)
def _every_log_there_is(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:  # noqa: ARG001 - the log goes there
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs("DEBUG", as_json=True)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "end", [" at all.", AnswerUnavailableError(), AnswerBrokenError(), ZeroDivisionError()]
)
async def test_no_log_shows_numbers_or_words(
    ask: Ask, thread: str, script: Script, end: str | Exception, capfd: pytest.CaptureFixture[str]
) -> None:
    script[:] = [ANSWER_WORDS, end] if isinstance(end, str) else [end]

    await ask(thread, PRIVATE_WORDS, Idempotency_Key=f"wamid.{NUMBER}")

    printed = "".join(capfd.readouterr())
    assert thread in printed
    assert NUMBER not in printed
    assert PRIVATE_WORDS not in printed
    assert ANSWER_WORDS not in printed


async def test_two_registrations_at_once_do_not_show_the_number(
    client: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    person = {"phone_num": NUMBER, "preferred_language": "en"}
    await asyncio.gather(
        *(client.post("/whatsapp/v2/users/register", json=person) for _ in range(20))
    )

    assert NUMBER not in "".join(capfd.readouterr())


def test_a_traceback_does_not_show_what_the_variables_held(
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure_logs("DEBUG", as_json=False)

    def answer(question: str) -> float:
        return len(question) / 0

    try:
        answer(PRIVATE_WORDS)
    except ZeroDivisionError:
        structlog.get_logger().exception("a bug")

    printed = capfd.readouterr().err
    assert "ZeroDivisionError" in printed
    assert PRIVATE_WORDS not in printed
