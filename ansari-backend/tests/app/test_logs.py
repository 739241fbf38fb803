"""What the log says, and what it must not."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from ansari_backend.app.logs import configure_logs


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_where_machines_read_each_event_is_a_json_object(
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure_logs("INFO", as_json=True)

    structlog.get_logger("ansari_backend").info("turn ended", seconds=1.5)

    event = json.loads(capfd.readouterr().err)
    assert event["event"] == "turn ended"
    assert event["seconds"] == 1.5
    assert event["level"] == "info"


def test_an_exception_of_a_library_is_logged_with_its_traceback(
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure_logs("INFO", as_json=True)

    try:
        1 / 0  # noqa: B018 - raises
    except ZeroDivisionError:
        logging.getLogger("some.library").exception("Exception in ASGI application")

    event = json.loads(capfd.readouterr().err)
    assert "ZeroDivisionError" in event["exception"]


@pytest.mark.parametrize("form", ["JSON", "columns"])
def test_a_traceback_tells_where_and_what_kind_and_no_words(
    capfd: pytest.CaptureFixture[str], form: str
) -> None:
    configure_logs("INFO", as_json=form == "JSON")

    try:
        int("May I marry my cousin?")
    except ValueError:
        structlog.get_logger().exception("turn failed")

    told = capfd.readouterr().err
    assert "ValueError" in told
    assert "test_logs.py" in told
    assert told.count("May I marry") == 1  # the line of this very file


@pytest.mark.parametrize("library", ["anthropic._base_client", "pymongo.command", "httpx2"])
def test_at_debug_too_libraries_keep_what_they_send_to_themselves(
    capfd: pytest.CaptureFixture[str], library: str
) -> None:
    configure_logs("DEBUG", as_json=True)

    logging.getLogger(library).debug("Request options: %s", "May I marry my cousin?")
    structlog.get_logger("ansari_backend").debug("turn begins")

    assert json.loads(capfd.readouterr().err)["event"] == "turn begins"


def test_what_is_below_the_level_is_not_logged(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs("WARNING", as_json=True)

    structlog.get_logger().info("turn ended")

    assert capfd.readouterr().err == ""
