"""Where webhooks go, and the proof that an address is the business's own.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
"""

import hmac
import secrets
from collections.abc import Sequence
from http import HTTPStatus

import aiohttp
from yarl import URL


class NotVerifiedError(Exception):
    """The address didn't answer as one of the business would: leave things as they are."""


class Callback:
    """The addresses in use; those given at the start are trusted."""

    def __init__(self, client: aiohttp.ClientSession, urls: Sequence[str]) -> None:
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
            address = URL(url).update_query(query)
            async with self._client.get(address, allow_redirects=False) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NotVerifiedError(f"no answer ({type(error).__name__})") from error
        if status != HTTPStatus.OK:
            raise NotVerifiedError(f"HTTP Status Code = {status}")
        if not hmac.compare_digest(body, challenge.encode()):
            raise NotVerifiedError("the body is not the challenge alone")
        self.urls = (url,)
