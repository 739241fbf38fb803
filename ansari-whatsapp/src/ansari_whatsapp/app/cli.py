"""The command `ansari-whatsapp`."""

from enum import StrEnum
from typing import Annotated

import typer

from ansari_whatsapp.app.dead_letters import dead_letters
from ansari_whatsapp.app.doctor import doctor
from ansari_whatsapp.app.main import create_app
from ansari_whatsapp.app.maintenance import maintenance
from ansari_whatsapp.app.people import people
from ansari_whatsapp.app.serving import Server, run
from ansari_whatsapp.app.settings import read_settings
from ansari_whatsapp.utils.whatsapp_logger import configure_logging

main = typer.Typer(
    help="The gateway between WhatsApp and Ansari.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they may hold people's words
)
main.add_typer(dead_letters)
main.add_typer(maintenance)
main.add_typer(people)
main.command()(doctor)


class Role(StrEnum):
    """What an instance does."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


@main.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8001,
    role: Annotated[
        Role, typer.Option(help="web only receives webhooks, worker only answers people.")
    ] = Role.ALL,
) -> None:
    """Receive webhooks and answer people, until stopped."""
    settings = read_settings()
    configure_logging(
        settings.logging_level,
        as_json=settings.deployment_type != "local",
        key=settings.backend_key,
    )
    if settings.otel_exporter_otlp_endpoint:
        from ansari_whatsapp.app.telemetry import send_spans  # noqa: PLC0415 - only where it is set

        send_spans(str(settings.otel_exporter_otlp_endpoint))
    run(Server(create_app(settings, role=role.value), host, port))
