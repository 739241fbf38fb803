"""How webhooks travel: alone and in order, or as a busy platform sends them."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """How often, how late, and with how many others an event travels; by default undisturbed.

    With `rebatch` the events of a body that wasn't taken at first come again each on its own.
    """

    copies: int = 1
    delay_seconds: float = 0.0
    batch: int = 1
    rebatch: bool = False
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
