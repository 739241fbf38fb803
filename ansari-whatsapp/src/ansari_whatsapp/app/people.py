"""`ansari-whatsapp people`: block somebody by number, by user id, or by their name in logs."""

import re
from typing import Annotated, Final

import typer

from ansari_whatsapp.admission.controls import Controls
from ansari_whatsapp.app.store_command import Database, with_store
from ansari_whatsapp.inbox.chats import Chats
from ansari_whatsapp.utils.whatsapp_logger import alias

_ALIAS: Final = re.compile(r"[0-9a-f]{12}")
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 ()-]{3,24}")
_USER_ID: Final = re.compile(r"[A-Z]{2}\.[!-~]{1,120}")

Who = Annotated[
    str, typer.Argument(help="A number, a user id such as US.1349, or the `person` of a log line.")
]

people = typer.Typer(
    name="people",
    help="People who are not answered. All instances follow within a second.",
    no_args_is_help=True,
)


@people.command()
def block(who: Who) -> None:
    """Answer somebody no more: what they write goes nowhere and is not kept."""

    async def use(store: Database) -> bool:
        return await Controls(store).block(await _person(who, store))

    typer.echo("They are blocked." if with_store(use) else "They were blocked already.")


@people.command()
def unblock(who: Who) -> None:
    """Answer somebody again, from their next message on."""

    async def use(store: Database) -> bool:
        return await Controls(store).unblock(await _person(who, store))

    typer.echo("They are answered again." if with_store(use) else "They were not blocked.")


@people.command("list")
def list_all() -> None:
    """List who is blocked, a line each: since when, by which id, and their name in logs."""
    blocked = with_store(lambda store: Controls(store).read()).blocked
    for one in blocked.people if blocked else ():
        typer.echo(f"{one.since:%Y-%m-%d %H:%M:%S}  {one.person}  {alias(one.person)}")


async def _person(who: str, store: Database) -> str:
    """Find whom an operator means. What looks like a name in logs may be a number all the same."""
    given = who.strip()
    if _ALIAS.fullmatch(given):
        blocked = (await Controls(store).read()).blocked
        for one in blocked.people if blocked else ():
            if alias(one.person) == given:
                return one.person
        async for person in Chats(store).people():
            if alias(person) == given:
                return person
    if _NUMBER.fullmatch(given):
        return "".join(filter(str.isdecimal, given))
    if _USER_ID.fullmatch(given):
        return given
    typer.echo("Nobody goes by this: give a number, a user id, or a name from the logs.", err=True)
    raise typer.Exit(1)
