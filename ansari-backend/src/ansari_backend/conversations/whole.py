"""Let no call to MongoDB be cancelled half-way, and not too many be made at once.

A task that is cancelled while pymongo waits for a primary can leave the client's lock taken for
ever: in Python 3.11 `asyncio.wait_for` does not wait for the inner task when it is cancelled just
after its timeout, and then pymongo's condition takes its lock again for nobody. From then on the
whole process hangs. See docs/adr/0012.

Where hundreds of calls wait for the driver's connections, its queue costs more than the calls and
eats up their time limits. A few at a time keep MongoDB as busy; the rest wait here.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any, Final, Literal, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from ansari_backend.conversations.errors import StoreUnavailableError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Call = Callable[Parameters, Coroutine[Any, Any, Result]]

AT_ONCE: Final = 16
QUEUE_SECONDS: Final = 6.0
"""Without a call that comes through: when MongoDB is away, those before take three to find out."""
PATIENT_QUEUE_SECONDS: Final = 30.0
"""To store what was long in the making: who asked waits longer for it to be made again."""

_gates: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, "Gate"]] = WeakKeyDictionary()


def whole(call: Call[Parameters, Result]) -> Call[Parameters, Result]:
    """Make a coroutine function that, once begun, ends by itself; a cancellation waits for that.

    Only a few such calls run at a time, so none of them may call another.

    Raises:
        StoreUnavailableError: It did not come to its turn, nor anybody else for seconds.
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
        async with _gate().passing(seconds):
            return await unbroken(*args, **kwargs)

    return run


class Gate:
    """Lets a few through at a time; the others wait in line for as long as it moves.

    How long the line is says nothing: two hundred answers may end in the same moment. Where nobody
    has come through for seconds, MongoDB is away, and it is better to say so than to wait.
    """

    def __init__(self, at_once: int) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._moved_at = -math.inf

    @asynccontextmanager
    async def passing(self, patience: float) -> AsyncIterator[None]:
        """Hold a place while the block runs; one that fails has not come through.

        Raises:
            StoreUnavailableError: The line has stood still for `patience` seconds.
        """
        await self._enter(patience)
        try:
            yield
            self._moved_at = asyncio.get_running_loop().time()
        finally:
            self._places.release()

    async def _enter(self, patience: float) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        entering = asyncio.create_task(self._places.acquire())
        try:
            await self._stand_in_line(entering, patience)
        except BaseException:
            if not entering.cancel():  # its place has come in this very moment
                self._places.release()
            raise

    async def _stand_in_line(self, entering: asyncio.Task[Literal[True]], patience: float) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not entering.done():
            left = max(began, self._moved_at) + patience - loop.time()
            if left <= 0:
                raise StoreUnavailableError("too many calls wait for MongoDB")
            await asyncio.wait([entering], timeout=left)


def _gate() -> Gate:
    """Give the gate of this event loop: a process has one, a run of tests has many."""
    return _gates.setdefault(asyncio.get_running_loop(), Gate(AT_ONCE))
