"""Child processes that never outlive us, not even when we are killed."""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

from ansari_emulator.errors import CannotStartError

LOOPBACK: Final = "127.0.0.1"
_PR_SET_PDEATHSIG: Final = 1


def dying_with_us() -> Callable[[], None] | None:
    """A `preexec_fn` that has the kernel kill the child as soon as we are gone.

    No handler of ours runs when we are killed with SIGKILL, and an orphaned mongod would hold its
    port and data until somebody finds it. Linux sends the signal when the *thread* that forked
    ends, so start children from the main thread only. Elsewhere there is no such call.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded here: between fork and exec as little as possible may run
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # we died before the call above
            os._exit(1)

    return tie


def treat_sigterm_as_ctrl_c() -> None:
    """Turn SIGTERM into `KeyboardInterrupt`, so that `finally` and `with` clean up after us."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def listen(port: int, host: str = LOOPBACK) -> socket.socket:
    """A socket that takes calls at once, on a free port for 0."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise CannotStartError(
            f"Port {port} cannot be used ({error.strerror}): stop what uses it, "
            "or choose another with --port.",
        ) from error


def port_of(listening: socket.socket) -> int:
    """Where somebody has to call."""
    port: int = listening.getsockname()[1]
    return port


def claim_port(port: int) -> int:
    """Make sure that `port` is free for a program that we start, or choose one for 0."""
    (claimed,) = claim_ports(port, 1)
    return claimed


def claim_ports(first: int, count: int) -> list[int]:
    """Make sure that `first` and those after it are free, or choose others for 0.

    All are held until the last is found: the system must not choose one of them twice.
    """
    wanted = [first + place if first else 0 for place in range(count)]
    with ExitStack() as probes:
        return [port_of(probes.enter_context(listen(port))) for port in wanted]
