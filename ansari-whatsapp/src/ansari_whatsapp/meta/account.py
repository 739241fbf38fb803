"""Look up at Meta how our own app stands: its token, its numbers, where its webhooks go.

https://developers.facebook.com/docs/graph-api/reference/debug_token/
https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/
"""

from dataclasses import dataclass

import httpx

from ansari_whatsapp.meta.events import object_of, text_of


class NotToldError(Exception):
    """Meta said no, or nothing; the text is Meta's code or the kind of error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What our access token is good for."""

    app_id: str
    is_valid: bool
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Where Meta sends webhooks, and which."""

    url: str
    fields: frozenset[str]


class Account:
    """Asks with the token that the client carries, and where it must, with the app's own."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        """Take a client as `GraphClient` does."""
        self._http = http

    async def token(self, token: str) -> Token:
        """Describe this token; all raise NotToldError."""
        data = object_of((await self._get("/debug_token", input_token=token)).get("data"))
        scopes = data.get("scopes")
        return Token(
            app_id=text_of(data.get("app_id")),
            is_valid=data.get("is_valid") is True,
            scopes=frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset(),
        )

    async def see_number(self, number_id: str) -> None:
        """Make sure that the token reaches this number."""
        await self._get(f"/{number_id}/whatsapp_business_profile", fields="about")

    async def subscription(self, app_id: str, app_secret: str) -> Subscription | None:
        """Find the app's active subscription to WhatsApp, if there is one."""
        headers = {"Authorization": f"Bearer {app_id}|{app_secret}"}
        found = (await self._get(f"/{app_id}/subscriptions", headers)).get("data")
        for one in map(object_of, found if isinstance(found, list) else []):
            if one.get("object") == "whatsapp_business_account" and one.get("active") is True:
                return Subscription(
                    url=text_of(one.get("callback_url")), fields=_names(one.get("fields"))
                )
        return None

    async def _get(
        self, path: str, headers: dict[str, str] | None = None, **asked: str
    ) -> dict[str, object]:
        try:
            answer = await self._http.get(path, params=asked, headers=headers, timeout=20)
            said = object_of(answer.json())
        except (httpx.TransportError, ValueError) as error:
            raise NotToldError(type(error).__name__) from None
        if not answer.is_success:
            raise NotToldError(f"code {object_of(said.get('error')).get('code')}")
        return said


def _names(fields: object) -> frozenset[str]:
    listed = fields if isinstance(fields, list) else []
    return frozenset(text_of(object_of(field).get("name")) for field in listed)
