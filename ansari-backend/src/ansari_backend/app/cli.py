"""The command `ansari-backend`.

What a command needs is imported when it runs: the agent's libraries take seconds, and `--help`
should not.
"""

from pathlib import Path
from typing import Annotated

import typer

from ansari_backend.app.corpus import Corpus, Scripture

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


@main.command()
def search(
    corpus: Annotated[Corpus, typer.Argument(help="What to search.")],
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    lang: Annotated[str, typer.Option(help="Your language, as in ISO 639-1.")] = "en",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Passages at most.")] = 10,
    passages: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Rank these: lines of name, tab, Arabic."),
    ] = None,
    *,
    surah: Annotated[int | None, typer.Option(min=1, max=114, help="Only in this surah.")] = None,
    book: Annotated[str | None, typer.Option(help="Only in this book, such as `bukhari`.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="An object for each passage.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id", "query", "lang"} from the input.')
    ] = False,
) -> None:
    """Search the texts for passages that fit a question, the best first."""
    from ansari_backend.app import searching  # noqa: PLC0415 - imported when it runs
    from ansari_backend.knowledge.word_index import Part  # noqa: PLC0415 - likewise

    if jsonl == (query is not None):
        raise typer.BadParameter("give either a query or --jsonl")
    if passages and not jsonl:
        raise typer.BadParameter("--passages goes with --jsonl")
    if passages and (surah or book):
        raise typer.BadParameter("--passages are searched as a whole")
    part = Part(work=book, chapter=surah)
    if query is None:
        searching.search_lines(corpus, limit, passages, part)
    else:
        searching.search(corpus, query, lang, limit, part, as_json=as_json)


@main.command()
def lookup(
    reference: Annotated[str, typer.Argument(help="Such as `2:255`, `Baqarah 255`, `Bukhari 1`.")],
    lang: Annotated[str, typer.Option(help="Your language, as in ISO 639-1.")] = "en",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="An object for each passage.")] = False,
) -> None:
    """Show the passages that a reference names."""
    from ansari_backend.app import searching  # noqa: PLC0415 - imported when it runs

    searching.lookup(reference, lang, as_json=as_json)


@main.command()
def check_quotes(
    text: Annotated[str | None, typer.Argument(help="What is said to be scripture.")] = None,
    kind: Annotated[Scripture, typer.Option(help="What it is said to be.")] = Scripture.QURAN,
    *,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id", "text", "kind"} from the input.')
    ] = False,
    answer: Annotated[
        bool, typer.Option("--answer", help="Read a text, and judge all that it quotes.")
    ] = False,
) -> None:
    """Tell whether words are a verse or a hadith: word for word, nearly, or not at all."""
    from ansari_backend.app import searching  # noqa: PLC0415 - imported when it runs

    if [jsonl, answer, text is not None].count(True) != 1:
        raise typer.BadParameter("give either a text, --jsonl or --answer")
    if text is not None:
        searching.check(text, kind)
    elif answer:
        searching.check_answer()
    else:
        searching.check_lines()


@knowledge.command()
def build() -> None:
    """Make the texts searchable, unless they are already."""
    from ansari_backend.app import texts  # noqa: PLC0415 - imported when it runs

    texts.build_texts()


@knowledge.command()
def audit(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="An object for each edition.")] = False,
) -> None:
    """Report what is in the texts: counts, hashes, and every gap."""
    from ansari_backend.app import texts  # noqa: PLC0415 - imported when it runs

    texts.report_texts(as_json=as_json)


@knowledge.command()
def vectors(
    target: Annotated[Path, typer.Argument(help="The file to make or to bring up to date.")],
) -> None:
    """Compute the vectors that travel with the program; interrupted, it goes on where it was."""
    from ansari_backend.app import texts  # noqa: PLC0415 - imported when it runs

    texts.compute_vectors(target)


@knowledge.command()
def info(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="An object for each edition.")] = False,
) -> None:
    """List the editions: translator, package, terms, and how many texts there are."""
    from ansari_backend.app import texts  # noqa: PLC0415 - imported when it runs

    texts.tell_texts(as_json=as_json)
