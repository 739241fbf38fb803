"""What every source promises, whatever its service answers."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from provider_kinds import Kind
from remote_services import Answer, RemoteService

from ansari_backend.providers.calling import LARGEST
from ansari_backend.providers.failures import (
    ProviderBusyError,
    ProviderDeniedError,
    ProviderError,
    ProviderRefusedError,
    ProviderUnreadableError,
)
from ansari_backend.providers.port import Provider

WORDS = "patience of Amina"


async def test_passages_come_with_their_source(
    kind: Kind, provider: Provider, service: RemoteService
) -> None:
    service.answers(Answer(body=kind.wrap([kind.hit])))

    [passage] = (await provider.search(WORDS, 5)).passages

    assert passage.text == kind.text
    assert passage.provider
    assert passage.title


async def test_the_key_is_sent_and_the_words_as_they_are(
    kind: Kind, provider: Provider, service: RemoteService
) -> None:
    service.answers(Answer(body=kind.wrap([])))

    await provider.search(WORDS, 5)

    [asked] = service.asked
    assert kind.key in asked.headers.values()
    assert WORDS in (*asked.params.values(), *(asked.body or {}).values())


async def test_nothing_found_is_no_failure(
    kind: Kind, provider: Provider, service: RemoteService
) -> None:
    service.answers(Answer(body=kind.wrap([])))

    assert (await provider.search(WORDS, 5)).passages == ()


async def test_no_more_comes_than_was_asked_for(
    kind: Kind, provider: Provider, service: RemoteService
) -> None:
    service.answers(Answer(body=kind.wrap([kind.hit] * 9)))

    assert len((await provider.search(WORDS, 3)).passages) == 3


async def test_fields_that_are_new_do_no_harm(
    kind: Kind, provider: Provider, service: RemoteService
) -> None:
    hit = {**kind.hit, "brandNew": {"deep": [1, None]}}
    service.answers(Answer(body={**kind.wrap([hit]), "other": 1}))

    assert len((await provider.search(WORDS, 5)).passages) == 1


@pytest.mark.parametrize(
    "body", ["", "<html>Sorry</html>", '{"data": ', "[]", "null", '{"error": "no"}', '{"data": 7}']
)
async def test_what_is_no_answer_is_not_taken_for_an_empty_one(
    provider: Provider, service: RemoteService, body: str
) -> None:
    service.answers(Answer(body=body))

    with pytest.raises(ProviderUnreadableError):
        await provider.search(WORDS, 5)


async def test_a_huge_answer_is_not_read_to_its_end(
    kind: Kind, provider: Provider, service: RemoteService
) -> None:
    whole = json.dumps(kind.wrap([kind.hit]))
    service.answers(Answer(body=whole + " " * LARGEST))

    with pytest.raises(ProviderUnreadableError, match="too large"):
        await provider.search(WORDS, 5)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, ProviderUnreadableError),
        (400, ProviderRefusedError),
        (401, ProviderDeniedError),
        (403, ProviderDeniedError),
        (404, ProviderDeniedError),
        (422, ProviderRefusedError),
        (429, ProviderBusyError),
        (500, ProviderBusyError),
        (503, ProviderBusyError),
    ],
)
async def test_a_status_says_what_to_do_next(
    provider: Provider, service: RemoteService, status: int, error: type[ProviderError]
) -> None:
    service.answers(Answer(status=status, headers={"Location": "http://127.0.0.1:9/"}))

    with pytest.raises(error, match=f"^HTTP {status}$"):
        await provider.search(WORDS, 5)


async def test_a_service_that_is_not_there_is_busy(
    kind: Kind, http: httpx.AsyncClient, closed_port: int
) -> None:
    provider = kind.make(http, f"http://127.0.0.1:{closed_port}")

    with pytest.raises(ProviderBusyError) as raised:
        await provider.search(WORDS, 5)

    assert raised.value.retry_after is None


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("0", 0), ("soon", None), ("", None)])
async def test_how_long_a_service_wants_to_be_left_alone_is_told(
    provider: Provider, service: RemoteService, header: str, seconds: float | None
) -> None:
    service.answers(Answer(status=429, headers={"Retry-After": header}))

    with pytest.raises(ProviderBusyError) as raised:
        await provider.search(WORDS, 5)

    assert raised.value.retry_after == seconds


async def test_it_may_be_told_as_a_date(provider: Provider, service: RemoteService) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    service.answers(Answer(status=503, headers={"Retry-After": then}))

    with pytest.raises(ProviderBusyError) as raised:
        await provider.search(WORDS, 5)

    assert raised.value.retry_after == pytest.approx(89, abs=5)


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_no_error_holds_the_words_or_the_key(
    kind: Kind, provider: Provider, service: RemoteService, status: int
) -> None:
    service.answers(Answer(status=status, body=f"no: {WORDS} {kind.key}"))

    with pytest.raises(ProviderError) as raised:
        await provider.search(WORDS, 5)

    assert "Amina" not in repr(raised.value)
    assert kind.key not in repr(raised.value)
    assert raised.value.__cause__ is None
