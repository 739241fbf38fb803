"""A program of ours as a process that can be ended in every way, and started again in its place."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from ansari_emulator.processes import dying_with_us

_TAIL_LINES: Final = 12


class State(StrEnum):
    """What a program does now."""

    RUNNING = "running"
    STOPPED = "stopped"
    """It stands still, as on a machine that hangs: its port is open and nobody answers."""
    DEAD = "dead"


@dataclass(kw_only=True)
class Program:
    """One process, or the lack of it; `log` takes all that it says, over every start.

    Start it from the main thread alone (see `dying_with_us`).
    """

    name: str
    command: list[str | Path]
    environment: dict[str, str]
    log: Path
    folder: Path | None = None
    """Where it runs; None where we do."""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    is_wanted: bool = field(default=False, init=False)
    """Whether its end would be nobody's wish."""
    _is_stopped: bool = field(default=False, init=False)

    @property
    def state(self) -> State:
        """Whether it lives, as the kernel says."""
        if self.process is None or self.process.poll() is not None:
            return State.DEAD
        return State.STOPPED if self._is_stopped else State.RUNNING

    @property
    def status(self) -> int | None:
        """Its exit status, once it has ended."""
        return self.process.poll() if self.process else None

    @property
    def ended_unasked(self) -> bool:
        """Whether it is gone though nobody ended it."""
        return self.is_wanted and self.state is State.DEAD

    def start(self) -> None:
        """Start it, unless it runs.

        Raises:
            OSError: There is no such program, or no place for its log.
        """
        if self.state is not State.DEAD:
            return
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,  # also the dynamic loader's word on a missing library
                cwd=self.folder,
                env=self.environment,
                # Ctrl-C in a terminal reaches a whole session: a program gets it from us alone,
                # and so can finish what it has begun.
                start_new_session=True,
                preexec_fn=dying_with_us(),  # noqa: PLW1509 - the helper runs one system call
            )
        self.is_wanted, self._is_stopped = True, False

    def kill(self) -> None:
        """End it at once, as a crash or the kernel would; it stays away until it is started."""
        self.is_wanted = False
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Let it stand still."""
        if self.state is State.RUNNING:
            self.send(signal.SIGSTOP)
            self._is_stopped = True

    def resume(self) -> None:
        """Let it go on after `stop`."""
        if self.state is State.STOPPED:
            self.send(signal.SIGCONT)
            self._is_stopped = False

    def end(self, how: signal.Signals = signal.SIGTERM, patience: float = 15) -> int:
        """Ask it to end, kill it if it doesn't within `patience` seconds; its exit status."""
        self.ask_to_end(how)
        return self.wait(patience)

    def ask_to_end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Send `how`, and don't wait."""
        self.is_wanted = False
        self.send(how)
        self.send(signal.SIGCONT)  # what stands still would not hear of it

    def wait(self, patience: float) -> int:
        """Its exit status; it is killed when it has not ended within `patience` seconds."""
        if self.process is None:
            return 0
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    async def restart(self) -> None:
        """End it as an operator would, and start it again."""
        await asyncio.to_thread(self.end)
        self.start()

    def last_words(self) -> str:
        """The end of its log."""
        said = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(
            [f"--- {self.name}, last lines of its log", *said.splitlines()[-_TAIL_LINES:]]
        )

    def send(self, how: signal.Signals) -> None:
        """Send it a signal, if it lives."""
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, how)


def end_all(programs: Iterable[Program], patience: float = 15) -> None:
    """Ask all `programs` at once to end, and kill each that does not within `patience` seconds."""
    asked = list(programs)
    for program in asked:
        program.ask_to_end()
    for program in asked:
        program.wait(patience)
