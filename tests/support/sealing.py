"""For schemathesis: sign what it sends to the webhook, so that it is read and not only refused."""

import hmac
from typing import Any

import schemathesis
from requests import PreparedRequest
from requests.auth import AuthBase
from services import SECRET


class Seal(AuthBase):
    """Meta's part: a signature of exactly the bytes that are sent."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else body
        seal = hmac.digest(SECRET.encode(), raw, "sha256").hex()
        request.headers["X-Hub-Signature-256"] = f"sha256={seal}"
        return request


@schemathesis.hook
def before_call(_context: Any, _case: Any, kwargs: dict[str, Any]) -> None:
    kwargs["auth"] = Seal()
