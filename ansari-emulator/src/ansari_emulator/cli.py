"""The `ansari` command: what starts each piece, and all of them together.

What a command needs is imported when it runs: a MongoDB needs no web server, and nobody who asks
for help wants to wait for either.
"""

import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from ansari_emulator.business import (
    SAMPLE_NUMBER,
    SAMPLE_SECRET,
    SAMPLE_TOKEN,
    Business,
    split_urls,
)
from ansari_emulator.errors import CannotStartError
from ansari_emulator.processes import LOOPBACK, listen, port_of, treat_sigterm_as_ctrl_c
from ansari_emulator.scenarios import command as scenarios

PROGRAMS: Final = Path(sys.executable).parent

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(scenarios.app, name="scenario")


@app.callback()
def about() -> None:
    """Ansari on your own machine."""


@app.command()
def demo(
    context: typer.Context,
    *,
    question: Annotated[
        str,
        typer.Option("--ask", envvar="ASK", help="the question to ask"),
    ] = "What does the Qur'an say about patience?",
    once: Annotated[
        bool,
        typer.Option("--once", envvar="ONCE", help="end after the answer"),
    ] = False,
    port: Annotated[int, typer.Option(help="of the chat page")] = 8002,
    patience: Annotated[int, typer.Option(help="seconds to wait for the answer")] = 120,
    scripted_vendor: Annotated[
        bool,
        typer.Option(
            "--scripted-vendor",
            envvar="SCRIPTED_VENDOR",
            help="ask a scripted model, whose vendor can be down, and no other",
        ),
    ] = False,
) -> None:
    """Start everything, ask one question by WhatsApp, and serve a page to chat in."""
    from ansari_emulator.demo.run import Wish, run_demo  # noqa: PLC0415 - imported when it runs

    wish = Wish(
        question=question,
        once=once,
        page_port=port,
        patience=patience,
        scripted_vendor=scripted_vendor,
    )
    run_demo(wish, context.obj)


@app.command(context_settings={"ignore_unknown_options": True})
def ask(
    context: typer.Context,
    arguments: Annotated[list[str], typer.Argument(metavar='"QUESTION" [--json]')],
) -> None:
    """Ask one question here in the terminal, without WhatsApp."""
    program = context.obj / "ansari-backend"
    try:
        os.execv(program, [str(program), "ask", *arguments])  # noqa: S606 - our own program, no shell
    except OSError as error:
        raise CannotStartError(
            f"{program} cannot be run ({error.strerror}): run `make setup` first.",
        ) from error


@app.command()
def mongo(
    *,
    port: Annotated[int, typer.Option(help="0 chooses a free one")] = 27017,
    data: Annotated[
        Path | None,
        typer.Option(help="folder of the data  [default: ~/.local/share/ansari/mongo]"),
    ] = None,
    nodes: Annotated[
        int,
        typer.Option(min=1, max=7, help="members of the replica set, on ports one after the other"),
    ] = 1,
) -> None:
    """Run an embedded MongoDB for development and tests; print its URL; end with Ctrl-C."""
    from ansari_emulator.mongo.program import default_data  # noqa: PLC0415 - imported when it runs
    from ansari_emulator.mongo.server import run_mongo  # noqa: PLC0415 - likewise

    running = run_mongo(port=port, data=data or default_data(), nodes=nodes)
    with suppress(KeyboardInterrupt), running as server:
        typer.echo(server.url)
        server.wait(tell=partial(typer.echo, err=True))


@app.command()
def emulator(
    *,
    host: str = LOOPBACK,
    port: Annotated[int, typer.Option(help="of the Graph API and the page")] = 8002,
    gateway_url: Annotated[
        str,
        typer.Option(envvar="GATEWAY_URL", help="where webhooks go; several with commas"),
    ] = "http://127.0.0.1:8001/whatsapp/v2",
    number_id: Annotated[
        str,
        typer.Option(
            envvar="META_BUSINESS_PHONE_NUMBER_ID",
            help="id of the business number; several with commas",
        ),
    ] = SAMPLE_NUMBER,
    access_token: Annotated[
        str,
        typer.Option(envvar="META_ACCESS_TOKEN_FROM_SYS_USER", help="what Graph calls must bear"),
    ] = SAMPLE_TOKEN,
    app_secret: Annotated[
        str,
        typer.Option(envvar="META_ANSARI_APP_SECRET", help="what webhooks are sealed with"),
    ] = SAMPLE_SECRET,
    status_pause: Annotated[
        float,
        typer.Option(envvar="STATUS_PAUSE", min=0, help="seconds before each status of a message"),
    ] = 0.3,
) -> None:
    """Run the emulated WhatsApp alone; print its address, of Graph API and page alike."""
    from ansari_emulator.app import create_app  # noqa: PLC0415 - imported when it runs
    from ansari_emulator.serving import serve  # noqa: PLC0415 - likewise

    first, *others = (part.strip() for part in number_id.split(","))
    business = Business(
        phone_number_id=first,
        other_numbers=tuple((other, f"1555078388{place}") for place, other in enumerate(others, 2)),
        access_token=access_token,
        app_secret=app_secret,
        webhook_urls=split_urls(gateway_url),
    )
    with suppress(KeyboardInterrupt), listen(port, host) as listening:
        typer.echo(f"http://{host}:{port_of(listening)}")
        serve(create_app(business, status_pause=status_pause), listening)


def main(programs: Path = PROGRAMS) -> None:
    """Run the command, with the services found in `programs`.

    What cannot start says so in a sentence, without a traceback.
    """
    treat_sigterm_as_ctrl_c()
    try:
        app(obj=programs)
    except CannotStartError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(1) from error
