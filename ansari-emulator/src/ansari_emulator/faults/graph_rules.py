"""Which calls that send a text go wrong, and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Answer with Meta's error of this code."""

    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """Answer 500 with a body that is no JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """Answer nothing for so long."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    """Break the connection off without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lose:
    """Accept the message, and say by webhook that it failed, with this code."""

    code: int


Fault = Refuse | Crash | Stall | HangUp | Lose


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRule:
    """A fault, and the calls that it strikes.

    An `accepted` message reaches the person all the same, so that the sender cannot know its fate.
    """

    fault: Fault
    accepted: bool = False
    to: str | None = None
    times: int | None = None
    share: float = 1.0
    seed: int = 0

    @property
    def lets_through(self) -> bool:
        """Whether the message is accepted, whatever the sender sees."""
        return self.accepted or isinstance(self.fault, Lose)


class ActiveRule:
    """A rule in force, and how often it has struck."""

    def __init__(self, rule: GraphRule) -> None:
        self.rule = rule
        self.applied = 0
        self._random = Random(rule.seed)  # noqa: S311 - the same calls fail in each run

    @property
    def is_used_up(self) -> bool:
        """Whether it has struck as often as it may."""
        return self.rule.times is not None and self.applied >= self.rule.times

    def strikes(self, phone: str) -> bool:
        """Decide about one call to `phone`, and count it if it is struck."""
        if self.rule.to not in (None, phone) or self._random.random() >= self.rule.share:
            return False
        self.applied += 1
        return True


class GraphRules:
    """The rules in force, oldest first; the first that strikes decides."""

    def __init__(self) -> None:
        self._active: list[ActiveRule] = []

    def __iter__(self) -> Iterator[ActiveRule]:
        return iter(self._active)

    def add(self, rule: GraphRule) -> ActiveRule:
        """Put `rule` in force."""
        active = ActiveRule(rule)
        self._active.append(active)
        return active

    def strike(self, phone: str) -> GraphRule | None:
        """The rule that one call to `phone` falls under, if any."""
        for active in self._active:
            if active.strikes(phone):
                self._active = [rule for rule in self._active if not rule.is_used_up]
                return active.rule
        return None

    def clear(self) -> None:
        """Let every call succeed again."""
        self._active = []
