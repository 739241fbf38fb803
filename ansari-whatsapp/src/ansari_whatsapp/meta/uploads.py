"""Give Meta a file, so that a message can carry it.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#upload-media
"""

import time
from typing import Final

import httpx

from ansari_whatsapp.meta.errors import SendLaterError, SendUnknownError, known_code, send_error
from ansari_whatsapp.meta.graph import code_of, error_code
from ansari_whatsapp.meta.sayings import Attachment
from ansari_whatsapp.utils.metrics import Metrics

TYPE: Final = "text/plain"
"""Meta takes no JSON; a text can be read on any phone."""

TIMEOUT: Final = httpx.Timeout(60, connect=5)


class Uploads:
    """Uses the Graph client, whose token goes along."""

    def __init__(self, http: httpx.AsyncClient, metrics: Metrics) -> None:
        """Take a client as `Media` does."""
        self._http = http
        self._metrics = metrics

    async def put(self, content: bytes, filename: str, *, number_id: str) -> Attachment:
        """Upload a text file. What was uploaded twice is kept twice, for thirty days.

        Raises:
            SendLaterError: It was not taken; a later try may succeed.
            SendRefusedError: It never will be.
        """
        request = self._http.build_request(
            "POST",
            f"/{number_id}/media",
            data={"messaging_product": "whatsapp", "type": TYPE},
            files={"file": (filename, content, TYPE)},
            timeout=TIMEOUT,
        )
        await request.aread()  # our connections send a body as a whole
        code, began = known_code(None), time.monotonic()
        try:
            answer = await self._http.send(request)
            code = code_of(answer)
        except httpx.TransportError as error:
            raise SendLaterError(0) from error
        finally:
            self._metrics.called("upload", code, time.monotonic() - began)
        if answer.is_success:
            return Attachment(media_id=str(answer.json()["id"]), filename=filename)
        refusal = send_error(error_code(answer), answer.status_code)
        if isinstance(refusal, SendUnknownError):  # nobody has seen it: it may be given once more
            raise SendLaterError(refusal.code)
        raise refusal
