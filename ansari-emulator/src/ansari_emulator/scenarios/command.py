"""`ansari scenario`: play scenarios against all of Ansari, and tell which went as they should."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def about() -> None:
    """Conversations as files: who says what, what goes wrong, and what must come back."""


@app.command()
def run(
    context: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE]...", help="files, or names from --list; all when left out"),
    ] = None,
    *,
    list_only: Annotated[
        bool, typer.Option("--list", help="name those that ship, and play none")
    ] = False,
    at: Annotated[
        str | None,
        typer.Option(help="address of a page that `ansari demo` serves, instead of a new start"),
    ] = None,
) -> None:
    """Start everything once, play each scenario, and fail when one of them fails."""
    from ansari_emulator.scenarios import running  # noqa: PLC0415 - imported when it runs

    if list_only:
        running.list_shipped()
        return
    failed = running.play(files or [], at=at, programs=context.obj)
    raise typer.Exit(1 if failed else 0)
