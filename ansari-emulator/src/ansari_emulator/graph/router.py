"""`POST /vNN.N/{phone_number_id}/messages`: what a business may ask of Meta."""

import hmac
import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse

from ansari_emulator.chats.messages import UnknownMessageError
from ansari_emulator.chats.people import Person, UnknownPersonError
from ansari_emulator.graph import errors
from ansari_emulator.graph.errors import GraphError
from ansari_emulator.graph.requests import MarkRead, SendText, read_request
from ansari_emulator.parts import Platform
from ansari_emulator.whatsapp import WhatsApp

_VERSION: Final = re.compile(r"v\d{1,2}\.\d")

router = APIRouter(tags=["Graph API"])


@router.post("/{version}/{phone_number_id}/messages")
async def messages(
    version: str,
    phone_number_id: str,
    request: Request,
    whatsapp: Platform,
    authorization: Annotated[str, Header()] = "",
) -> dict[str, Any]:
    """Send a message or mark one as read; the checks come in Meta's order."""
    if not _VERSION.fullmatch(version):
        raise errors.unknown_path(request.url.path)
    if not hmac.compare_digest(
        authorization.encode(),
        f"Bearer {whatsapp.business.access_token}".encode(),
    ):
        raise errors.bad_token()
    if phone_number_id != whatsapp.business.phone_number_id:
        raise errors.unknown_object(phone_number_id)
    match read_request(await request.body()):
        case MarkRead() as reading:
            return _mark_read(whatsapp, reading)
        case SendText() as sending:
            return _send(whatsapp, sending)


def _mark_read(whatsapp: WhatsApp, reading: MarkRead) -> dict[str, Any]:
    try:
        whatsapp.mark_read(reading.message_id, typing=reading.typing_indicator is not None)
    except UnknownMessageError:
        raise errors.invalid("Message ID is not valid.") from None
    return {"success": True}


def _send(whatsapp: WhatsApp, sending: SendText) -> dict[str, Any]:
    try:
        person = _recipient(whatsapp, sending)
    except UnknownPersonError:
        raise errors.undeliverable() from None
    message = whatsapp.answer(person, sending.text.body, sending.biz_opaque_callback_data)
    return {
        "messaging_product": "whatsapp",
        "contacts": [_contact(person, sending)],
        "messages": [{"id": message.id}],
    }


def _recipient(whatsapp: WhatsApp, sending: SendText) -> Person:
    if sending.to:
        return whatsapp.people.with_phone(sending.to)
    return whatsapp.people.with_user_id(sending.recipient or "")


def _contact(person: Person, sending: SendText) -> dict[str, str]:
    if sending.to:
        return {"input": sending.to, "wa_id": person.phone}
    return {"input": person.user_id, "user_id": person.user_id}


async def answer_graph_error(_request: Request, error: Exception) -> JSONResponse:
    """Meta's refusal as Meta sends it."""
    if not isinstance(error, GraphError):
        raise error
    return JSONResponse(error.body(), error.status)
