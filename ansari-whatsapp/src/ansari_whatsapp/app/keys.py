"""Compare what a stranger gives with what we know, without telling by the time how near it is."""

import hmac
from collections.abc import Iterable


def is_known(given: bytes, known: Iterable[str]) -> bool:
    """Tell whether it is one of these, after a look at all of them."""
    return sum(hmac.compare_digest(given, one.encode()) for one in known) > 0
