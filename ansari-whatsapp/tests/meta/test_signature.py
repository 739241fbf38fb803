import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_whatsapp.meta.signature import is_from_meta

BODY = b'{"object":"whatsapp_business_account","entry":[{"id":"1\\/2","t":"\\u0633"}]}'


def seal(body: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


def test_a_body_sealed_with_our_secret_is_metas() -> None:
    assert is_from_meta(BODY, seal(BODY, "secret"), ["secret"])


def test_while_a_secret_is_rotated_both_are_accepted() -> None:
    assert is_from_meta(BODY, seal(BODY, "old"), ["new", "old"])
    assert is_from_meta(BODY, seal(BODY, "new"), ["new", "old"])


def test_another_body_with_the_same_meaning_is_not_metas() -> None:
    rewritten = BODY.replace(b"\\/", b"/")

    assert not is_from_meta(rewritten, seal(BODY, "secret"), ["secret"])


@pytest.mark.parametrize(
    "signature",
    ["", "sha256=", "sha256=é", "sha256=" + "0" * 64, seal(BODY, "wrong"), "sha1=abc"],
)
def test_a_wrong_seal_is_refused(signature: str) -> None:
    assert not is_from_meta(BODY, signature, ["secret"])


@given(st.binary(), st.text(max_size=80))
def test_no_signature_by_chance_is_accepted(body: bytes, signature: str) -> None:
    assert not is_from_meta(body, signature, ["secret"])
