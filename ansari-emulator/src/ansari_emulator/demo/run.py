"""Start everything, ask one question, show the answer, and keep serving."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ansari_emulator.app import VISITORS
from ansari_emulator.client import phones_at
from ansari_emulator.demo.conversation import NoAnswerError, ask
from ansari_emulator.demo.crew import Crew, ServiceFailedError, run_crew
from ansari_emulator.demo.plan import Ports, Service, plan
from ansari_emulator.demo.terminal import Terminal
from ansari_emulator.mongo.server import run_mongo
from ansari_emulator.processes import LOOPBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the visitor wants to see, and whether to stay after the answer."""

    question: str
    once: bool
    page_port: int
    patience: int


def run_demo(wish: Wish, programs: Path) -> None:
    """Run from start to end, with the services found in `programs`.

    Being told to stop is the normal end once the answer is there; before, it is an interruption.
    """
    terminal = Terminal()
    ports = Ports.choose(wish.page_port)
    with (
        TemporaryDirectory(prefix="ansari-demo-", ignore_cleanup_errors=True) as folder,
        _mongo_url(Path(folder), terminal) as mongo_url,
    ):
        services = plan(ports=ports, mongo_url=mongo_url, programs=programs)
        try:
            page = f"http://{LOOPBACK}:{ports.page}"
            asyncio.run(_run(wish, services, page, Path(folder), terminal))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


@contextmanager
def _mongo_url(folder: Path, terminal: Terminal) -> Iterator[str]:
    """A MongoDB for this run, unless the caller has set one."""
    if given := os.environ.get("MONGO_URL"):
        yield given
        return
    terminal.progress("starting MongoDB")
    with run_mongo(port=0, data=folder / "mongo") as mongo:
        yield mongo.url


async def _run(
    wish: Wish,
    services: list[Service],
    page: str,
    logs: Path,
    terminal: Terminal,
) -> None:
    if (task := asyncio.current_task()) is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with run_crew(services, logs) as crew:
        terminal.progress("starting backend, gateway and WhatsApp")
        await crew.wait_until_ready()
        await crew.unless_one_ends(_converse(wish, page, crew, terminal))
        if not wish.once:
            terminal.serving(page)
            await _stay(crew)


async def _converse(wish: Wish, url: str, crew: Crew, terminal: Terminal) -> None:
    terminal.progress("asking")
    visitor = VISITORS[0]
    async with phones_at(url) as phones:
        try:
            asked, *answer = await ask(phones, visitor.phone, wish.question, wish.patience)
        except NoAnswerError as error:
            raise ServiceFailedError(
                f"No answer came within {wish.patience} seconds.\n{crew.last_words()}",
            ) from error
    terminal.said(visitor.name, "cyan", asked)
    for part in answer:
        terminal.said("Ansari", "green", part)


async def _stay(crew: Crew) -> None:
    try:
        await crew.unless_one_ends(asyncio.Event().wait())
    except asyncio.CancelledError:  # Ctrl-C or SIGTERM: what we stayed for
        return
