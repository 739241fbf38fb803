"""A webhook as bytes on the wire: Meta's own escaping, and Meta's seal on exactly these bytes."""

import hmac
import json


def write(body: object) -> bytes:
    r"""JSON the way PHP writes it: no blanks, `/` as `\/`, everything beyond ASCII as `\uXXXX`.

    Receivers that parse and write again get other bytes, and with them another signature: a
    mistake that shows only when the sender escapes as Meta does. A slash occurs in strings alone.
    """
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def headers(body: bytes, app_secret: str) -> dict[str, str]:
    """The headers that Meta sends along, with both of its signatures."""
    key = app_secret.encode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "facebookexternalua",
        "X-Hub-Signature": "sha1=" + hmac.new(key, body, "sha1").hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(key, body, "sha256").hexdigest(),
    }
