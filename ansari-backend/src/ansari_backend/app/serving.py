"""Run the app under uvicorn, so that a deployment's SIGTERM is a clean end."""

import gc
import signal
import sys
from functools import partial
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

from ansari_backend.app.agents import UNOPENABLE, open_agent
from ansari_backend.app.failing import told
from ansari_backend.app.logs import configure_logs
from ansari_backend.app.main import create_app
from ansari_backend.app.parts import open_parts
from ansari_backend.app.patience import PatientProtocol
from ansari_backend.app.settings import Settings, SettingsError, read

KEEP_ALIVE_SECONDS = 65
"""Longer than clients keep idle connections, so that none is closed as a request sets out."""

GRACE_SECONDS = 20
"""Time for running answers to finish; what is left is given back for others to take over."""

COLLECT_AFTER: Final = (20_000, 20, 20)
"""Objects more than before, then young collections, then middle ones: an answer on its way holds
hundreds of objects for ten seconds, which is long for a collector and no garbage."""

SWITCH_SECONDS: Final = 0.0005
"""How long a thread that searches may go on while the event loop waits for its turn."""


def serve(host: str, port: int) -> None:
    """Serve until told to stop. The agent comes first: without it there is nothing to serve."""
    with told(SettingsError):
        settings = read(Settings)
    configure_logs(settings.logging_level, as_json=settings.deployment_type != "local")
    if settings.otel_exporter_otlp_endpoint:
        from ansari_backend.app.telemetry import send_spans  # noqa: PLC0415 - only where it is set

        send_spans(str(settings.otel_exporter_otlp_endpoint))
    with told(*UNOPENABLE), open_agent(settings) as agent:
        app = create_app(settings, partial(open_parts, agent))
        run(make_server(app, host, port))


def make_server(
    app: FastAPI, host: str, port: int, protocol: type[PatientProtocol] = PatientProtocol
) -> uvicorn.Server:
    """Set uvicorn up without an access log, whose addresses hold people's numbers."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    return uvicorn.Server(config)


def run(server: uvicorn.Server) -> None:
    """Serve until SIGTERM or SIGINT, and exit with 0 after either."""
    _spare_the_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _leave)  # uvicorn raises the signal again when it has shut down
    server.run()
    if not server.started:
        sys.exit("The server did not start; the log says why.")


def _spare_the_loop() -> None:
    """Keep from the event loop what would hold up all answers at once.

    The texts are hundreds of thousands of objects, among which a full collection finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    sys.setswitchinterval(SWITCH_SECONDS)


def _leave(_sign: int, _frame: FrameType | None) -> None:
    sys.exit(0)
