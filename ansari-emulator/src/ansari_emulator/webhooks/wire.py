"""A webhook as bytes on the wire: Meta's own escaping, and Meta's seal on exactly these bytes."""

import hmac
import json

from ansari_emulator.faults.webhook_travel import Seal


def write(body: object) -> bytes:
    r"""JSON the way PHP writes it: no blanks, `/` as `\/`, everything beyond ASCII as `\uXXXX`.

    Receivers that parse and write again get other bytes, and with them another signature: a
    mistake that shows only when the sender escapes as Meta does. A slash occurs in strings alone.
    """
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def headers(body: bytes, app_secret: str, seal: Seal = Seal.RIGHT) -> dict[str, str]:
    """The headers that Meta sends along, with both of its signatures; wrong ones on demand."""
    key = app_secret.encode()
    if seal is Seal.WRONG:
        key += b" of somebody else"
    plain = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
    if seal is Seal.MISSING:
        return plain
    digests = {name: hmac.new(key, body, name).hexdigest() for name in ("sha1", "sha256")}
    if seal is Seal.UPPERCASE:
        digests = {name: digest.upper() for name, digest in digests.items()}
    return plain | {
        "X-Hub-Signature": f"sha1={digests['sha1']}",
        "X-Hub-Signature-256": f"sha256={digests['sha256']}",
    }
