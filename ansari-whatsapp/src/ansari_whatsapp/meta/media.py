"""Fetch what people send as recordings, from Meta's own hosts and nowhere else.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media: the address of a medium
lives for five minutes, and wants our token like any other call.
"""

import time
from typing import Final

import httpx

from ansari_whatsapp.meta.errors import known_code
from ansari_whatsapp.meta.events import object_of, text_of
from ansari_whatsapp.meta.graph import code_of
from ansari_whatsapp.utils.metrics import Metrics

HOSTS: Final = frozenset({"graph.facebook.com", "lookaside.fbsbx.com"})
LARGEST: Final = 16 * 1024 * 1024
"""Meta's own limit for audio."""

TIMEOUT: Final = httpx.Timeout(20, connect=5)


class MediumUnavailableError(Exception):
    """It can't be had: ask the person to write instead."""


class Media:
    """Uses the Graph client, whose token goes along."""

    def __init__(self, http: httpx.AsyncClient, metrics: Metrics) -> None:
        """Take a client whose base address ends with the API version and that carries the token.

        Calls are counted in `metrics`.
        """
        self._http = http
        self._metrics = metrics

    async def fetch(self, media_id: str, *, number_id: str) -> bytes:
        """Return the bytes of a medium that was sent to this number.

        Raises:
            MediumUnavailableError: It is gone, too large, or not where Meta keeps media.
        """
        try:
            about = await self._get(f"/{media_id}", {"phone_number_id": number_id})
            told = object_of(about.json())
            return await self._download(httpx.URL(text_of(told.get("url"))), told)
        except (httpx.TransportError, httpx.InvalidURL, ValueError) as error:
            raise MediumUnavailableError(type(error).__name__) from None

    async def _download(self, url: httpx.URL, told: dict[str, object]) -> bytes:
        if not self._is_metas(url):
            raise MediumUnavailableError("another host")
        if int(str(told.get("file_size") or 0)) > LARGEST:
            raise MediumUnavailableError("too large")
        content = (await self._get(url, None)).content
        if len(content) > LARGEST:
            raise MediumUnavailableError("too large")
        return content

    def _is_metas(self, url: httpx.URL) -> bool:
        """Tell whether our token may go there: to Meta's hosts encrypted, or where all calls go."""
        ours = self._http.base_url
        is_ours = (url.scheme, url.host, url.port) == (ours.scheme, ours.host, ours.port)
        return is_ours or (url.scheme == "https" and url.host in HOSTS)

    async def _get(self, url: httpx.URL | str, params: dict[str, str] | None) -> httpx.Response:
        code, began = known_code(None), time.monotonic()
        try:
            answer = await self._http.get(
                url, params=params, timeout=TIMEOUT, follow_redirects=False
            )
            code = code_of(answer)
        finally:
            self._metrics.called("media", code, time.monotonic() - began)
        if not answer.is_success:
            raise MediumUnavailableError(f"HTTP {answer.status_code}")
        return answer
