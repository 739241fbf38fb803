"""Ports for programs that are ended and come back while everything else goes on."""

import os
import socket
from itertools import count
from typing import Final

FIRST: Final = 15_000
"""Below those that the system gives to calls: a program that is away finds its own still free."""
OF_A_WORKER: Final = 1_000
"""Several workers of pytest, and several runs on a machine, look in different places first."""

_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_next = count(os.getpid() % OF_A_WORKER)


def free_port() -> int:
    return free_ports(1)


def free_ports(number: int) -> int:
    """The first of so many in a row, none of which this process has given before."""
    while True:
        row = [_candidate() for _ in range(number)]
        if row[-1] - row[0] == number - 1 and all(map(_is_free, row)):
            return row[0]


def _candidate() -> int:
    return FIRST + _worker % 10 * OF_A_WORKER + next(_next) % OF_A_WORKER


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
