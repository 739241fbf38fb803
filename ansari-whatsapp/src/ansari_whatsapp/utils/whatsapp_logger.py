"""Structured logs that name events, never a person's number or words.

A WhatsApp message id carries the person's number in base64, so ids are logged by `alias` alone.
"""

import hashlib
import logging
import sys

import structlog

QUIET = ("httpx", "httpcore", "pymongo", "uvicorn.access", "markdown_it")
"""Libraries that would log addresses, commands or queries with people's words in them."""


def configure_logging(level: str, *, as_json: bool) -> None:
    """Set up the process's logs once, on standard error: JSON for machines, columns for people."""
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
    """Name an id in a log without telling it."""
    return hashlib.sha256(secret_id.encode()).hexdigest()[:12]
