"""A clock that can be put forward, so that a day passes in a moment."""

from collections.abc import Callable
from datetime import datetime, timedelta


class Clock:
    """The time of another clock, and what it was put forward."""

    def __init__(self, real: Callable[[], datetime]) -> None:
        self._real = real
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """The time on it now."""
        return self._real() + self._ahead

    def forward(self, by: timedelta) -> None:
        """Let so much time have passed."""
        self._ahead += by

    def reset(self) -> None:
        """Show the real time again."""
        self._ahead = timedelta()
