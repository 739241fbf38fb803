"""What a gateway does for a person who changes their ids, wants their data, or leaves."""

from typing import Any

from fastapi import APIRouter

from ansari_backend.routers.access import Admitted, Guarded
from ansari_backend.routers.refusals import EVERY_CALL, UNKNOWN
from ansari_backend.routers.wire import Asker, NewIdentity, Success

router = APIRouter(
    prefix="/whatsapp/v2/users", tags=["people"], responses=EVERY_CALL, route_class=Guarded
)


@router.put("/identity", responses=UNKNOWN)
async def move(body: NewIdentity, parts: Admitted) -> Success:
    """Go on with a person under other ids."""
    await parts.people.move(body.previous, body.who)
    return Success()


@router.get("/export", responses=UNKNOWN)
async def export(who: Asker, parts: Admitted) -> dict[str, Any]:
    """Give all that is stored about a person."""
    return await parts.leaving.export(who)


@router.delete("")
async def erase(who: Asker, parts: Admitted) -> Success:
    """Forget a person. To call it again, or for somebody unknown, does no harm."""
    await parts.leaving.erase(who)
    return Success()
