"""A corpus of Vectara's tells as much of its documents as whoever filled it."""

from typing import Any

import httpx
import pytest
from provider_kinds import PART
from remote_services import Answer, RemoteService

from ansari_backend.providers.port import Subject
from ansari_backend.providers.vectara import Vectara


def corpus(http: httpx.AsyncClient, service: RemoteService, key: str = "fiqh") -> Vectara:
    return Vectara(http, "key", Subject.FIQH, key, title="al-Mawsu'a", address=service.address)


async def test_a_document_without_metadata_is_named_by_its_id(
    http: httpx.AsyncClient, service: RemoteService
) -> None:
    service.answers(Answer(body={"search_results": [PART]}))

    [passage] = (await corpus(http, service).search("fasting", 4)).passages

    assert (passage.title, passage.link) == ("al-Mawsu'a 28, Vectara", None)


async def test_title_place_and_page_of_a_document_go_before_that(
    http: httpx.AsyncClient, service: RemoteService
) -> None:
    about = {"title": "Fiqh <b>al-Sunna</b>", "volume": 2, "url": "https://example.org/2/9"}
    hit = {**PART, "document_metadata": about, "part_metadata": {"page": "9"}}
    service.answers(Answer(body={"search_results": [hit]}))

    [passage] = (await corpus(http, service).search("fasting", 4)).passages

    assert passage.title == "Fiqh al-Sunna 2/9, Vectara"
    assert passage.link == "https://example.org/2/9"


@pytest.mark.parametrize(
    "url", ["http://example.org", "javascript:alert(1)", "https://", "https://a b", 7, None, []]
)
async def test_what_cannot_be_shown_is_no_link(
    http: httpx.AsyncClient, service: RemoteService, url: Any
) -> None:
    service.answers(Answer(body={"search_results": [{**PART, "document_metadata": {"url": url}}]}))

    [passage] = (await corpus(http, service).search("fasting", 4)).passages

    assert passage.link is None


async def test_the_corpus_is_asked_and_keeps_no_history_of_it(
    http: httpx.AsyncClient, service: RemoteService
) -> None:
    service.answers(Answer(body={"search_results": []}))

    await corpus(http, service, "a/b c").search("fasting", 4)

    [asked] = service.asked
    assert (asked.method, asked.path) == ("POST", "/corpora/a%2Fb%20c/query")
    assert asked.body["search"]["limit"] == 4
    assert asked.body["save_history"] is False
