"""What a business may look up at Meta about itself: token and profile."""

from typing import Any

from fastapi import APIRouter

from ansari_emulator.graph import errors
from ansari_emulator.graph.admission import Authorization, admit, is_same
from ansari_emulator.parts import Platform

router = APIRouter(prefix="/{version}", tags=["Graph API"])


@router.get("/debug_token")
async def debug_token(
    whatsapp: Platform, input_token: str, authorization: Authorization = ""
) -> dict[str, Any]:
    """Tell what a token is good for; whoever asks shows a token of the app."""
    business = whatsapp.business
    admit(authorization, business.access_token)
    data = {
        "app_id": business.app_id,
        "is_valid": is_same(input_token, business.access_token),
        "expires_at": 0,
        "scopes": list(business.scopes),
    }
    return {"data": data}


@router.get("/{phone_number_id}/whatsapp_business_profile")
async def profile(
    whatsapp: Platform, phone_number_id: str, authorization: Authorization = ""
) -> dict[str, Any]:
    """Tell what people see of the business."""
    admit(authorization, whatsapp.business.access_token)
    if phone_number_id not in whatsapp.business.numbers:
        raise errors.unknown_object(phone_number_id)
    return {"data": [{"messaging_product": "whatsapp", "about": "Ansari"}]}
