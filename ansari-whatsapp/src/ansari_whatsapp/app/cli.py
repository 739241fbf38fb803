"""The command `ansari-whatsapp`."""

import signal
import sys
from types import FrameType
from typing import Annotated, Final

import typer
import uvicorn
from pydantic import ValidationError

from ansari_whatsapp.app.main import create_app
from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.whatsapp_logger import configure_logging

KEEP_ALIVE_SECONDS: Final = 65
"""Longer than Meta keeps an idle connection, so that none is closed as a webhook sets out."""

main = typer.Typer(help="The gateway between WhatsApp and Ansari.", no_args_is_help=True)


@main.callback()
def _commands() -> None:
    """Keep `serve` a word of its own while it is the only command."""


@main.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8001,
) -> None:
    """Receive webhooks and answer people, until stopped."""
    settings = read_settings()
    configure_logging(settings.logging_level, as_json=settings.deployment_type != "local")
    config = uvicorn.Config(
        create_app(settings),
        host=host,
        port=port,
        access_log=False,  # the verification's address carries a secret
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    signal.signal(signal.SIGTERM, _leave)  # uvicorn raises the signal again once it has shut down
    server = uvicorn.Server(config)
    server.run()
    if not server.started:
        raise typer.Exit(1)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def read_settings() -> Settings:
    """Read the settings, or end with a line for each that is missing or wrong."""
    try:
        return Settings()
    except ValidationError as error:
        for fault in error.errors(include_input=False):
            name = "_".join(str(place) for place in fault["loc"]).upper()
            typer.echo(f"{name or 'Settings'}: {fault['msg']}", err=True)
        typer.echo("See .env.example for what each setting means.", err=True)
        raise typer.Exit(2) from None
