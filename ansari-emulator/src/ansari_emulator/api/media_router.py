"""Files that people send: taken in before the message that holds them, and shown on the page."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, HTTPException, Request, Response, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from ansari_emulator.media.store import KEPT_FROM_PEOPLE, Media
from ansari_emulator.parts import Platform

LARGEST: Final = 100 * 1024 * 1024
"""What WhatsApp lets a person send."""

router = APIRouter(prefix="/api/media", tags=["Media"])


class KeptView(BaseModel):
    """A file that was taken in."""

    id: str
    mime_type: str
    size: int
    sha256: str

    @classmethod
    def of(cls, media: Media) -> "KeptView":
        """How `media` is shown."""
        size = len(media.data)
        return cls(id=media.id, mime_type=media.mime_type, size=size, sha256=media.sha256)


@router.post("", status_code=status.HTTP_201_CREATED)
async def take(
    request: Request,
    whatsapp: Platform,
    content_type: Annotated[str, Header()] = "application/octet-stream",
    filename: str | None = None,
) -> KeptView:
    """Take in the body of the request as a file of the type that its header says."""
    media = whatsapp.media.put(
        await _read(request),
        mime_type=content_type,
        filename=filename,
        kept_until=whatsapp.now() + KEPT_FROM_PEOPLE,
    )
    return KeptView.of(media)


async def _read(request: Request) -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST:
            raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE, "At most 100 MB.")
    return bytes(data)


@router.get("/{media_id}")
async def give(media_id: str, whatsapp: Platform) -> Response:
    """Give the bytes, of either side, without a token: for the page to show."""
    media = whatsapp.media.get(media_id, whatsapp.now())
    # Never to be opened as a page: it would run as one of ours.
    headers = {"Content-Disposition": "attachment"}
    return Response(media.data, media_type=media.mime_type, headers=headers)


async def answer_unknown_media(_request: Request, _error: Exception) -> JSONResponse:
    """No file has this id."""
    return JSONResponse({"detail": "No file has this id."}, status.HTTP_404_NOT_FOUND)
