"""`ansari-whatsapp dead-letters`: look at messages that failed again and again, and settle them."""

import json
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from ansari_whatsapp.app.store_command import with_store
from ansari_whatsapp.inbox.dead_letters import DeadLetter, DeadLetters, UnknownLetterError

Result = TypeVar("Result")
LetterId = Annotated[str, typer.Argument(help="As `list` prints it.")]

dead_letters = typer.Typer(
    name="dead-letters",
    help="Messages that failed again and again, and are set aside.",
    no_args_is_help=True,
)


@dead_letters.command("list")
def list_all(
    limit: Annotated[int, typer.Option(help="How many at most, the oldest first.")] = 100,
) -> None:
    """List them, a line each: when it was set aside, why, and its id."""
    for letter in _with_letters(lambda letters: letters.all(limit)):
        typer.echo(f"{letter.set_aside_at:%Y-%m-%d %H:%M:%S}  {letter.reason}  {letter.id}")


@dead_letters.command()
def show(letter_id: LetterId) -> None:
    """Show one whole, with the person's words."""
    typer.echo(_shown(_with_letters(lambda letters: letters.find(letter_id))))


@dead_letters.command()
def retry(letter_id: LetterId) -> None:
    """Let it wait for its turn once more."""
    _with_letters(lambda letters: letters.retry(letter_id))
    typer.echo("It waits for its turn again.")


@dead_letters.command()
def drop(letter_id: LetterId) -> None:
    """Let it go for good."""
    _with_letters(lambda letters: letters.drop(letter_id))
    typer.echo("It was let go.")


def _with_letters(use: Callable[[DeadLetters], Awaitable[Result]]) -> Result:
    """End with a sentence where no message has the id."""
    try:
        return with_store(lambda store: use(DeadLetters(store)))
    except UnknownLetterError:
        typer.echo("No message of this id is set aside.", err=True)
        raise typer.Exit(1) from None


def _shown(letter: DeadLetter) -> str:
    facts = {
        "id": letter.id,
        "reason": letter.reason,
        "received_at": letter.received_at.isoformat(),
        "set_aside_at": letter.set_aside_at.isoformat(),
        "event": json.loads(letter.payload),
    }
    return json.dumps(facts, ensure_ascii=False, indent=2)
