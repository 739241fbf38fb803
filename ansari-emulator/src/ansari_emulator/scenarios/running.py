"""Play scenarios against all of Ansari, started for them or running already, and tell of each."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import typer

from ansari_emulator.client import phones_at
from ansari_emulator.demo.plan import Ports
from ansari_emulator.demo.run import end_on_sigterm
from ansari_emulator.demo.system import Ground, prepared_ground, running_system
from ansari_emulator.demo.terminal import Terminal
from ansari_emulator.scenarios.playing import Verdict, play_all
from ansari_emulator.scenarios.reading import LIBRARY, read_scenario, shipped
from ansari_emulator.scenarios.script import Scenario

IMPATIENT: Final[Mapping[str, str]] = {"WHATSAPP_STATUS_WAIT_SECONDS": "6"}
"""So that a message of unknown fate is decided on within a scenario."""


def list_shipped() -> None:
    """Name those that ship, a line each."""
    for path in shipped():
        typer.echo(f"{path.stem:24} {read_scenario(path).title}")


def play(files: Sequence[str], *, at: str | None, programs: Path) -> int:
    """Play the scenarios of `files`, or all that ship; how many failed."""
    scenarios = [read_scenario(path) for path in _paths(files)]
    return _play_at(at, scenarios) if at else _start_and_play(scenarios, programs)


def _paths(files: Sequence[str]) -> list[Path]:
    """A file of this name wins over a scenario that ships."""
    if not files:
        return shipped()
    return [
        path if (path := Path(name)).exists() or path.suffix else LIBRARY / f"{name}.yaml"
        for name in files
    ]


def _play_at(url: str, scenarios: Sequence[Scenario]) -> int:
    return asyncio.run(_play(url, scenarios, Terminal()))


def _start_and_play(scenarios: Sequence[Scenario], programs: Path) -> int:
    terminal = Terminal()
    with prepared_ground(terminal.progress) as ground:
        try:
            return asyncio.run(_run(scenarios, ground, programs, terminal))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


async def _run(
    scenarios: Sequence[Scenario], ground: Ground, programs: Path, terminal: Terminal
) -> int:
    """Play in one system those that name no vendor, then in another those that do."""
    end_on_sigterm()
    failed = 0
    for scripted in (False, True):
        those = [each for each in scenarios if (each.vendor is not None) is scripted]
        if those:
            starting = running_system(
                ground,
                ports=Ports.choose(0),
                programs=programs,
                tell=terminal.progress,
                settings=IMPATIENT,
                scripted_vendor=scripted,
            )
            async with starting as system:
                failed += await system.crew.unless_one_ends(_play(system.url, those, terminal))
    return failed


async def _play(url: str, scenarios: Sequence[Scenario], terminal: Terminal) -> int:
    """How many failed."""
    failed = 0
    async with phones_at(url) as phones:
        async for verdict in play_all(phones, scenarios):
            terminal.verdict(_line(verdict), verdict.failure)
            failed += verdict.failure is not None
    terminal.progress(f"{len(scenarios) - failed} of {len(scenarios)} as they should be")
    return failed


def _line(verdict: Verdict) -> str:
    return f"{verdict.scenario.title} ({verdict.seconds:.1f} s)"
