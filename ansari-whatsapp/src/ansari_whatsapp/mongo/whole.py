"""Let no call to MongoDB be cancelled half-way, and not too many be made at once.

A task that is cancelled while pymongo waits for a primary can leave the client's lock taken for
ever: in Python 3.11 `asyncio.wait_for` does not wait for the inner task when it is cancelled just
after its timeout, and then pymongo's condition takes its lock again for nobody. From then on the
whole process hangs. See docs/adr/0012.

Where more calls are made than the driver has connections, its queue for them costs more than the
calls. A few at a time keep MongoDB as busy, and the rest wait in a queue that costs nothing.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Call = Callable[Parameters, Coroutine[Any, Any, Result]]

AT_ONCE: Final = 6

_gates: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]] = WeakKeyDictionary()


def whole(call: Call[Parameters, Result]) -> Call[Parameters, Result]:
    """Make a coroutine function that, once begun, ends by itself; a cancellation waits for that.

    Only a few such calls run at a time.
    """
    unbroken = urgent(call)

    @wraps(call)
    async def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        async with _gate():
            return await unbroken(*args, **kwargs)

    return run


def urgent(call: Call[Parameters, Result]) -> Call[Parameters, Result]:
    """Do the same for a call that must not wait behind others, such as a heartbeat."""

    @wraps(call)
    async def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        calling = asyncio.create_task(call(*args, **kwargs))
        try:
            return await asyncio.shield(calling)
        except asyncio.CancelledError:
            await asyncio.wait([calling])
            if not calling.cancelled():
                calling.exception()  # nobody is left to whom it matters
            raise

    return run


def _gate() -> asyncio.Semaphore:
    """Give the gate of this event loop: a process has one, a run of tests has many."""
    return _gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
