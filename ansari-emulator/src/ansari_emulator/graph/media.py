"""Files of a business: upload, look up, download, delete.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
"""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import FormData, UploadFile

from ansari_emulator.business import Business
from ansari_emulator.graph import errors
from ansari_emulator.graph.admission import Authorization, admit, admit_to_number
from ansari_emulator.media import limits, links
from ansari_emulator.media.store import KEPT_FROM_THE_BUSINESS, UnknownMediaError
from ansari_emulator.parts import Platform

router = APIRouter(prefix="/v{version}", tags=["Graph API"])
files = APIRouter(tags=["Graph API"])


@router.post("/{phone_number_id}/media")
async def upload(
    phone_number_id: str, request: Request, whatsapp: Platform, authorization: Authorization = ""
) -> dict[str, str]:
    """Take a file by multipart form, with `messaging_product` and its `type`."""
    admit_to_number(authorization, whatsapp.business, phone_number_id)
    async with request.form(max_files=1) as form:
        file, mime_type = _read(form)
        data = await file.read()
    media = whatsapp.media.put(
        data,
        mime_type=mime_type,
        filename=file.filename,
        kept_until=whatsapp.now() + KEPT_FROM_THE_BUSINESS,
    )
    return {"id": media.id}


def _read(form: FormData) -> tuple[UploadFile, str]:
    """The file and its type, if Meta takes such a one."""
    if form.get("messaging_product") != "whatsapp":
        raise errors.missing("messaging_product")
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise errors.missing("file")
    mime_type = str(form.get("type") or file.content_type)
    kind = limits.kind_of_type(mime_type)
    if kind is None:
        raise errors.unknown_file_type(mime_type)
    if (file.size or 0) > limits.MOST_BYTES[kind]:
        raise errors.bad_file(f"A file of this type has at most {limits.MOST_BYTES[kind]} bytes.")
    return file, mime_type


@router.get("/{object_id}")
async def look_up(
    object_id: str, request: Request, whatsapp: Platform, authorization: Authorization = ""
) -> dict[str, Any]:
    """Tell what a file is and where it can be had, or what a number is."""
    business = whatsapp.business
    admit(authorization, business.access_token)
    if object_id in business.numbers:
        return _number(business, object_id)
    now = whatsapp.now()
    try:
        media = whatsapp.media.get(object_id, now)
    except UnknownMediaError:
        raise errors.unknown_object(object_id, verb="get") from None
    base = str(request.base_url)
    return {
        "messaging_product": "whatsapp",
        "url": links.address(base, media.id, now=now, secret=business.app_secret),
        "mime_type": media.mime_type,
        "sha256": media.digest.hex(),
        "file_size": str(len(media.data)),
        "id": media.id,
    }


def _number(business: Business, number_id: str) -> dict[str, Any]:
    return {
        "id": number_id,
        "display_phone_number": business.display(number_id),
        "verified_name": "Ansari",
        "quality_rating": "GREEN",
    }


@files.get(links.PATH)
async def download(
    mid: str,
    ext: int,
    seal: Annotated[str, Query(alias="hash")],
    whatsapp: Platform,
    authorization: Authorization = "",
) -> Response:
    """Give the bytes for five minutes; afterwards 404, as for a file that isn't there."""
    admit(authorization, whatsapp.business.access_token)
    now, secret = whatsapp.now(), whatsapp.business.app_secret
    if not links.is_valid(mid, ext, seal, now=now, secret=secret):
        return Response(status_code=HTTPStatus.NOT_FOUND)
    try:
        media = whatsapp.media.get(mid, now)
    except UnknownMediaError:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    headers = {"Content-Disposition": "attachment"}
    return Response(media.data, media_type=media.mime_type, headers=headers)


@router.delete("/{media_id}")
async def delete(
    media_id: str, whatsapp: Platform, authorization: Authorization = ""
) -> dict[str, bool]:
    """Forget a file."""
    admit(authorization, whatsapp.business.access_token)
    try:
        whatsapp.media.remove(media_id, whatsapp.now())
    except UnknownMediaError:
        raise errors.unknown_object(media_id, verb="delete") from None
    return {"success": True}
