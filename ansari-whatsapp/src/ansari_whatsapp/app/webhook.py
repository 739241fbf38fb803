"""Meta's two calls to us: the verification of our address, and the webhook itself.

The webhook answers 200 once every event is stored, and does nothing else before that.
Plain Starlette endpoints: they read raw bytes, and validation would only cost time.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from ansari_whatsapp.app.keys import is_known
from ansari_whatsapp.app.problems import problem
from ansari_whatsapp.inbox.store import Inbox, InboxUnavailableError
from ansari_whatsapp.meta.events import KNOWN_FIELDS, KNOWN_TYPES, Event, object_of, read_events
from ansari_whatsapp.meta.signature import PREFIX, is_from_meta, is_well_formed
from ansari_whatsapp.utils.metrics import Metrics
from ansari_whatsapp.utils.tracing import accepted
from ansari_whatsapp.utils.whatsapp_logger import get_logger

LARGEST_BODY: Final = 3 * 1024 * 1024
"""Meta's own limit for a webhook."""

STORED: Final = PlainTextResponse("OK")

log = get_logger()


class BodyTooLargeError(Exception):
    """Answer 413 and read no further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """The endpoints, with what they need."""

    inbox: Inbox
    verify_tokens: tuple[str, ...]
    app_secrets: tuple[str, ...]
    metrics: Metrics
    on_news: Callable[[Sequence[Event]], None]

    async def answer(self, request: Request) -> Response:
        """Answer either of the two."""
        return await (self.receive if request.method == "POST" else self.verify)(request)

    async def verify(self, request: Request) -> Response:
        """Prove to Meta that this address is ours, by giving back its challenge."""
        asked = request.query_params
        mode, token = asked.get("hub.mode"), asked.get("hub.verify_token")
        challenge = asked.get("hub.challenge")
        if mode is None or token is None or challenge is None:
            return problem(400, "missing_parameter", "A verification needs mode, token, challenge.")
        is_ours = is_known(token.encode(), self.verify_tokens)
        if mode != "subscribe" or not is_ours:
            return problem(403, "wrong_token", "Wrong mode or verify token.")
        return PlainTextResponse(challenge)

    async def receive(self, request: Request) -> Response:
        """Store every event of the body; 200 means that all of them are stored."""
        answer = await self._receive(request)
        self.metrics.webhook_answered(answer.status_code)
        return answer

    async def _receive(self, request: Request) -> Response:
        signature, *others = request.headers.getlist("x-hub-signature-256") or [""]
        if others or not signature.startswith(PREFIX):
            return problem(401, "missing_signature", "A webhook needs one X-Hub-Signature-256.")
        if not is_well_formed(signature):
            return problem(403, "wrong_signature", "The signature does not fit the body.")
        try:
            body = await _read(request)
        except BodyTooLargeError:
            return problem(413, "too_large", "A webhook holds at most 3 MB.")
        except ClientDisconnect:
            return problem(400, "incomplete", "The body ended early.")
        if not is_from_meta(body, signature, self.app_secrets):
            return problem(403, "wrong_signature", "The signature does not fit the body.")
        return await self._accept(body)

    async def _accept(self, body: bytes) -> Response:
        began, events = time.time_ns(), read_events(body)
        try:
            new = await self.inbox.accept(events)
        except InboxUnavailableError as error:
            log.warning("webhook not stored", events=len(events), error=str(error))
            return problem(503, "not_stored", "Not stored; please send it again.")
        self.metrics.accepted(map(_labels, new), repeated=len(events) - len(new))
        for event in new:
            if event.kind == "message":
                accepted(event.id, began)
        self.on_news(new)
        _report_errors(new)
        log.debug("webhook stored", events=len(events), new=len(new))
        return STORED


def _report_errors(events: Sequence[Event]) -> None:
    """Errors that Meta tells without a message are about our app or account: an operator's."""
    for event in events:
        if event.field == "errors":
            code = object_of(json.loads(event.payload)).get("code")
            log.error("meta reports an error", code=code if isinstance(code, int) else None)


def _labels(event: Event) -> tuple[str, str, str]:
    """Meta adds fields and types without notice, and a label must not grow without bounds."""
    field = event.field if event.field in KNOWN_FIELDS else "unknown"
    is_known = event.type in KNOWN_TYPES or event.kind != "message"
    return event.kind, field, event.type if is_known else "unknown"


async def _read(request: Request) -> bytes:
    """Read the body, and stop as soon as it is too large."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > LARGEST_BODY:
        raise BodyTooLargeError
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            raise BodyTooLargeError
        chunks.append(chunk)
    return b"".join(chunks)
