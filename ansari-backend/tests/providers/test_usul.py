"""Usul's books are named by the operator, and their pages as the field does."""

from typing import Any

import httpx
import pytest
from provider_kinds import BOOK, NODE
from remote_services import Answer, RemoteService

from ansari_backend.providers.failures import ProviderSettingError
from ansari_backend.providers.port import RemotePassage, Subject
from ansari_backend.providers.usul import Book, Usul, books_in


async def test_a_passage_is_named_by_book_volume_and_page(
    http: httpx.AsyncClient, service: RemoteService
) -> None:
    service.answers(Answer(body={"results": [NODE]}))

    found = await Usul(http, "token", Subject.FIQH, BOOK, service.address).search("prayer", 4)

    [passage] = found.passages
    assert passage == RemotePassage(
        provider="Usul", source=BOOK.title, reference="3/42", text=NODE["node"]["text"]
    )
    [asked] = service.asked
    assert asked.path == "/b1/v1"
    assert asked.params == {"q": "prayer", "limit": "4", "page": "1", "include_chapters": "false"}


@pytest.mark.parametrize(
    ("metadata", "place"),
    [
        ({}, ""),
        ({"pages": []}, ""),
        ({"pages": [{"page": 9, "index": 11}]}, "9"),
        ({"pages": [{"volume": "المقدمة", "page": "1"}]}, "المقدمة/1"),
    ],
)
async def test_what_is_not_known_of_a_place_is_not_made_up(
    http: httpx.AsyncClient, service: RemoteService, metadata: dict[str, Any], place: str
) -> None:
    node = {"text": "Words", "metadata": metadata}
    service.answers(Answer(body={"results": [{"node": node}]}))

    found = await Usul(http, "token", Subject.FIQH, BOOK, service.address).search("prayer", 4)

    assert found.passages[0].reference == place


def test_books_are_read_from_a_setting() -> None:
    assert books_in("b1/v1 = al-Mawsu'a,\n b2/v-2=Title two, ", "USUL_FIQH_BOOKS") == (
        Book(id="b1", version="v1", title="al-Mawsu'a"),
        Book(id="b2", version="v-2", title="Title two"),
    )


@pytest.mark.parametrize("setting", ["b1", "b1/v1", "b1/v1=", "b1=Title", "../v=T", "b1/v1=**"])
def test_a_book_that_is_written_otherwise_is_named(setting: str) -> None:
    with pytest.raises(ProviderSettingError, match="USUL_FIQH_BOOKS names a book"):
        books_in(setting, "USUL_FIQH_BOOKS")
