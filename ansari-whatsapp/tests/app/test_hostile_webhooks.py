"""Whatever stands in a request, on a real connection: no 5xx, and nothing unproved is let in."""

import gzip
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from strangers import SECRET, listening, request, seal, signed, status_of

from ansari_whatsapp.app.webhook import LARGEST_BODY

NUMBER = "106540352242922"
BODY = b'{"entry": [{"changes": [{"field": "account_update", "value": {}}]}]}'
NAME = b"x-hub-signature-256: "
HEX = seal(BODY).removeprefix(b"sha256=")
fuzzed = hypothesis_settings(
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
async def port(
    gateway: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[int]:
    """A gateway that listens, and in the end has nothing to complain of."""
    with caplog.at_level(logging.ERROR):
        async with listening(gateway.app) as port:
            yield port
        assert caplog.records == []
        assert "Traceback" not in capsys.readouterr().out


def message(**fields: Any) -> bytes:
    """A body with one message; what is given takes the place of what Meta would say."""
    one = {"id": "w1", "from": "16505551234", "type": "text", "text": {"body": "Why?"}, **fields}
    value = {"metadata": {"phone_number_id": NUMBER}, "messages": [one]}
    entry = {"changes": [{"field": "messages", "value": value}]}
    return json.dumps({"entry": [entry]}).encode()


def in_a_message(raw: bytes) -> bytes:
    """A body with these bytes in the place of a message's words."""
    return message(text={"body": "HERE"}).replace(b'"HERE"', raw)


UNPROVED = {
    "none": [],
    "empty": [NAME],
    "no digest": [NAME + b"sha256="],
    "another body's": [NAME + seal(b"{}")],
    "another secret's": [NAME + seal(BODY, b"guess")],
    "no secret's": [NAME + seal(BODY, b"")],
    "sha1": [NAME + b"sha1=" + HEX[:40]],
    "sha512": [NAME + b"sha512=" + HEX * 2],
    "sha256 of another name": [NAME + b"SHA256=" + HEX],
    "no algorithm": [NAME + HEX],
    "upper case": [NAME + b"sha256=" + HEX.upper()],
    "not hexadecimal": [NAME + b"sha256=" + b"z" * 64],
    "too short": [NAME + b"sha256=" + HEX[:-1]],
    "too long": [NAME + b"sha256=" + HEX + b"0"],
    "a space inside": [NAME + b"sha256= " + HEX],
    "in base64": [NAME + b"sha256=" + b"QUJD" * 11],
    "in Arabic digits": [NAME + b"sha256=" + "٠".encode() * 64],
    "in wide letters": [NAME + b"sha256=" + "０".encode() * 64],
    "no UTF-8": [NAME + b"sha256=\xff\xfe" + HEX],
    "very long": [NAME + b"sha256=" + b"0" * 30_000],
    "a list": [NAME + b"sha256=" + HEX + b", sha256=" + HEX],
    "twice, the right one first": [NAME + seal(BODY), NAME + seal(b"{}")],
    "twice, the right one last": [NAME + seal(b"{}"), NAME + seal(BODY)],
    "twice the same": [NAME + seal(BODY), NAME + seal(BODY)],
    "under the old name": [b"x-hub-signature: " + seal(BODY)],
    "under an underscored name": [b"x_hub_signature_256: " + seal(BODY)],
    "the secret itself": [NAME + b"sha256=" + SECRET],
}


@pytest.mark.parametrize("headers", UNPROVED.values(), ids=UNPROVED)
async def test_what_is_not_proved_is_refused_and_leaves_no_trace(
    gateway: Any, port: int, headers: list[bytes]
) -> None:
    assert await status_of(port, request(BODY, *headers)) in {401, 403}
    assert await gateway.database["inbox"].count_documents({}) == 0


@fuzzed
@given(st.binary(max_size=120).filter(lambda raw: raw.strip() != seal(BODY)))
async def test_no_bytes_by_chance_are_a_signature(port: int, raw: bytes) -> None:
    status = await status_of(port, request(BODY, NAME + raw))

    assert status in {400, 401, 403}  # 400 where the bytes are no header


async def test_the_right_signature_is_taken_whatever_case_its_headers_name_has(port: int) -> None:
    assert await status_of(port, request(BODY, b"X-HUB-Signature-256: " + seal(BODY))) == 200


UNREADABLE = [b"{", b"[" * 1_000_000, b"\xff" * 3_000_000, b'{"a": ' + b"9" * 10_000 + b"}"]


@pytest.mark.parametrize("body", UNREADABLE, ids=["broken", "deep", "binary", "huge number"])
async def test_without_proof_no_body_is_even_parsed(gateway: Any, port: int, body: bytes) -> None:
    seen = [
        await status_of(port, request(body)),
        await status_of(port, request(body, NAME + seal(body, b"guess"))),
    ]

    assert seen == [401, 403]
    metrics = (await gateway.http.get("/metrics")).text
    assert 'field="not_json"' not in metrics
    assert await gateway.database["inbox"].count_documents({}) == 0


STRANGE_BODIES = {
    "empty": b"",
    "broken": b'{"entry": [',
    "trailing comma": b'{"entry": [],}',
    "a number": b"1",
    "not a number": b'{"entry": NaN}',
    "infinity": b"[Infinity, -Infinity, 1e999]",
    "arrays without end": b"[" * LARGEST_BODY,
    "objects without end": b'{"entry":' * 300_000,
    "nested and whole": in_a_message(b"[" * 900 + b"]" * 900),
    "too deep and whole": in_a_message(b"[" * 100_000 + b"]" * 100_000),
    "a number of ten thousand digits": in_a_message(b"9" * 10_000),
    "a large number": in_a_message(b"9" * 4_000),
    "a large exponent": in_a_message(b"1e99999"),
    "NULs inside": message(id="a\x00b", text={"body": "\x00" * 1_000}),
    "a raw NUL": in_a_message(b'"\x00"'),
    "nothing but NULs": b"\x00" * 10_000,
    "a lone surrogate": in_a_message(b'"\\ud800"'),
    "surrogates in ids": message(id="\ud800", **{"from": "\udfff"}),
    "surrogates in names of fields": b'{"\\ud800": {"\\udfff": 1}}',
    "UTF-16": message().decode().encode("utf-16"),
    "UTF-32": message().decode().encode("utf-32"),
    "UTF-8 with its mark": b"\xef\xbb\xbf" + message(),
    "Latin-1": in_a_message(b'"\xe9\xe8"'),
    "half a letter": in_a_message(b'"\xd8"'),
    "compressed": gzip.compress(message()),
    "a form": b"entry=1&object=whatsapp_business_account",
    "XML": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "one name twice": b'{"entry": [], "entry": 1, "entry": {}}',
    "operators": message(id={"$gt": ""}, **{"from": "$where", "$set": {"a.b": 1}}),
    "an id of two megabytes": message(id="w" * 2_000_000),
    "a sender of two megabytes": message(**{"from": "1" * 2_000_000}),
    "a field of two megabytes": b'{"entry":[{"changes":[{"field":"' + b"f" * 2_000_000 + b'"}]}]}',
    "binary as large as may be": b"\xff" * LARGEST_BODY,
    "words that grow when they are stored": in_a_message(b'"' + b"\x7f" * 2_900_000 + b'"'),
    "a time before all times": message(timestamp="-99999999999999"),
    "a time after all times": message(timestamp="9" * 11),
    "a thousand entries": b'{"entry": [' + b",".join([b"{}"] * 100_000) + b"]}",
}


@pytest.mark.parametrize("body", STRANGE_BODIES.values(), ids=STRANGE_BODIES)
async def test_a_proved_body_of_any_kind_is_taken(gateway: Any, port: int, body: bytes) -> None:
    assert await status_of(port, signed(body)) == 200
    assert await gateway.database["inbox"].count_documents({}) >= 1
    assert await status_of(port, signed(message(id="honest"))) == 200
    await gateway.settle()


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None, exclude_categories=[])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@fuzzed
@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
async def test_proved_bytes_of_any_kind_are_taken(port: int, body: bytes) -> None:
    assert await status_of(port, signed(body)) == 200


TOO_LARGE = {
    "a byte too many": signed(b" " * (LARGEST_BODY + 1)),
    "announced": request(b"", NAME + seal(b"")).replace(b"length: 0", b"length: 99999999999"),
    "in chunks": request(b"", NAME + seal(b"")).replace(
        b"content-length: 0\r\n\r\n",
        b"transfer-encoding: chunked\r\n\r\n" + (b"100000\r\n" + b" " * 0x100000 + b"\r\n") * 4,
    ),
}


@pytest.mark.parametrize("raw", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_a_body_beyond_metas_limit_is_refused(port: int, raw: bytes) -> None:
    assert await status_of(port, raw) == 413


async def test_a_body_of_metas_limit_is_taken(port: int) -> None:
    assert await status_of(port, signed(b" " * LARGEST_BODY)) == 200


@fuzzed
@given(st.binary(min_size=1, max_size=200))
async def test_bytes_that_are_no_request_are_refused(port: int, raw: bytes) -> None:
    assert await status_of(port, raw + b"\r\n\r\n") in {0, 400, 404, 405}


MALFORMED = {
    "two lengths": request(BODY, NAME + seal(BODY), b"content-length: 1"),
    "length and chunks": request(BODY, NAME + seal(BODY), b"transfer-encoding: chunked"),
    "a negative length": request(BODY).replace(b"length: 6", b"length: -6"),
    "a length beyond all numbers": request(b"").replace(b"length: 0", b"length: " + b"9" * 5_000),
    "no end of the request's line": b"POST /whatsapp/v2\r\n\r\n",
    "a path of strange bytes": b"POST /\xff\xfe HTTP/1.1\r\nhost: a\r\n\r\n",
    "a path of lone surrogates": request(BODY, path="/%ed%a0%80"),
    "a path upwards": request(BODY, path="/whatsapp/v2/../../etc/passwd"),
    "another host's address": request(BODY, path="http://other.test/whatsapp/v2"),
    "no path": request(BODY, path="*", method="OPTIONS"),
    "a tunnel": request(b"", path="other.test:443", method="CONNECT"),
    "a method of its own": request(BODY, method="FROBNICATE"),
    "another protocol": request(BODY, b"upgrade: websocket", b"connection: upgrade"),
    "the next protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a protocol of the future": request(BODY).replace(b"HTTP/1.1", b"HTTP/9.9"),
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
async def test_a_malformed_request_is_refused(gateway: Any, port: int, raw: bytes) -> None:
    assert await status_of(port, raw) < 500
    assert await gateway.database["inbox"].count_documents({}) == 0
