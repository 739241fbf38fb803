"""Logs tell which message, which turn and which trace, and never who wrote or what."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import structlog

from ansari_whatsapp.utils.tracing import trace_of
from ansari_whatsapp.utils.whatsapp_logger import alias, configure_logging

PERSON = "15551230001"
WORDS = "What is patience?"


def text(wamid: str) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    return {"id": wamid, "from": PERSON, "timestamp": now, "type": "text", "text": {"body": WORDS}}


async def test_every_attempt_at_a_turn_is_in_one_trace_with_the_backend(gateway: Any) -> None:
    gateway.backend.script.append(httpx.Response(503))
    with structlog.testing.capture_logs() as logs:
        await gateway.receive(text("w1"))
        await gateway.settle()

    (ended,) = [log for log in logs if log["event"] == "turn ended"]
    traces = [question["trace"] for question in gateway.backend.questions]
    assert len(traces) == 2
    for trace in traces:
        assert re.fullmatch(rf"00-{ended['trace_id']}-[0-9a-f]{{16}}-01", trace)
    (late,) = [log for log in logs if log["event"] == "turn put off"]
    assert late["person"] == ended["person"]


async def test_at_debug_too_no_line_tells_who_wrote_or_what(gateway: Any) -> None:
    with structlog.testing.capture_logs() as logs:
        await gateway.receive(text("wamid.HBgLMTU1NTEyMzAwMDEVAgASGA"))
        await gateway.settle()

    told = json.dumps(logs, default=str)
    assert "turn ended" in told
    assert not re.search(f"{PERSON}|patience|wamid", told, re.IGNORECASE)


@pytest.fixture
def _loggers_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def trip_over(words: str) -> None:
    try:
        int(words)
    except ValueError as error:
        raise LookupError(f"can't read {words}") from error


@pytest.mark.usefixtures("_loggers_as_they_were")
@pytest.mark.parametrize("form", ["JSON", "columns"])
@pytest.mark.parametrize("logger", [structlog.get_logger, logging.getLogger])
def test_a_traceback_tells_where_and_what_kind_and_no_words(
    capfd: pytest.CaptureFixture[str], logger: Any, form: str
) -> None:
    configure_logging("DEBUG", as_json=form == "JSON", key="key")

    try:
        trip_over(WORDS)
    except LookupError:
        logger().exception("turn failed")

    told = capfd.readouterr().err
    assert all(known in told for known in ("trip_over", "LookupError", "ValueError", "turn failed"))
    assert WORDS not in told


@pytest.mark.usefixtures("_loggers_as_they_were")
def test_where_machines_read_the_lines_of_libraries_are_json_too(
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure_logging("INFO", as_json=True, key="key")

    logging.getLogger("some.library").warning("beware of %s", "the dog")

    line = json.loads(capfd.readouterr().err)
    assert (line["event"], line["level"]) == ("beware of the dog", "warning")


@pytest.mark.parametrize("name", [alias, trace_of])
def test_instances_with_one_key_name_people_alike_and_others_cannot(name: Any) -> None:
    names = []
    for key in ("one key", "one key", "another"):
        configure_logging("INFO", as_json=True, key=key)
        names.append(name(PERSON))
    structlog.reset_defaults()

    assert names[0] == names[1] != names[2]
