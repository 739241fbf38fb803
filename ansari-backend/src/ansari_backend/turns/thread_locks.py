"""One turn at a time in each thread of a conversation, within this process."""

import asyncio
from weakref import WeakValueDictionary


class ThreadLocks:
    """A lock for each thread that somebody holds or waits for, and for no other."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, thread_id: str) -> asyncio.Lock:
        """Find the lock of this thread; those who wait are served in their order."""
        lock = self._locks.get(thread_id)
        if lock is None:
            lock = self._locks[thread_id] = asyncio.Lock()
        return lock
