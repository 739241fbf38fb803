"""Kalimat's verses can be looked up in our own copy; its hadith come with their grades."""

import httpx
from provider_kinds import HADITH, VERSE
from remote_services import Answer, RemoteService

from ansari_backend.providers.kalimat import Kalimat
from ansari_backend.providers.port import RemotePassage, Subject


def answer(*hits: dict[str, object]) -> Answer:
    return Answer(body={"data": {"results": list(hits)}})


async def test_a_verse_says_which_it_is(http: httpx.AsyncClient, service: RemoteService) -> None:
    service.answers(answer({**VERSE, "text": None}))

    found = await Kalimat(http, "key", Subject.QURAN, service.address).search("patience", 3)

    [verse] = found.passages
    assert (verse.title, verse.verses) == ("Qur'an 2:153, Kalimat", "2:153")
    assert verse.link == "https://quran.com/2/153"
    [asked] = service.asked
    assert asked.path == "/search"
    assert (asked.params["contentType"], asked.params["numResults"]) == ("quran", "3")


async def test_surahs_and_transliterations_are_no_verses(
    http: httpx.AsyncClient, service: RemoteService
) -> None:
    surah = {"id": "2", "type": "quran_chapter", "text": "Al-Baqarah"}
    service.answers(answer(surah, {**VERSE, "isTransliteration": True}))

    found = await Kalimat(http, "key", Subject.QURAN, service.address).search("Baqarah", 3)

    assert found.passages == ()


async def test_a_hadith_has_its_book_number_and_grade_but_no_link(
    http: httpx.AsyncClient, service: RemoteService
) -> None:
    service.answers(answer(HADITH))

    found = await Kalimat(http, "key", Subject.HADITH, service.address).search("patience", 3)

    assert found.passages == (
        RemotePassage(
            provider="Kalimat",
            source="Sahih al-Bukhari",
            reference="1302",
            text="The real patience is at the first stroke of a calamity.",
            grade="Sahih-Authentic",
        ),
    )


async def test_a_hadith_without_a_book_or_words_is_left_out(
    http: httpx.AsyncClient, service: RemoteService
) -> None:
    wordless = {**HADITH, "matnEn": " ", "text": None}
    service.answers(answer({**HADITH, "sourceBook": None}, wordless))

    found = await Kalimat(http, "key", Subject.HADITH, service.address).search("patience", 3)

    assert found.passages == ()
