"""Let nobody in without the right token."""

import hmac
from typing import Annotated

from fastapi import Header

from ansari_emulator.business import Business
from ansari_emulator.graph import errors

Authorization = Annotated[str, Header()]


def admit(authorization: str, token: str) -> None:
    """Refuse a call that doesn't bear exactly this token."""
    if not is_same(authorization, f"Bearer {token}"):
        raise errors.bad_token()


def admit_to_number(authorization: str, business: Business, phone_number_id: str) -> None:
    """Refuse also a number that is not the business's."""
    admit(authorization, business.access_token)
    if phone_number_id not in business.numbers:
        raise errors.unknown_object(phone_number_id)


def is_same(given: str, expected: str) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
