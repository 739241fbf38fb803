"""Prove a webhook came from Meta."""

import hmac
import re
from collections.abc import Iterable

PREFIX = "sha256="
_FORM = re.compile(PREFIX + "[0-9a-f]{64}")


def is_well_formed(signature: str) -> bool:
    """Tell whether it could be a seal of Meta's, before any body is read."""
    return _FORM.fullmatch(signature) is not None


def is_from_meta(body: bytes, signature: str, app_secrets: Iterable[str]) -> bool:
    r"""Tell whether `signature` is Meta's seal on exactly these bytes.

    The raw bytes count: Meta escapes `/` as `\/` and letters as `\uXXXX`, so a body that was
    parsed and written again has another seal. Several secrets serve while one is being rotated.
    https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
    """
    return any(_seals(body, signature, secret) for secret in app_secrets)


def _seals(body: bytes, signature: str, secret: str) -> bool:
    expected = PREFIX + hmac.digest(secret.encode(), body, "sha256").hex()
    # Bytes, because `compare_digest` refuses text that isn't ASCII.
    return hmac.compare_digest(expected.encode(), signature.encode())
