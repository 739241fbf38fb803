"""`POST /vNN.N/{phone_number_id}/messages`: what a business may ask of Meta."""

import re
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from ansari_emulator.chats.messages import UnknownMessageError
from ansari_emulator.graph import errors, recording
from ansari_emulator.graph.admission import Authorization, admit_to_number
from ansari_emulator.graph.envelopes import Send
from ansari_emulator.graph.errors import GraphError
from ansari_emulator.graph.requests import MarkRead, read_request
from ansari_emulator.graph.sending import refusal, send
from ansari_emulator.parts import Platform
from ansari_emulator.records.calls import CallKind, Outcome
from ansari_emulator.whatsapp import WhatsApp

_VERSION: Final = re.compile(r"v\d{1,2}\.\d")

router = APIRouter(tags=["Graph API"])


@router.post("/{version}/{phone_number_id}/messages")
async def messages(
    version: str,
    phone_number_id: str,
    request: Request,
    whatsapp: Platform,
    authorization: Authorization = "",
) -> Response:
    """Send a message or mark one as read; the checks come in Meta's order."""
    raw = await request.body()
    try:
        if not _VERSION.fullmatch(version):
            raise errors.unknown_path(request.url.path)
        admit_to_number(authorization, whatsapp.business, phone_number_id)
        return _obey(whatsapp, phone_number_id, read_request(raw))
    except GraphError:
        recording.note_refusal(whatsapp, raw)
        raise


def _obey(whatsapp: WhatsApp, number_id: str, wish: MarkRead | Send) -> Response:
    match wish:
        case MarkRead() as reading:
            return _mark_read(whatsapp, reading)
        case Send() as sending:
            return send(whatsapp, number_id, sending)


def _mark_read(whatsapp: WhatsApp, reading: MarkRead) -> Response:
    typing = reading.typing_indicator is not None
    try:
        message = whatsapp.mark_read(reading.message_id, typing=typing)
    except UnknownMessageError:
        raise errors.invalid("Message ID is not valid.") from None
    kind = CallKind.TYPING if typing else CallKind.READ
    recording.note(
        whatsapp,
        kind,
        message.phone,
        message_id=message.id,
        outcome=Outcome.ACCEPTED,
    )
    return JSONResponse({"success": True})


async def answer_graph_error(_request: Request, error: Exception) -> JSONResponse:
    """Whatever was refused on the way is answered in one place."""
    if not isinstance(error, GraphError):
        raise error
    return refusal(error)
