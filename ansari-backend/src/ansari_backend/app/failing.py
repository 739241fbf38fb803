"""How a command ends that cannot do its work: a sentence, no traceback, exit status 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer


@contextmanager
def told(*expected: type[Exception]) -> Iterator[None]:
    """End the command with the text of these errors, or what they mean: sentences for its user."""
    try:
        yield
    except expected as error:
        typer.echo(str(error) or error.__doc__, err=True)
        raise typer.Exit(1) from None
