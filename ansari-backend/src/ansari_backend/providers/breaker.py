"""Leave a service alone that fails again and again, and try it now and then."""

import time
from collections.abc import Callable
from typing import Final

_FAILURES: Final = 2
"""In a row; a single one may be bad luck."""
_PAUSE_SECONDS: Final = 30.0


class Breaker:
    """Spares people the wait for a service that is known to be down.

    After two failures in a row nobody is sent there for half a minute. Then one tries it; the
    others go on passing by until that one has told how it went.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._failures = 0
        self._again_at = 0.0

    def lets_through(self) -> bool:
        """Tell whether one may go there; whoever may go, must report."""
        if self._failures < _FAILURES:
            return True
        if self._seconds() < self._again_at:
            return False
        self._wait()
        return True

    def worked(self) -> None:
        """The service answered."""
        self._failures = 0

    def failed(self) -> None:
        """The service did not do what it is there for."""
        self._failures += 1
        self._wait()

    def _wait(self) -> None:
        self._again_at = self._seconds() + _PAUSE_SECONDS
