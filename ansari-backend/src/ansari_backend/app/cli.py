"""The command `ansari-backend`.

What a command needs is imported when it runs: the agent's libraries take seconds, and `--help`
should not.
"""

from typing import Annotated

import typer

main = typer.Typer(
    help="Answers about Islam, with sources that can be checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they may hold people's words
)
knowledge = typer.Typer(help="The texts that answers stand on.", no_args_is_help=True)
main.add_typer(knowledge, name="knowledge")


@main.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve the API to the WhatsApp gateway, until stopped."""
    from ansari_backend.app import serving  # noqa: PLC0415 - imported when it runs

    serving.serve(host, port)


@main.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    language: Annotated[str, typer.Option(help="Your language, as in ISO 639-1.")] = "en",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Ask one question; the answer goes to standard output, all else to standard error."""
    from ansari_backend.app import terminal  # noqa: PLC0415 - imported when it runs

    terminal.ask(question, language, as_json=as_json)


@knowledge.command()
def build() -> None:
    """Make the texts searchable, unless they are already."""
    from ansari_backend.app import texts  # noqa: PLC0415 - imported when it runs

    texts.build_texts()


@knowledge.callback()
def _knowledge() -> None:
    """Keep `build` a word of its own while it is the only command here."""
