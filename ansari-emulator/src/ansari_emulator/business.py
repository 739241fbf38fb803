"""The business that the emulated WhatsApp knows: its number, its secrets, where it listens."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from ansari_emulator.errors import CannotStartError


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """One business number, as its owner would have set it up at Meta.

    With several `webhook_urls` each webhook goes to the next one in turn, as behind a load
    balancer that doesn't know who is alive.
    """

    phone_number_id: str
    access_token: str
    app_secret: str
    webhook_urls: tuple[str, ...]
    display_phone_number: str = "15550783881"
    account_id: str = "102290129340398"
    app_id: str = "670843887433847"
    scopes: tuple[str, ...] = ("whatsapp_business_messaging", "whatsapp_business_management")
    subscribed_fields: tuple[str, ...] = ("messages",)


def split_urls(listed: str) -> tuple[str, ...]:
    """The addresses in a list with commas."""
    urls = tuple(part.strip() for part in listed.split(","))
    for url in urls:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CannotStartError(f"{url!r} is no address for webhooks: correct --gateway-url.")
    return urls
