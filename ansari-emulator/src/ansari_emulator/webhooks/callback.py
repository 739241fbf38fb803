"""Where webhooks go, and the proof that an address is the business's own.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
"""

import hmac
import secrets
from collections.abc import Sequence
from http import HTTPStatus

import httpx


class NotVerifiedError(Exception):
    """The address didn't answer as one of the business would: leave things as they are."""


class Callback:
    """The addresses in use; those given at the start are trusted."""

    def __init__(self, client: httpx.AsyncClient, urls: Sequence[str]) -> None:
        self._client = client
        self.urls = tuple(urls)

    async def move(self, url: str, verify_token: str) -> None:
        """Let webhooks go to `url` from now on, if it answers the challenge.

        Raises:
            NotVerifiedError: It doesn't; the message says what came instead.
        """
        challenge = str(secrets.randbelow(10**10))
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": verify_token,
        }
        try:
            address = httpx.URL(url).copy_merge_params(query)
            response = await self._client.get(address)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise NotVerifiedError(f"no answer ({type(error).__name__})") from error
        if response.status_code != HTTPStatus.OK:
            raise NotVerifiedError(
                f"HTTP Status Code = {response.status_code}; "
                f"HTTP Message = {response.reason_phrase}"
            )
        if not hmac.compare_digest(response.content, challenge.encode()):
            raise NotVerifiedError("the body is not the challenge alone")
        self.urls = (url,)
