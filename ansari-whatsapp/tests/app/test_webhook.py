import hmac
import json
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from ansari_whatsapp.app.webhook import LARGEST_BODY

ADDRESS = "/whatsapp/v2"
QUESTION = {"hub.mode": "subscribe", "hub.verify_token": "verify me", "hub.challenge": "1158201444"}


def seal(body: bytes, secret: str) -> str:
    return "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()


async def test_meta_gets_its_challenge_back_bare(gateway: Any) -> None:
    answer = await gateway.http.get(ADDRESS, params=QUESTION)

    assert answer.status_code == 200
    assert answer.text == "1158201444"
    assert answer.headers["content-type"].startswith("text/plain")


async def test_while_the_verify_token_is_changed_both_are_good(open_gateway: Any) -> None:
    async with open_gateway(meta_webhook_verify_token="new, verify me") as gateway:
        for token in ("new", "verify me"):
            answer = await gateway.http.get(ADDRESS, params=QUESTION | {"hub.verify_token": token})
            assert answer.text == "1158201444"


async def test_while_the_app_secret_is_changed_webhooks_under_both_are_taken(
    open_gateway: Any,
) -> None:
    async with open_gateway(meta_ansari_app_secret="new, app secret") as gateway:
        assert (await gateway.post(b"{}")).status_code == 200
        assert (await gateway.post(b"{}", seal(b"{}", "new"))).status_code == 200
        assert (await gateway.post(b"{}", seal(b"{}", "older"))).status_code == 403


async def test_a_challenge_is_never_shown_as_a_page(gateway: Any) -> None:
    answer = await gateway.http.get(ADDRESS, params=QUESTION | {"hub.challenge": "<script>"})

    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "wrong", [{"hub.verify_token": "guess"}, {"hub.verify_token": "é"}, {"hub.mode": "other"}]
)
async def test_a_stranger_cannot_claim_our_address(gateway: Any, wrong: dict[str, str]) -> None:
    assert (await gateway.http.get(ADDRESS, params=QUESTION | wrong)).status_code == 403


@pytest.mark.parametrize("missing", list(QUESTION))
async def test_a_verification_must_be_whole(gateway: Any, missing: str) -> None:
    asked = {name: value for name, value in QUESTION.items() if name != missing}

    assert (await gateway.http.get(ADDRESS, params=asked)).status_code == 400


@pytest.mark.parametrize(
    ("signature", "status"),
    [("", 401), ("sha1=abc", 401), ("sha256=" + "0" * 64, 403), ("sha256=zz", 403)],
)
async def test_what_is_not_from_meta_is_not_stored(
    gateway: Any, signature: str, status: int
) -> None:
    answer = await gateway.post(b"{}", signature)

    assert answer.status_code == status
    assert await gateway.database["inbox"].count_documents({}) == 0


async def test_a_signature_in_strange_letters_is_refused_like_any_other(gateway: Any) -> None:
    headers = [(b"x-hub-signature-256", "sha256=é".encode())]

    assert (await gateway.http.post(ADDRESS, content=b"{}", headers=headers)).status_code == 403


async def test_a_call_without_signature_is_refused(gateway: Any) -> None:
    assert (await gateway.http.post(ADDRESS, content=b"{}")).status_code == 401


async def test_a_body_larger_than_metas_largest_is_refused(gateway: Any) -> None:
    assert (await gateway.post(b" " * (LARGEST_BODY + 1))).status_code == 413


async def test_a_body_that_hides_its_size_is_refused_too(gateway: Any) -> None:
    async def chunks() -> Any:
        for _ in range(4):
            yield b" " * 1024 * 1024

    headers = {"X-Hub-Signature-256": "sha256=" + "0" * 64}
    answer = await gateway.http.post(ADDRESS, content=chunks(), headers=headers)

    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"no json", b"\xff\xfe", b"[" * 100_000, b"null", b'"x"'])
async def test_a_signed_body_of_any_kind_is_kept_and_accepted(gateway: Any, body: bytes) -> None:
    assert (await gateway.post(body)).status_code == 200
    assert await gateway.database["inbox"].count_documents({"kind": "other"}) == 1


async def test_strange_values_are_stored_like_any_others(gateway: Any) -> None:
    strange = {"id": "a\u0000b", "from": "1\ud800", "timestamp": 10**400, "$x.y": 2**80}
    message = strange | {"type": "text", "text": {"body": "\udfff"}}

    assert (await gateway.receive(message)).status_code == 200
    assert await gateway.database["inbox"].count_documents({"kind": "message"}) == 1


async def test_what_could_not_be_stored_is_asked_for_again(open_gateway: Any) -> None:
    nowhere = "mongodb://127.0.0.1:1"
    async with (
        AsyncMongoClient[dict[str, Any]](nowhere, serverSelectionTimeoutMS=50) as client,
        open_gateway(store=client["x"]) as gateway,
    ):
        answer = await gateway.receive({"id": "a", "from": "1", "type": "text"})

    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_answer_to_meta_does_not_wait_for_the_backend(gateway: Any) -> None:
    gateway.backend.gate.clear()

    answer = await gateway.receive({"id": "a", "from": "1", "type": "text", "text": {"body": "?"}})

    assert answer.status_code == 200
    gateway.backend.gate.set()


async def test_health_is_told(gateway: Any) -> None:
    assert (await gateway.http.get("/")).json()["status"] == "ok"


async def test_problems_do_not_tell_what_was_sent(gateway: Any) -> None:
    answer = await gateway.post(b'{"secret words": 1}', "sha256=" + "0" * 64)

    assert "secret words" not in json.dumps(answer.json())
