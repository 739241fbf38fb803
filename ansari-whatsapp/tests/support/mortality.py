"""A process that may die before or after any step that it writes, on a real MongoDB."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

WRITES = frozenset(
    {"insert_one", "insert_many", "update_one", "update_many", "bulk_write", "find_one_and_update"}
)


class DiedError(BaseException):
    """The process is gone: none of its code runs any more."""


@dataclass
class Fuse:
    """Counts the steps of one life, and ends it before or after one of them."""

    steps_left: int

    def burn(self) -> None:
        self.steps_left -= 1
        if self.steps_left < 0:
            raise DiedError

    async def around(self, step: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """Take a step that changes something outside; one may die on either side of it."""
        self.burn()
        result = await step()
        self.burn()
        return result


class MortalCollection:
    """A real collection, used by a process that may die."""

    def __init__(self, collection: Any, fuse: Fuse) -> None:
        self._collection = collection
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._collection, name)
        if name not in WRITES:
            return method
        return lambda *args, **kwargs: self._fuse.around(lambda: method(*args, **kwargs))


class MortalDatabase:
    """A real database, used by a process that may die."""

    def __init__(self, database: Any, fuse: Fuse) -> None:
        self._database = database
        self._fuse = fuse

    def __getitem__(self, name: str) -> MortalCollection:
        return MortalCollection(self._database[name], self._fuse)
