"""Run a replica set of one mongod or several, for as long as somebody holds it."""

import os
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from ansari_emulator.errors import CannotStartError
from ansari_emulator.mongo import replica_set
from ansari_emulator.mongo.node import Node, start_node
from ansari_emulator.mongo.program import find_mongod
from ansari_emulator.processes import claim_ports
from ansari_emulator.program import end_all

_START_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.1
_OPLOG_ALONE_MB: Final = 16
_OPLOG_MB: Final = 256  # a member that was held up must still find there what it has missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mongo:
    """A replica set that has a primary and answers at `url`."""

    url: str
    nodes: Sequence[Node]

    def wait(self, tell: Callable[[str], None]) -> NoReturn:
        """Wait until every node has ended, which nobody has asked for.

        `tell` hears of each that leaves others behind.
        """
        running = list(self.nodes)
        while True:
            for node in [node for node in running if node.has_ended]:
                running.remove(node)
                if not running:
                    raise CannotStartError(node.why_it_ended())
                status = node.program.status
                tell(f"The mongod in {node.data} ended with status {status}; the others go on.")
            time.sleep(_POLL_SECONDS)


@contextmanager
def run_mongo(*, port: int, data: Path, nodes: int = 1) -> Iterator[Mongo]:
    """Start `nodes` of mongod from `port` on (0 chooses), and end them on leaving.

    One alone has its files in `data`, several in folders `0`, `1` and so on there.
    """
    program = find_mongod(
        path=os.environ.get("PATH", os.defpath),
        packages=Path(sysconfig.get_path("platlib")),
    )
    folders = [data] if nodes == 1 else [data / str(place) for place in range(nodes)]
    oplog_mb = _OPLOG_ALONE_MB if nodes == 1 else _OPLOG_MB
    ports = claim_ports(port, nodes)
    started: list[Node] = []
    try:
        for own_port, folder in zip(ports, folders, strict=True):
            started.append(start_node(program, port=own_port, data=folder, oplog_mb=oplog_mb))
        _wait_until_complete(started, ports)
        yield Mongo(url=replica_set.url(ports), nodes=started)
    finally:
        end_all(node.program for node in started)


def _wait_until_complete(nodes: Sequence[Node], ports: Sequence[int]) -> None:
    deadline = time.monotonic() + _START_SECONDS

    def ended() -> Node | None:
        return next((node for node in nodes if node.has_ended), None)

    def may_wait() -> bool:
        return ended() is None and time.monotonic() < deadline

    if not replica_set.complete(ports, may_wait=may_wait):
        raise CannotStartError((ended() or nodes[0]).why_it_ended())
