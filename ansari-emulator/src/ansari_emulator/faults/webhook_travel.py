"""How webhooks travel: alone and in order, or as a busy platform sends them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TypeVar

_Status = TypeVar("_Status")


class StatusOrder(StrEnum):
    """In which order the statuses of a message are told."""

    IN_ORDER = "in_order"
    REVERSED = "reversed"
    SHUFFLED = "shuffled"
    LAST_ALONE = "last_alone"
    """`read` without a `delivered`, as Meta has it for who reads at once."""


class Seal(StrEnum):
    """The signature that a body bears at its first try; a repeat always bears the right one."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"
    UPPERCASE = "uppercase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """How often, how late, and with how many others an event travels; by default undisturbed.

    With no copies it is lost for good. With `rebatch` the events of a body that wasn't taken at
    first come again each on its own.
    """

    copies: int = 1
    delay_seconds: float = 0.0
    batch: int = 1
    rebatch: bool = False
    statuses: StatusOrder = StatusOrder.IN_ORDER
    seal: Seal = Seal.RIGHT
    seed: int = 0


class Roads:
    """The way that webhooks take now."""

    def __init__(self) -> None:
        self.set(Travel())

    def set(self, travel: Travel) -> None:
        """Let all that starts from here on go by `travel`."""
        self.travel = travel
        self._random = Random(travel.seed)  # noqa: S311 - the same delays in each run

    def delay(self) -> float:
        """Seconds that the next webhook is late."""
        return self._random.uniform(0, self.travel.delay_seconds)

    def tell(self, statuses: Sequence[_Status]) -> Iterator[tuple[_Status, Sequence[_Status]]]:
        """Each status as it is reached, and those that are told of then."""
        if self.travel.statuses is StatusOrder.IN_ORDER:
            yield from ((status, [status]) for status in statuses)
            return
        *before, last = statuses
        yield from ((status, []) for status in before)
        yield last, self._arranged(statuses)

    def _arranged(self, statuses: Sequence[_Status]) -> Sequence[_Status]:
        match self.travel.statuses:
            case StatusOrder.REVERSED:
                return statuses[::-1]
            case StatusOrder.SHUFFLED:
                return self._random.sample(statuses, len(statuses))
            case _:
                return statuses[-1:]
