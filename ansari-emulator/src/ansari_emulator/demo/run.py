"""Start everything, ask one question, show the answer, and keep serving."""

import asyncio
import signal
from dataclasses import dataclass
from pathlib import Path

from ansari_emulator.app import VISITORS
from ansari_emulator.client import phones_at
from ansari_emulator.demo.conversation import NoAnswerError, ask
from ansari_emulator.demo.crew import Crew, ServiceFailedError
from ansari_emulator.demo.plan import Ports
from ansari_emulator.demo.system import Ground, prepared_ground, running_system
from ansari_emulator.demo.terminal import Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the visitor wants to see, and whether to stay after the answer."""

    question: str
    once: bool
    page_port: int
    patience: int
    scripted_vendor: bool


def run_demo(wish: Wish, programs: Path) -> None:
    """Run from start to end, with the services found in `programs`.

    Being told to stop is the normal end once the answer is there; before, it is an interruption.
    """
    terminal = Terminal()
    ports = Ports.choose(wish.page_port)
    with prepared_ground(terminal.progress) as ground:
        try:
            asyncio.run(_run(wish, ground, ports, programs, terminal))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


async def _run(
    wish: Wish, ground: Ground, ports: Ports, programs: Path, terminal: Terminal
) -> None:
    end_on_sigterm()
    starting = running_system(
        ground,
        ports=ports,
        programs=programs,
        tell=terminal.progress,
        scripted_vendor=wish.scripted_vendor,
    )
    async with starting as system:
        await system.crew.unless_one_ends(_converse(wish, system.url, system.crew, terminal))
        if not wish.once:
            terminal.serving(system.url)
            await _stay(system.crew)


def end_on_sigterm() -> None:
    """Cancel the task that calls when SIGTERM comes, so that all is ended in order."""
    if (task := asyncio.current_task()) is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


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
