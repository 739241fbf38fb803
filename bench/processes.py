"""Run the programs under measurement as processes of their own, and read what they use."""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ansari_emulator.processes import LOOPBACK, claim_port, treat_sigterm_as_ctrl_c
from ansari_emulator.program import Program, State

PROGRAMS: Final = Path(sys.executable).parent
START_SECONDS: Final = 30
END_SECONDS: Final = 5
"""For a service to end by itself. Nothing that it holds is worth waiting for longer."""

TICKS: Final = os.sysconf("SC_CLK_TCK")


class NotStartedError(Exception):
    """A program ended, or did not listen in time; the message holds its last words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A program that listens on loopback."""

    port: int
    program: Program

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        """Its process."""
        return self.program.process.pid

    @property
    def log(self) -> Path:
        """What it says."""
        return self.program.log


@contextmanager
def serving(
    command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Service]:
    """Run a program that takes `--port`, from when it listens to the end of the block."""
    port = claim_port(0)
    program = Program(
        name=command[0],
        command=[PROGRAMS / command[0], *command[1:], "--port", str(port)],
        environment={"PATH": os.environ["PATH"], **(environment or {})},
        log=log,
        folder=log.parent,  # no .env file of a developer's lies there
    )
    program.start()
    try:
        service = Service(port=port, program=program)
        _wait_until_it_listens(service)
        yield service
    finally:
        program.end(patience=END_SECONDS)


def _wait_until_it_listens(service: Service) -> None:
    deadline = time.monotonic() + START_SECONDS
    while service.program.state is State.RUNNING and time.monotonic() < deadline:
        try:
            socket.create_connection((LOOPBACK, service.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise NotStartedError(service.log.read_text()[-2000:])


def cpu_seconds(pid: int) -> float:
    """Tell how much processor time a process has used so far, its own and the kernel's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid: int, *, peak: bool = False) -> float:
    """Tell the resident memory of a process, now or when it was largest."""
    wanted = "VmHWM:" if peak else "VmRSS:"
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(wanted):
            return int(line.split()[1]) / 1024
    return 0.0


def end_on_signals() -> None:
    """Let Ctrl-C and SIGTERM end a program by way of its `finally` blocks.

    A program that a script runs in the background would ignore Ctrl-C, and so would its children.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    treat_sigterm_as_ctrl_c()
