"""Structured logs that name events, never a person's number or words.

A WhatsApp message id carries the person's number in base64, so ids are logged by `alias` alone.
"""

import hmac
import logging
import secrets
import sys
from collections.abc import Sequence
from typing import Final

import structlog

from ansari_whatsapp.utils.tracebacks import traceback_of

_key: Final = [secrets.token_bytes(32)]
"""Numbers are few enough to be tried one by one: without a key, a hash of one tells it."""


def configure_logging(level: str, *, as_json: bool, key: str) -> None:
    """Set up the process's logs once, on standard error: JSON for machines, columns for people.

    `key` is a secret that all instances share: with it they name people and turns alike.
    """
    _key[0] = hmac.digest(key.encode(), b"names in logs", "sha256")
    in_order: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(traceback_of),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    logging.basicConfig(level=level, handlers=[_of_libraries(in_order, renderer)], force=True)
    # Below that, libraries log addresses, commands and whole requests, with people's words in them.
    logging.getLogger().setLevel(max(logging.getLevelName(level), logging.WARNING))
    logging.getLogger("uvicorn").setLevel(level)
    structlog.configure(
        processors=[*in_order, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _of_libraries(
    in_order: Sequence[structlog.typing.Processor], renderer: structlog.typing.Processor
) -> logging.Handler:
    """Bring the lines of libraries into the form of ours."""
    handler = logging.StreamHandler(sys.stderr)
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=in_order, processors=[without_meta, renderer]
        )
    )
    return handler


def get_logger() -> structlog.typing.FilteringBoundLogger:
    """Get a logger whose methods take an event and its fields."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger


def alias(secret_id: str) -> str:
    """Name a person or an id in a log, the same in all instances, so that nobody can guess it."""
    return keyed(secret_id)[:12]


def keyed(secret: str) -> str:
    """Turn what nobody may see into hex digits, the same in all instances that share the key."""
    return hmac.digest(_key[0], secret.encode(), "sha256").hex()
