"""Decide whether a business may write to a person now.

https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput
https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ansari_emulator.quotas.rate import Rate

WINDOW: Final = timedelta(hours=24)


class OverRateError(Exception):
    """The number sends and receives more than it may: answer that it should wait."""


class OverPairRateError(Exception):
    """So much to one person is too much: answer that this one should wait."""


class WindowClosedError(Exception):
    """The person was silent for too long: answer that only a template may be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is held to; a rate that is not given is not limited."""

    service_window: bool = True
    per_second: int | None = None
    """Messages of a number in both directions; 80 at Meta."""
    pair_seconds: float | None = None
    """Between two messages to the same person; 6 at Meta."""
    pair_burst: int = 45


class Quotas:
    """What was used up so far."""

    def __init__(self) -> None:
        self._open_until: dict[tuple[str, str], datetime] = {}
        self._number: Rate | None = None
        self._pair: Rate | None = None
        self.limits = Limits()

    def set(self, limits: Limits) -> None:
        """Hold to `limits` from here on; the rates begin anew."""
        self.limits = limits
        self._number = self._pair = None
        if limits.per_second:
            self._number = Rate(timedelta(seconds=1) / limits.per_second, limits.per_second)
        if limits.pair_seconds:
            self._pair = Rate(timedelta(seconds=limits.pair_seconds), limits.pair_burst)

    def hear(self, number_id: str, phone: str, now: datetime) -> None:
        """A person has written, which opens the window."""
        self.open_window(number_id, phone, now)
        if self._number:
            self._number.take(number_id, now)

    def open_window(self, number_id: str, phone: str, now: datetime) -> None:
        """Let the business write to this person for a day."""
        self._open_until[number_id, phone] = now + WINDOW

    def take(self, number_id: str, phone: str, now: datetime, *, is_template: bool) -> None:
        """Count a message of the business.

        Raises:
            OverRateError: Too many from this number.
            OverPairRateError: Too many to this person.
            WindowClosedError: The person last wrote a day ago, and this is no template.
        """
        pair = (number_id, phone)
        if self._number and not self._number.allows(number_id, now):
            raise OverRateError
        if self._pair and not self._pair.allows(pair, now):
            raise OverPairRateError
        if self.limits.service_window and not is_template and not self._is_open(pair, now):
            raise WindowClosedError
        if self._number:
            self._number.take(number_id, now)
        if self._pair:
            self._pair.take(pair, now)

    def _is_open(self, pair: tuple[str, str], now: datetime) -> bool:
        until = self._open_until.get(pair)
        return until is not None and now < until
