"""Stay below Meta's limits in the first place, and slow down when Meta says so.

https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput: a number may send some
messages a second (80 unless Meta has raised it), and one person may get one in six seconds, of
which 45 can be borrowed from the future.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

SECONDS_PER_MESSAGE: Final = 6.0
BURST_TO_ONE_PERSON: Final = 45
MOST_PEOPLE: Final = 50_000
LONGEST_NUMBER_PAUSE: Final = 60.0
RECENT_SECONDS: Final = 60.0


class Bucket:
    """Lets one through in `interval` seconds, and up to `burst` at once after a quiet time."""

    def __init__(self, interval: float, burst: float) -> None:
        self._interval = interval
        self._burst = burst
        self._full_at = 0.0

    def wait(self, now: float) -> float:
        """Take one, and give the seconds to wait before using it."""
        self._full_at = max(self._full_at, now) + self._interval
        return max(0.0, self._full_at - self._burst * self._interval - now)

    def give_back(self) -> None:
        """Undo the last `wait`."""
        self._full_at -= self._interval


class NumberPace:
    """How fast one business number sends just now."""

    def __init__(self, per_second: float) -> None:
        self._bucket = Bucket(1 / per_second, burst=per_second)
        self._paused_until = 0.0
        self._pauses = 0
        self._succeeded_at = -RECENT_SECONDS

    def wait(self, now: float) -> float:
        """Take the right to send one message after so many seconds."""
        return max(self._paused_until - now, self._bucket.wait(now))

    def give_back(self) -> None:
        """Undo the last `wait`: nothing will be sent."""
        self._bucket.give_back()

    def slow_down(self, now: float) -> float:
        """Pause the number: 1, 2, 4 seconds and so on, for as long as Meta goes on refusing."""
        if now >= self._paused_until:  # else it is the answer to a call from before the pause
            self._pauses += 1
            self.stop(now, min(2.0 ** (self._pauses - 1), LONGEST_NUMBER_PAUSE))
        return self._paused_until - now

    def stop(self, now: float, seconds: float) -> None:
        """Pause the number for that long."""
        self._paused_until = now + seconds

    def succeed(self, now: float) -> None:
        """Meta takes messages again."""
        self._pauses = 0
        self._succeeded_at = now

    def works(self, now: float) -> bool:
        """Tell whether Meta took a message a moment ago."""
        return now - self._succeeded_at < RECENT_SECONDS


class Pacing:
    """The paces of all numbers and people, as far as this instance has sent to them.

    Other instances send too, so Meta may refuse all the same: then its errors slow us down.
    """

    def __init__(
        self, *, per_second: float = 80, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_second
        self._numbers: dict[str, NumberPace] = {}
        self._people: OrderedDict[str, Bucket] = OrderedDict()
        self.clock = clock

    def number(self, number_id: str) -> NumberPace:
        """Give the pace of a business number."""
        return self._numbers.setdefault(number_id, NumberPace(self._per_second))

    def person(self, person: str) -> Bucket:
        """Give the pace of a person; who was silent longest is forgotten first."""
        bucket = self._people.setdefault(person, Bucket(SECONDS_PER_MESSAGE, BURST_TO_ONE_PERSON))
        self._people.move_to_end(person)
        if len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
        return bucket
