"""Logs as events with fields: readable at home, JSON where machines read them.

People's words and numbers have no place in them; threads and runs are named by their ids.
"""

import logging
import sys

import structlog
from structlog.types import Processor

from ansari_backend.app.tracebacks import traceback_of


def configure_logs(level: str, *, as_json: bool) -> None:
    """Send our events, and those of the libraries, to standard error in one form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(traceback_of),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=_last(as_json=as_json)
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Below that, libraries log commands and whole requests, with people's words in them.
    logging.getLogger().setLevel(max(logging.getLevelName(level), logging.WARNING))
    for ours in ("ansari_backend", "uvicorn"):
        logging.getLogger(ours).setLevel(level)


def _last(*, as_json: bool) -> list[Processor]:
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if not as_json:
        readable = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            exception_formatter=structlog.dev.plain_traceback,
        )
        return [without_meta, readable]
    return [
        without_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
