"""Let things go wrong, and set them right again."""

from fastapi import APIRouter, status

from ansari_emulator.api import faults_wire as wire
from ansari_emulator.parts import Platform

router = APIRouter(prefix="/api/faults", tags=["Faults"])


@router.get("")
async def list_faults(whatsapp: Platform) -> wire.FaultsView:
    """What is set; a rule that is used up is gone."""
    return wire.FaultsView.of(whatsapp.faults)


@router.post("/graph", status_code=status.HTTP_201_CREATED)
async def break_graph(new: wire.NewRule, whatsapp: Platform) -> wire.RuleView:
    """Let calls that send a text fail; of several rules the first that strikes decides."""
    return wire.RuleView.of(whatsapp.faults.graph.add(wire.as_rule(new)))


@router.put("/webhooks")
async def disturb_webhooks(shape: wire.TravelShape, whatsapp: Platform) -> wire.TravelShape:
    """Let webhooks that start from here on travel like this."""
    whatsapp.faults.roads.set(shape.as_travel())
    return shape


@router.put("/vendor")
async def disturb_vendor(shape: wire.VendorShape, whatsapp: Platform) -> wire.VendorView:
    """Let the scripted vendor of models answer like this, beginning with the next call."""
    whatsapp.faults.vendor.answers = shape.answers
    return wire.VendorView.of(whatsapp.faults.vendor)


@router.delete("", status_code=status.HTTP_204_NO_CONTENT)
async def clear_faults(whatsapp: Platform) -> None:
    """Let all go well again."""
    whatsapp.faults.clear()
