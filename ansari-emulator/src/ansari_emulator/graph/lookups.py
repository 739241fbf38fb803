"""What a business may look up at Meta about its own app: token, number, subscription."""

from typing import Any

from fastapi import APIRouter

from ansari_emulator.business import Business
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
    if phone_number_id != whatsapp.business.phone_number_id:
        raise errors.unknown_object(phone_number_id)
    return {"data": [{"messaging_product": "whatsapp", "about": "Ansari"}]}


@router.get("/{app_id}/subscriptions")
async def subscriptions(
    whatsapp: Platform, app_id: str, authorization: Authorization = ""
) -> dict[str, Any]:
    """Tell where webhooks go; asked with the app's own token, its id and its secret."""
    business = whatsapp.business
    admit(authorization, f"{app_id}|{business.app_secret}")
    return {"data": [_subscription(business)] if business.subscribed_fields else []}


def _subscription(business: Business) -> dict[str, Any]:
    return {
        "object": "whatsapp_business_account",
        "callback_url": business.webhook_urls[0],
        "active": True,
        "fields": [{"name": name, "version": "v26.0"} for name in business.subscribed_fields],
    }
