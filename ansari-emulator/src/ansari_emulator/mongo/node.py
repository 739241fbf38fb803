"""One mongod in a folder of its own."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ansari_emulator.errors import CannotStartError
from ansari_emulator.mongo import replica_set
from ansari_emulator.processes import LOOPBACK
from ansari_emulator.program import Program

LOG_NAME: Final = "mongod.log"
_MISSING_LIBRARY: Final = 127
_DATA_IN_USE: Final = 100
_TAIL: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A mongod that was started, and where its files are."""

    data: Path
    program: Program

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self.program.status is not None

    def why_it_ended(self) -> str:
        """Its end, or why it is no use, in a sentence that says what to do."""
        status = self.program.status
        log = self.data / LOG_NAME
        if status == _MISSING_LIBRARY:
            return (
                "mongod misses a system library: as root, run "
                f"`apt-get install -y libcurl4 libssl3 liblzma5`. It says: {_tail(log)}"
            )
        if status == _DATA_IN_USE:
            return (
                f"Another mongod works in {self.data}: stop it, "
                "or choose another folder with --data."
            )
        ended = f"ended with status {status}" if status is not None else "did not become primary"
        return f"mongod {ended}; its last words, more of them in {log}: {_tail(log)}"


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-_TAIL:].strip()


def start_node(program: Path, *, port: int, data: Path, oplog_mb: int) -> Node:
    """Start mongod on `port` with its files in `data`."""
    mongod = Program(
        name="mongodb",
        command=_command(program, port, data, oplog_mb),
        environment=os.environ | {"LC_ALL": "C"},  # mongod refuses a locale it does not know
        log=data / LOG_NAME,
    )
    try:
        data.mkdir(parents=True, exist_ok=True)
        mongod.start()
    except OSError as error:
        raise CannotStartError(
            f"MongoDB cannot start in {data} ({error.strerror}): choose another --data folder.",
        ) from error
    return Node(data=data, program=mongod)


def _command(program: Path, port: int, data: Path, oplog_mb: int) -> list[str | Path]:
    flags = {
        "--dbpath": str(data),
        "--port": str(port),
        "--bind_ip": LOOPBACK,
        "--replSet": replica_set.NAME,
        "--oplogSize": str(oplog_mb),
        "--wiredTigerCacheSizeGB": "0.25",
        # The embedded 6.0 has a hole there (CVE-2025-14847), and loopback gains nothing by it.
        "--networkMessageCompressors": "disabled",
    }
    settings = {
        "diagnosticDataCollectionEnabled": "false",
        # What is too old goes within seconds instead of a minute, so that one can see it go.
        "ttlMonitorSleepSecs": "2",
        # All members end together: there is none to hand over to, so nothing to wait for.
        "shutdownTimeoutMillisForSignaledShutdown": "100",
    }
    command: list[str | Path] = [program, "--nounixsocket"]
    for name, value in flags.items():
        command += [name, value]
    for name, value in settings.items():
        command += ["--setParameter", f"{name}={value}"]
    return command
