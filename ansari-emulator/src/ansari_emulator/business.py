"""The business that the emulated WhatsApp knows: its number, its secrets, where it listens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """One business number, as its owner would have set it up at Meta."""

    phone_number_id: str
    access_token: str
    app_secret: str
    webhook_url: str
    display_phone_number: str = "15550783881"
    account_id: str = "102290129340398"
