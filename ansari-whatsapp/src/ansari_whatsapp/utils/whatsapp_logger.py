"""Structured logs that name events, never a person's number or words.

A WhatsApp message id carries the person's number in base64, so ids are logged by `alias` alone.
"""

import hmac
import logging
import secrets
import sys
from typing import Final

import structlog

QUIET = ("httpx", "httpcore", "pymongo", "uvicorn.access", "markdown_it")
"""Libraries that would log addresses, commands or queries with people's words in them."""


_key: Final = [secrets.token_bytes(32)]
"""Numbers are few enough to be tried one by one: without a key, a hash of one tells it."""


def configure_logging(level: str, *, as_json: bool, key: str) -> None:
    """Set up the process's logs once, on standard error: JSON for machines, columns for people.

    `key` is a secret that all instances share: with it they name people and turns alike.
    """
    _key[0] = hmac.digest(key.encode(), b"names in logs", "sha256")
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.dict_tracebacks] if as_json else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def get_logger() -> structlog.typing.FilteringBoundLogger:
    """Get a logger whose methods take an event and its fields."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger


def alias(secret_id: str) -> str:
    """Name a person or an id in a log, the same in all instances, so that nobody can guess it."""
    return hmac.digest(_key[0], secret_id.encode(), "sha256").hex()[:12]


def trace_of(turn: str) -> str:
    """Name the trace of a turn in 32 hex digits: every attempt at it, by any instance, is in it."""
    return hmac.digest(_key[0], f"trace {turn}".encode(), "sha256").hex()[:32]


def traceparent(turn: str) -> str:
    """Hand the trace to another service: https://www.w3.org/TR/trace-context/#traceparent-header."""
    return f"00-{trace_of(turn)}-{secrets.token_hex(8)}-01"
