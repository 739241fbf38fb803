"""Keep files in memory, within a bound.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media: what a person sent is
there for 7 days, what the business uploaded for 30.
"""

import base64
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

KEPT_FROM_PEOPLE: Final = timedelta(days=7)
KEPT_FROM_THE_BUSINESS: Final = timedelta(days=30)
MOST_BYTES: Final = 256 * 1024 * 1024
_ID_DIGITS: Final = 16


class UnknownMediaError(Exception):
    """Nothing is kept under this id, or no longer: say so to the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One file."""

    id: str
    mime_type: str
    data: bytes
    digest: bytes
    """Its SHA-256."""
    kept_until: datetime
    filename: str | None = None

    @property
    def sha256(self) -> str:
        """The digest in base64, as webhooks tell it."""
        return base64.b64encode(self.digest).decode()


class MediaStore:
    """Files by id; when there are more than `most_bytes` of them the oldest go."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._kept: OrderedDict[str, Media] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0

    def put(
        self, data: bytes, *, mime_type: str, kept_until: datetime, filename: str | None = None
    ) -> Media:
        """Keep a file under a new id."""
        media = Media(
            id=_new_id(),
            mime_type=mime_type,
            data=data,
            digest=sha256(data).digest(),
            kept_until=kept_until,
            filename=filename,
        )
        self._kept[media.id] = media
        self._bytes += len(data)
        while self._bytes > self._most_bytes:
            self._bytes -= len(self._kept.popitem(last=False)[1].data)
        return media

    def get(self, media_id: str, now: datetime) -> Media:
        """The file of this id.

        Raises:
            UnknownMediaError: There is none, or its time is over.
        """
        media = self._kept.get(media_id)
        if media is None or media.kept_until <= now:
            raise UnknownMediaError
        return media

    def remove(self, media_id: str, now: datetime) -> None:
        """Forget a file, or raise as `get` does."""
        media = self.get(media_id, now)
        del self._kept[media_id]
        self._bytes -= len(media.data)


def _new_id() -> str:
    return str(10 ** (_ID_DIGITS - 1) + secrets.randbelow(9 * 10 ** (_ID_DIGITS - 1)))
