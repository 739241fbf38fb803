"""Run one mongod in a folder, for as long as somebody holds it."""

import os
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from ansari_emulator.errors import CannotStartError
from ansari_emulator.mongo import replica_set
from ansari_emulator.mongo.program import find_mongod
from ansari_emulator.processes import LOOPBACK, claim_port, dying_with_us, end

LOG_NAME: Final = "mongod.log"
_START_SECONDS: Final = 60
_MISSING_LIBRARY: Final = 127
_DATA_IN_USE: Final = 100
_TAIL: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Mongo:
    """A mongod that is primary and answers at `url`."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]

    def wait(self) -> NoReturn:
        """Wait until mongod ends, which nobody has asked it to."""
        raise CannotStartError(_why_it_ended(self.process.wait(), self.data))


@contextmanager
def run_mongo(*, port: int, data: Path) -> Iterator[Mongo]:
    """Start mongod on `port` (0 chooses one) with its files in `data`, and end it on leaving."""
    program = find_mongod(
        path=os.environ.get("PATH", os.defpath),
        packages=Path(sysconfig.get_path("platlib")),
    )
    port = claim_port(port)
    process = _start(program, port, data)
    try:
        _wait_until_primary(process, port, data)
        yield Mongo(url=replica_set.url(port), data=data, process=process)
    finally:
        end(process)


def _start(program: Path, port: int, data: Path) -> subprocess.Popen[bytes]:
    try:
        data.mkdir(parents=True, exist_ok=True)
        with (data / LOG_NAME).open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                _command(program, port, data),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,  # also the dynamic loader's word on a missing library
                env=os.environ | {"LC_ALL": "C"},  # mongod refuses a locale it does not know
                start_new_session=True,  # Ctrl-C is for us; mongod ends after those who use it
                preexec_fn=dying_with_us(),  # noqa: PLW1509 - the helper runs one system call
            )
    except OSError as error:
        raise CannotStartError(
            f"MongoDB cannot start in {data} ({error.strerror}): choose another --data folder.",
        ) from error


def _command(program: Path, port: int, data: Path) -> list[str | Path]:
    flags = {
        "--dbpath": str(data),
        "--port": str(port),
        "--bind_ip": LOOPBACK,
        "--replSet": replica_set.NAME,
        "--oplogSize": "16",
        "--wiredTigerCacheSizeGB": "0.25",
        # The embedded 6.0 has a hole there (CVE-2025-14847), and loopback gains nothing by it.
        "--networkMessageCompressors": "disabled",
    }
    settings = {
        "diagnosticDataCollectionEnabled": "false",
        # There is no other member to hand over to, so nothing to wait for.
        "shutdownTimeoutMillisForSignaledShutdown": "100",
    }
    command: list[str | Path] = [program, "--nounixsocket"]
    for name, value in flags.items():
        command += [name, value]
    for name, value in settings.items():
        command += ["--setParameter", f"{name}={value}"]
    return command


def _wait_until_primary(process: subprocess.Popen[bytes], port: int, data: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS

    def may_wait() -> bool:
        return process.poll() is None and time.monotonic() < deadline

    if not replica_set.become_primary(port, may_wait=may_wait):
        raise CannotStartError(_why_it_ended(process.poll(), data))


def _why_it_ended(status: int | None, data: Path) -> str:
    log = data / LOG_NAME
    if status == _MISSING_LIBRARY:
        return (
            "mongod misses a system library: as root, run "
            f"`apt-get install -y libcurl4 libssl3 liblzma5`. It says: {_tail(log)}"
        )
    if status == _DATA_IN_USE:
        return f"Another mongod works in {data}: stop it, or choose another folder with --data."
    ended = f"ended with status {status}" if status is not None else "did not become primary"
    return f"mongod {ended}; its last words, more of them in {log}: {_tail(log)}"


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-_TAIL:].strip()
