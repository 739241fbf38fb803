"""`ansari-whatsapp dead-letters`: look at messages that failed again and again, and settle them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from pymongo.errors import PyMongoError

from ansari_whatsapp.app.settings import read_settings
from ansari_whatsapp.inbox.dead_letters import DeadLetter, DeadLetters, UnknownLetterError
from ansari_whatsapp.mongo.client import open_client

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
    """Open the store, and end with a sentence where that or the use of it fails."""

    async def run() -> Result:
        settings = read_settings()
        async with open_client(settings.mongo_url.get_secret_value()) as mongo:
            return await use(DeadLetters(mongo[settings.mongo_db_name]))

    try:
        return asyncio.run(run())
    except UnknownLetterError:
        typer.echo("No message of this id is set aside.", err=True)
    except PyMongoError as error:
        typer.echo(f"MongoDB does not answer ({type(error).__name__}): see MONGO_URL.", err=True)
    raise typer.Exit(1)


def _shown(letter: DeadLetter) -> str:
    facts = {
        "id": letter.id,
        "reason": letter.reason,
        "received_at": letter.received_at.isoformat(),
        "set_aside_at": letter.set_aside_at.isoformat(),
        "event": json.loads(letter.payload),
    }
    return json.dumps(facts, ensure_ascii=False, indent=2)
