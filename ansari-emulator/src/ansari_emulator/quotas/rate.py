"""A rate with a burst that borrows from the future, as Meta describes its pair limit.

The generic cell rate algorithm: https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
"""

from collections.abc import Hashable
from datetime import datetime, timedelta


class Rate:
    """Up to `burst` at once, and in the long run one in each `interval`, for each key."""

    def __init__(self, interval: timedelta, burst: int) -> None:
        self._interval = interval
        self._tolerance = interval * (burst - 1)
        self._next: dict[Hashable, datetime] = {}

    def allows(self, key: Hashable, now: datetime) -> bool:
        """Whether there is room for one more now."""
        return self._next.get(key, now) - now <= self._tolerance

    def take(self, key: Hashable, now: datetime) -> None:
        """Count one, also where there is no room for it."""
        self._next[key] = max(self._next.get(key, now), now) + self._interval
