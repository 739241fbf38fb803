"""What went over the wire of late, both ways: each webhook and each call of the Graph API."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

REMEMBERED: Final = 200
_SHOWN_BYTES: Final = 16_000


class Way(StrEnum):
    """Who called whom."""

    WEBHOOK = "webhook"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and what came of it; without a `status` nobody answered, and `answer` says why."""

    number: int
    at: datetime
    way: Way
    method: str
    path: str
    request: bytes
    status: int | None
    answer: bytes
    seconds: float


class Traffic:
    """The newest exchanges. Headers are not kept: a token is in them."""

    def __init__(self, tell: Callable[[Exchange], None]) -> None:
        """Take who is told of each."""
        self._exchanges: deque[Exchange] = deque(maxlen=REMEMBERED)
        self._tell = tell
        self._number = 0

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges)

    def note(
        self,
        *,
        at: datetime,
        way: Way,
        method: str,
        path: str,
        request: bytes,
        status: int | None,
        answer: bytes,
        seconds: float,
    ) -> None:
        """Remember one, its bodies cut where they are very long."""
        self._number += 1
        exchange = Exchange(
            number=self._number,
            at=at,
            way=way,
            method=method,
            path=path,
            request=request[:_SHOWN_BYTES],
            status=status,
            answer=answer[:_SHOWN_BYTES],
            seconds=seconds,
        )
        self._exchanges.append(exchange)
        self._tell(exchange)
