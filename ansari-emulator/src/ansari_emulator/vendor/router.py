"""`POST /vendor/v1/chat/completions`: a model for bots that ask one, unless its vendor is down."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, StreamingResponse

from ansari_emulator.faults.answers import HungUp, Late
from ansari_emulator.faults.vendor import Vendor, VendorAnswers
from ansari_emulator.parts import Platform
from ansari_emulator.vendor.answering import streamed, whole
from ansari_emulator.vendor.script import reply
from ansari_emulator.vendor.wire import ChatRequest

PREFIX: Final = "/vendor/v1"
_SILENT_SECONDS: Final = 600.0
_OVERLOADED: Final = {
    "error": {"message": "The engine is currently overloaded.", "type": "server_error"}
}

router = APIRouter(prefix=PREFIX, tags=["Vendor of models"])


@router.post("/chat/completions")
async def complete(request: ChatRequest, whatsapp: Platform) -> Response:
    """Say what comes next in the chat, or fail as the vendor does at present."""
    vendor: Vendor = whatsapp.faults.vendor
    vendor.was_asked()
    match vendor.answers:
        case VendorAnswers.WELL:
            return _answer(request)
        case VendorAnswers.OVERLOADED:
            return JSONResponse(_OVERLOADED, HTTPStatus.SERVICE_UNAVAILABLE)
        case VendorAnswers.SILENT:
            return Late(HungUp(), _SILENT_SECONDS, whatsapp.faults.stalls)
        case VendorAnswers.RESET:
            return HungUp()


def _answer(request: ChatRequest) -> Response:
    said = reply(request)
    if request.stream:
        return StreamingResponse(streamed(request, said), media_type="text/event-stream")
    return JSONResponse(whole(request, said))
