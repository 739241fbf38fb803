"""Half an answer never passes for a whole one, whatever cuts it."""

from collections.abc import AsyncIterator

import pytest
from proxy import Wire, wire_to
from services import Cast
from storms import Storm


@pytest.fixture
async def cut_wire(stage: Cast) -> AsyncIterator[Wire]:
    """Lead the gateways to the backend by a wire that we can cut."""
    async with wire_to(stage.backend.port) as wire:
        for gateway in stage.gateways:
            gateway.environment = gateway.environment | {
                "BACKEND_SERVER_URL": f"http://127.0.0.1:{wire.port}"
            }
            gateway.end()
            gateway.start()
        yield wire
        for gateway in stage.gateways:
            gateway.environment = gateway.environment | {"BACKEND_SERVER_URL": stage.backend.url}
            gateway.end()
            gateway.start()


async def test_the_backends_answers_are_cut(cut_wire: Wire, storm: Storm) -> None:
    cut_wire.cuts_left = storm.size.messages // 4

    await storm.blow()
    await storm.calm()

    assert cut_wire.cut > 0
