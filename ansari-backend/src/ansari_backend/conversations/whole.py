"""Let no call to MongoDB be cancelled half-way, and not too many be made at once.

A task that is cancelled while pymongo waits for a primary can leave the client's lock taken for
ever: in Python 3.11 `asyncio.wait_for` does not wait for the inner task when it is cancelled just
after its timeout, and then pymongo's condition takes its lock again for nobody. From then on the
whole process hangs. See docs/adr/0012.

Where hundreds of calls wait for the driver's connections, its queue costs more than the calls and
eats up their time limits. A few at a time keep MongoDB as busy; the rest wait here.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from ansari_backend.conversations.errors import StoreUnavailableError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Call = Callable[Parameters, Coroutine[Any, Any, Result]]

AT_ONCE: Final = 16
QUEUE_SECONDS: Final = 6.0
"""While MongoDB is away, the calls before take their time to find out."""
PATIENT_QUEUE_SECONDS: Final = 30.0
"""To store what was long in the making: who asked waits longer for it to be made again."""

_gates: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]] = WeakKeyDictionary()


def whole(call: Call[Parameters, Result]) -> Call[Parameters, Result]:
    """Make a coroutine function that, once begun, ends by itself; a cancellation waits for that.

    Only a few such calls run at a time, so none of them may call another.

    Raises:
        StoreUnavailableError: Its turn did not come within seconds.
    """
    return _queueing(call, QUEUE_SECONDS)


def patient(call: Call[Parameters, Result]) -> Call[Parameters, Result]:
    """Do the same for a call that stores an answer: not to store it is to lose it."""
    return _queueing(call, PATIENT_QUEUE_SECONDS)


def urgent(call: Call[Parameters, Result]) -> Call[Parameters, Result]:
    """Do the same for a call that must not wait behind others: a lease would lapse."""

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


def _queueing(call: Call[Parameters, Result], seconds: float) -> Call[Parameters, Result]:
    unbroken = urgent(call)

    @wraps(call)
    async def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        async with _through_the_gate(seconds):
            return await unbroken(*args, **kwargs)

    return run


@asynccontextmanager
async def _through_the_gate(seconds: float) -> AsyncIterator[None]:
    gate = _gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    try:
        async with asyncio.timeout(seconds):
            await gate.acquire()
    except TimeoutError:
        raise StoreUnavailableError("too many calls wait for MongoDB") from None
    try:
        yield
    finally:
        gate.release()
