"""Let a business say where its webhooks go; the address must answer the challenge first.

https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from ansari_emulator.business import Business
from ansari_emulator.graph import errors
from ansari_emulator.graph.admission import Authorization, admit, admit_to_number, is_same
from ansari_emulator.parts import Platform
from ansari_emulator.webhooks.callback import NotVerifiedError
from ansari_emulator.whatsapp import WhatsApp

router = APIRouter(prefix="/{version}", tags=["Graph API"])


class _Override(BaseModel):
    override_callback_uri: str
    verify_token: str


class _NumberSettings(BaseModel):
    webhook_configuration: _Override


@router.get("/oauth/access_token")
async def app_token(client_id: str, client_secret: str, whatsapp: Platform) -> dict[str, str]:
    """Give the app's own token: its id and its secret."""
    business = whatsapp.business
    if not is_same(f"{client_id}|{client_secret}", _token_of(business)):
        raise errors.bad_token()
    return {"access_token": _token_of(business), "token_type": "bearer"}


@router.get("/{app_id}/subscriptions")
async def subscriptions(
    whatsapp: Platform, app_id: str, authorization: Authorization = ""
) -> dict[str, Any]:
    """Tell where webhooks go; asked with the app's own token."""
    business = whatsapp.business
    admit(authorization, f"{app_id}|{business.app_secret}")
    return {"data": [_subscription(whatsapp)] if business.subscribed_fields else []}


def _subscription(whatsapp: WhatsApp) -> dict[str, Any]:
    fields = whatsapp.business.subscribed_fields
    return {
        "object": "whatsapp_business_account",
        "callback_url": whatsapp.callback.urls[0],
        "active": True,
        "fields": [{"name": name, "version": "v26.0"} for name in fields],
    }


@router.post("/{app_id}/subscriptions")
async def subscribe(
    *,
    whatsapp: Platform,
    app_id: str,
    callback_url: Annotated[str, Query()],
    verify_token: Annotated[str, Query()],
    access_token: Annotated[str, Query()] = "",
    authorization: Authorization = "",
) -> dict[str, bool]:
    """Let webhooks go to another address; the app's token comes in the query or the header."""
    business = whatsapp.business
    if not is_same(access_token, _token_of(business)):
        admit(authorization, _token_of(business))
    if app_id != business.app_id:
        raise errors.unknown_object(app_id)
    return await _move(whatsapp, callback_url, verify_token)


@router.post("/{phone_number_id}/")
@router.post("/{phone_number_id}")
async def override(
    whatsapp: Platform,
    phone_number_id: str,
    wanted: _NumberSettings,
    authorization: Authorization = "",
) -> dict[str, bool]:
    """Let webhooks go to another address, set at the number; here it holds for all numbers."""
    admit_to_number(authorization, whatsapp.business, phone_number_id)
    override = wanted.webhook_configuration
    return await _move(whatsapp, override.override_callback_uri, override.verify_token)


def _token_of(business: Business) -> str:
    return f"{business.app_id}|{business.app_secret}"


async def _move(whatsapp: WhatsApp, url: str, verify_token: str) -> dict[str, bool]:
    try:
        await whatsapp.callback.move(url, verify_token)
    except NotVerifiedError as error:
        raise errors.not_verified(str(error)) from None
    return {"success": True}
