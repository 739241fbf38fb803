"""Read what came and went, and begin to count anew."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from ansari_emulator.api.records_wire import CallView, CountsView
from ansari_emulator.api.traffic_wire import ExchangeView
from ansari_emulator.api.wire import Phone
from ansari_emulator.parts import Platform

router = APIRouter(prefix="/api", tags=["Records"])


@router.get("/counts")
async def read_counts(whatsapp: Platform) -> CountsView:
    """How much came and went since the start or the last reset."""
    return CountsView.of(whatsapp.counts)


@router.delete("/counts", status_code=status.HTTP_204_NO_CONTENT)
async def reset_counts(whatsapp: Platform) -> None:
    """Begin to count anew."""
    whatsapp.counts.reset()


@router.get("/calls")
async def list_calls(to: Annotated[Phone, Query()], whatsapp: Platform) -> list[CallView]:
    """The Graph calls about one person, oldest first."""
    return [CallView.of(call) for call in whatsapp.calls.about(to)]


@router.get("/traffic")
async def list_traffic(whatsapp: Platform) -> list[ExchangeView]:
    """The newest webhooks and Graph calls with their bodies, oldest first."""
    return [ExchangeView.of(exchange) for exchange in whatsapp.traffic]
