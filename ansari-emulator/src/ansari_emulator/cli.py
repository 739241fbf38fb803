"""The `ansari` command: what starts each piece, and all of them together."""

from pathlib import Path
from typing import Annotated

import typer

from ansari_emulator.errors import CannotStartError
from ansari_emulator.mongo.program import default_data
from ansari_emulator.mongo.server import run_mongo
from ansari_emulator.processes import leave_on_sigterm

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def about() -> None:
    """Ansari on your own machine."""


@app.command()
def mongo(
    port: Annotated[int, typer.Option(help="0 chooses a free one")] = 27017,
    data: Annotated[
        Path | None,
        typer.Option(help="folder of the data  [default: ~/.local/share/ansari/mongo]"),
    ] = None,
) -> None:
    """Run an embedded MongoDB for development and tests; print its URL; end with Ctrl-C."""
    with run_mongo(port=port, data=data or default_data()) as server:
        typer.echo(server.url)
        server.wait()


def main() -> None:
    """Run the command; what cannot start says so in a sentence, without a traceback."""
    leave_on_sigterm()
    try:
        app()
    except CannotStartError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(1) from error
