"""Addresses of files that work for five minutes, as Meta's do.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#get-media-url
"""

import hmac
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

LASTS: Final = timedelta(minutes=5)
PATH: Final = "/whatsapp_business/attachments/"


def address(base: str, media_id: str, *, now: datetime, secret: str) -> str:
    """Where the file can be had from `base`, such as `http://127.0.0.1:8002`, from now on."""
    end = int((now + LASTS).timestamp())
    query = urlencode({"mid": media_id, "ext": end, "hash": _seal(media_id, end, secret)})
    return f"{base.rstrip('/')}{PATH}?{query}"


def is_valid(media_id: str, end: int, seal: str, *, now: datetime, secret: str) -> bool:
    """Whether such an address was made here, and its time is not over."""
    is_ours = hmac.compare_digest(seal.encode(), _seal(media_id, end, secret).encode())
    return is_ours and now.timestamp() < end


def _seal(media_id: str, end: int, secret: str) -> str:
    return hmac.new(secret.encode(), f"{media_id}:{end}".encode(), "sha256").hexdigest()
