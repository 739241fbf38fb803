"""Watch what becomes of people's messages while something is broken."""

import re
from http import HTTPStatus
from typing import Final

import httpx
from fastapi import APIRouter
from pydantic import BaseModel

from ansari_emulator.parts import Platform
from ansari_emulator.records.progress import Progress, progress_of

router = APIRouter(prefix="/api", tags=["Records"])

_SET_ASIDE: Final = re.compile(r"^ansari_whatsapp_set_aside_messages (\S+)$", re.MULTILINE)
_PATIENCE: Final = httpx.Timeout(0.5)


class ProgressView(BaseModel):
    """How many messages of people have come how far; each is counted once.

    `set_aside` is what the gateway's `/metrics` say, or null while they can't be read.
    """

    written: int
    waiting: int
    in_work: int
    answered: int
    set_aside: int | None

    @classmethod
    def of(cls, progress: Progress, set_aside: int | None) -> "ProgressView":
        """How both together are shown."""
        return cls(
            written=progress.written,
            waiting=progress.waiting,
            in_work=progress.in_work,
            answered=progress.answered,
            set_aside=set_aside,
        )


@router.get("/progress")
async def read_progress(whatsapp: Platform) -> ProgressView:
    """How many messages are on their way, accepted, in work, answered, set aside."""
    progress = progress_of(whatsapp.messages.chats())
    gateway = httpx.URL(whatsapp.business.webhook_urls[0])
    return ProgressView.of(progress, await _set_aside_at(gateway.join("/metrics")))


async def _set_aside_at(metrics: httpx.URL) -> int | None:
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as client:
            response = await client.get(metrics)
    except httpx.TransportError:
        return None
    found = _SET_ASIDE.search(response.text) if response.status_code == HTTPStatus.OK else None
    return int(float(found[1])) if found else None
