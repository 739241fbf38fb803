"""Run the app under uvicorn, so that a deployment's SIGTERM is a clean end."""

import signal
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

KEEP_ALIVE_SECONDS = 65
"""Longer than clients keep idle connections, so that none is closed as a request sets out."""

GRACE_SECONDS = 20
"""Time for running answers to finish; what is left is given back for others to take over."""


def make_server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """Set uvicorn up without an access log, whose addresses hold people's numbers."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    return uvicorn.Server(config)


def run(server: uvicorn.Server) -> None:
    """Serve until SIGTERM or SIGINT, and exit with 0 after either."""
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _leave)  # uvicorn raises the signal again when it has shut down
    server.run()
    if not server.started:
        sys.exit("The server did not start; the log says why.")


def _leave(_sign: int, _frame: FrameType | None) -> None:
    sys.exit(0)
