from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_backend.knowledge.books import BOOKS
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import (
    LONGEST_RANGE,
    Hadith,
    Reference,
    Verses,
    parse_reference,
)

verses = st.builds(
    lambda surah, first, more: Verses(surah=surah, first=first, last=first + more),
    st.integers(1, 114),
    st.integers(1, 286),
    st.integers(0, LONGEST_RANGE - 1),
)
hadiths = st.builds(
    lambda book, number: Hadith(book=book, number=number),
    st.sampled_from(["bukhari", "muslim", "nasai"]),
    st.integers(1, 7563),
)

IN_PART: Final = {"mustadrak": 1}
"""Our copy of this book lacks most numbers, 100 among them."""


@given(st.one_of(verses, hadiths))
def test_a_reference_reads_back_as_it_was_written(reference: Reference) -> None:
    assert parse_reference(str(reference)) == reference


@given(st.text())
def test_any_text_may_be_asked_whether_it_is_a_reference(text: str) -> None:
    reference = parse_reference(text)

    assert reference is None or parse_reference(str(reference)) == reference


@pytest.mark.parametrize(
    "text",
    ["quran 2", "quran 2:255:1", "quran 2:9-3", "quran 2:1-286", "hadith bukhari", "bible 1:1"],
)
def test_what_is_no_reference_is_not_taken_for_one(text: str) -> None:
    assert parse_reference(text) is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("2:255", "quran 2:255"),
        ("٢:٢٥٥", "quran 2:255"),
        ("quran 2:153-157", "quran 2:153-157"),
        ("Al-Baqarah 255", "quran 2:255"),
        ("surah al baqara verse 255", "quran 2:255"),
        ("Surah 2, ayah 255", "quran 2:255"),
        ("البقرة ٢٥٥", "quran 2:255"),
        ("سورة البقرة آية ٢٥٥", "quran 2:255"),
        ("ayat al-kursi", "quran 2:255"),
        ("Ayatul Kursi", "quran 2:255"),
        ("آية الكرسي", "quran 2:255"),
        ("آیت الکرسی", "quran 2:255"),
        ("surah al-ikhlas", "quran 112:1-4"),
        ("سورة الإخلاص", "quran 112:1-4"),
    ],
)
def test_verses_are_known_by_many_names(knowledge: Knowledge, query: str, expected: str) -> None:
    found = knowledge.search_quran(query, "en", 1)

    assert [str(passage.reference) for passage in found] == [expected]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Bukhari 1", "hadith bukhari 1"),
        ("Sahih al-Bukhari, hadith no. 1", "hadith bukhari 1"),
        ("صحيح البخاري ١", "hadith bukhari 1"),
        ("sahih muslim 93", "hadith muslim 93"),
        ("Abu Dawood 4681", "hadith abudawud 4681"),
        ("سنن ابن ماجه ٢٢٤", "hadith ibnmajah 224"),
        ("Jami at-Tirmidhi 2616", "hadith tirmidhi 2616"),
        ("سنن نسائی 5", "hadith nasai 5"),
    ],
)
def test_hadith_are_known_by_many_names(knowledge: Knowledge, query: str, expected: str) -> None:
    found = knowledge.search_hadith(query, "en", 1)

    assert [str(passage.reference) for passage in found] == [expected]


@pytest.mark.parametrize("language", ["ar", "en", "ur", "id", "fr"])
@pytest.mark.parametrize(
    "reference",
    [
        "quran 2:255",
        "quran 10:3-5",
        *(f"hadith {book.key} {IN_PART.get(book.key, 100)}" for book in BOOKS),
    ],
)
def test_a_title_leads_back_to_its_passage(
    knowledge: Knowledge, reference: str, language: str
) -> None:
    known = parse_reference(reference)
    assert known is not None

    passage = knowledge.find(known, language)

    assert passage is not None
    assert knowledge.named(passage.title) == [known]


def test_a_passage_that_does_not_exist_is_not_made_up(knowledge: Knowledge) -> None:
    assert knowledge.search_quran("2:287", "en", 1) == []
