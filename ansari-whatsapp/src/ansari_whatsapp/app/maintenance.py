"""`ansari-whatsapp maintenance`: let nobody be answered for a while, and lose nothing meanwhile."""

import typer

from ansari_whatsapp.admission.controls import Controls
from ansari_whatsapp.app.store_command import with_store

maintenance = typer.Typer(
    name="maintenance",
    help="Whether people are answered now. All instances follow within a second.",
    no_args_is_help=True,
)


@maintenance.command()
def on() -> None:
    """Answer nobody: people are told so once, and what they write waits."""
    is_new = with_store(lambda store: Controls(store).begin_maintenance())
    typer.echo("Maintenance begins." if is_new else "Maintenance is on already.")


@maintenance.command()
def off() -> None:
    """Answer everybody again, what waits first."""
    was_on = with_store(lambda store: Controls(store).end_maintenance())
    typer.echo("Maintenance has ended." if was_on else "There is no maintenance.")


@maintenance.command()
def status() -> None:
    """Tell which of the two it is, and since when."""
    last = with_store(lambda store: Controls(store).read()).maintenance
    if last is None:
        typer.echo("off")
    elif last.ended_at is None:
        typer.echo(f"on since {last.began_at:%Y-%m-%d %H:%M:%S} UTC")
    else:
        typer.echo(f"off since {last.ended_at:%Y-%m-%d %H:%M:%S} UTC")
