"""The command `ansari-whatsapp`.

What a command needs is imported when it runs: the libraries of a server take a second and more,
and `--help` should not.
"""

from enum import StrEnum
from typing import Annotated

import typer

from ansari_whatsapp.app.dead_letters import dead_letters
from ansari_whatsapp.app.maintenance import maintenance
from ansari_whatsapp.app.people import people

main = typer.Typer(
    help="The gateway between WhatsApp and Ansari.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they may hold people's words
)
main.add_typer(dead_letters)
main.add_typer(maintenance)
main.add_typer(people)


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
    from ansari_whatsapp.app.main import create_app  # noqa: PLC0415 - imported when it runs
    from ansari_whatsapp.app.serving import Server, run  # noqa: PLC0415 - likewise
    from ansari_whatsapp.app.settings import read_settings  # noqa: PLC0415 - likewise
    from ansari_whatsapp.utils.whatsapp_logger import configure_logging  # noqa: PLC0415 - likewise

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


@main.command()
def doctor() -> None:
    """Check settings, MongoDB, backend, token, number and webhook, and say what to do."""
    from ansari_whatsapp.app.doctor import is_well  # noqa: PLC0415 - imported when it runs

    if not is_well():
        raise typer.Exit(1)
