"""The business that the emulated WhatsApp knows: its number, its secrets, where it listens."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ansari_emulator.errors import CannotStartError

SAMPLE_NUMBER: Final = "106540352242922"
SAMPLE_TOKEN: Final = "emulator-token"  # noqa: S105 - opens nothing but an emulator
SAMPLE_SECRET: Final = "emulator-secret"  # noqa: S105 - likewise


class UnknownNumberError(Exception):
    """The business has no number of this id: say so to the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A business and its numbers, as its owner would have set it up at Meta.

    With several `webhook_urls` each webhook goes to the next one in turn, as behind a load
    balancer that doesn't know who is alive.
    """

    phone_number_id: str
    access_token: str
    app_secret: str
    webhook_urls: tuple[str, ...]
    display_phone_number: str = "15550783881"
    other_numbers: tuple[tuple[str, str], ...] = ()
    """More numbers, each with its id and as people see it."""
    account_id: str = "102290129340398"
    app_id: str = "670843887433847"
    scopes: tuple[str, ...] = ("whatsapp_business_messaging", "whatsapp_business_management")
    subscribed_fields: tuple[str, ...] = ("messages",)

    @property
    def numbers(self) -> dict[str, str]:
        """All numbers by id, as people see them; the first is where people write to."""
        return {self.phone_number_id: self.display_phone_number, **dict(self.other_numbers)}

    def display(self, phone_number_id: str) -> str:
        """A number as people see it."""
        try:
            return self.numbers[phone_number_id]
        except KeyError:
            raise UnknownNumberError from None


def sample_business(*webhook_urls: str) -> Business:
    """A business like the one of `ansari emulator`, which hears at these addresses."""
    return Business(
        phone_number_id=SAMPLE_NUMBER,
        access_token=SAMPLE_TOKEN,
        app_secret=SAMPLE_SECRET,
        webhook_urls=webhook_urls,
    )


def split_urls(listed: str) -> tuple[str, ...]:
    """The addresses in a list with commas."""
    urls = tuple(part.strip() for part in listed.split(","))
    for url in urls:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CannotStartError(f"{url!r} is no address for webhooks: correct --gateway-url.")
    return urls
