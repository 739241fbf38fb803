"""Calls to Meta's Graph API: send a message, mark a message as read, show that we are typing.

A thin client of our own; docs/adr/0009 says why.
"""

import time
from typing import Final

import httpx

from ansari_whatsapp.meta.errors import (
    OperatorNeededError,
    SendError,
    SendLaterError,
    SendUnknownError,
    known_code,
    send_error,
)
from ansari_whatsapp.meta.events import object_of, text_of
from ansari_whatsapp.meta.sayings import Saying
from ansari_whatsapp.utils.ansari_client import Person
from ansari_whatsapp.utils.metrics import Metrics

TIMEOUT = httpx.Timeout(20, connect=5)
INVALID_PARAMETER: Final = 100
OUT_OF_REACH: Final = 33
"""The number is not there, or our token may not use it; then this is but a subcode of the other."""

TYPING_TIMEOUT = httpx.Timeout(4)
"""A sign that comes later than that comes with the next call."""


class GraphClient:
    """Speaks for our business numbers. One for the whole process: it keeps connections open."""

    def __init__(self, http: httpx.AsyncClient, metrics: Metrics) -> None:
        """Take a client whose base address ends with the API version and that carries the token.

        Meta's verdicts are counted in `metrics`.
        """
        self._http = http
        self._metrics = metrics

    async def send(
        self, *, number_id: str, to: Person, saying: Saying, reply_to: str | None, reference: str
    ) -> str:
        """Send one message and return Meta's id for it, empty if Meta took it but told none.

        `reference` comes back in every status of this message, at most 512 characters.

        Raises:
            SendRefusedError: It will never be sent.
            SendLaterError: It was not sent; a later try may succeed.
            SendUnknownError: Only a status can tell whether it was sent.
        """
        message: dict[str, object] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **_address(to),
            **saying.as_message(),
            "biz_opaque_callback_data": reference,
        }
        if reply_to is not None:
            message["context"] = {"message_id": reply_to}
        began = time.monotonic()
        try:
            answer = await self._post(number_id, message)
        except SendError as error:
            self._metrics.called("send", known_code(error.code), time.monotonic() - began)
            if isinstance(error, OperatorNeededError):
                self._metrics.sending_works(up=False)
            raise
        self._metrics.called("send", "ok", time.monotonic() - began)
        self._metrics.sending_works(up=True)
        return _message_id(answer)

    async def show_typing(self, *, number_id: str, wamid: str) -> None:
        """Mark a message as read and show "typing" for 25 seconds or until we answer.

        It is a courtesy: when it fails, nothing else should.
        """
        receipt = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": wamid,
            "typing_indicator": {"type": "text"},
        }
        began, path = time.monotonic(), f"/{number_id}/messages"
        try:
            code = code_of(await self._http.post(path, json=receipt, timeout=TYPING_TIMEOUT))
        except httpx.TransportError:
            code = known_code(None)
        self._metrics.called("typing", code, time.monotonic() - began)

    async def _post(self, number_id: str, message: dict[str, object]) -> httpx.Response:
        try:
            answer = await self._http.post(f"/{number_id}/messages", json=message, timeout=TIMEOUT)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise SendLaterError(0) from error
        except httpx.TransportError as error:
            raise SendUnknownError(0) from error
        if not answer.is_success:
            raise send_error(error_code(answer), answer.status_code)
        return answer


def _address(to: Person) -> dict[str, object]:
    """Without the `+`, Meta puts the business's own country code before a number."""
    if to.phone:
        return {"to": f"+{to.phone}"}
    return {"recipient": to.whatsapp_id}


def _message_id(answer: httpx.Response) -> str:
    """After a 200 the message is accepted, whatever the body looks like: never raise here."""
    messages = _json(answer).get("messages")
    first = messages[0] if isinstance(messages, list) and messages else {}
    return text_of(object_of(first).get("id"))


def code_of(answer: httpx.Response) -> str:
    """Name Meta's verdict, for a label."""
    return "ok" if answer.is_success else known_code(error_code(answer))


def error_code(answer: httpx.Response) -> int | None:
    """Give Meta's own code of an answer that is no success, if it has one."""
    error = object_of(_json(answer).get("error"))
    code = error.get("code")
    if (code, error.get("error_subcode")) == (INVALID_PARAMETER, OUT_OF_REACH):
        return OUT_OF_REACH
    return int(code) if isinstance(code, (int, str)) and str(code).isdecimal() else None


def _json(answer: httpx.Response) -> dict[str, object]:
    try:
        return object_of(answer.json())
    except ValueError:
        return {}
