"""The texts as people are shown them; what is expected here is known by heart, or from print."""

from unicodedata import normalize

import pytest

from ansari_backend.knowledge.hadith_texts import clean, said, translation
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import Hadith, Passage, Verses, verse
from ansari_backend.knowledge.words import plain_letters

BASMALA = "بسم الله الرحمن الرحيم"


def found(passage: Passage | None) -> Passage:
    assert passage is not None
    return passage


def test_the_throne_verse_is_whole(knowledge: Knowledge) -> None:
    passage = found(knowledge.find(verse(2, 255), "en"))

    arabic = plain_letters(passage.arabic)
    assert arabic.startswith("الله لا اله الا هو الحي القيوم")
    assert arabic.endswith("وهو العلي العظيم")
    assert normalize("NFC", "ٱلْقَيُّومُ") in normalize("NFC", passage.arabic)
    assert passage.title == "Qur'an 2:255, Al-Baqarah"
    assert passage.link == "https://quran.com/2/255"


@pytest.mark.parametrize(
    ("language", "translator", "words"),
    [
        ("en", "Saheeh International", "Ever-Living"),
        ("ur", "مولانا محمد جوناگڑھی", "معبود"),
        ("id", "Kementerian Agama RI", "tidak ada Tuhan"),
    ],
)
def test_a_translation_names_its_translator(
    knowledge: Knowledge, language: str, translator: str, words: str
) -> None:
    shown = found(knowledge.find(verse(2, 255), language)).translation

    assert shown is not None
    assert (shown.language, shown.translator) == (language, translator)
    assert words in shown.text


def test_arabic_needs_no_translation(knowledge: Knowledge) -> None:
    assert found(knowledge.find(verse(2, 255), "ar")).translation is None


def test_a_language_without_a_text_gets_english(knowledge: Knowledge) -> None:
    shown = found(knowledge.find(Hadith(book="bukhari", number=1), "id")).translation

    assert shown is not None
    assert shown.language == "en"


def test_the_basmala_is_a_verse_of_the_first_surah_only(knowledge: Knowledge) -> None:
    opening = {
        surah: plain_letters(found(knowledge.find(verse(surah, 1), "ar")).arabic)
        for surah in range(1, 115)
    }

    assert opening[1] == BASMALA
    assert [surah for surah, text in opening.items() if text.startswith(BASMALA)] == [1]
    assert all(opening.values())


def test_verses_in_a_row_are_numbered(knowledge: Knowledge) -> None:
    passage = found(knowledge.find(Verses(surah=112, first=1, last=2), "en"))

    assert "﴿1﴾" in passage.arabic
    assert passage.arabic.endswith("﴿2﴾")
    assert passage.link == "https://quran.com/112/1-2"


@pytest.mark.parametrize(
    "reference",
    [
        verse(1, 8),
        verse(115, 1),
        verse(2, 0),
        Verses(surah=114, first=5, last=7),
        Hadith(book="bukhari", number=7564),
        Hadith(book="quran", number=1),
        Hadith(book="malik", number=1),
        Hadith(book="muslim", number=8),
    ],
)
def test_what_does_not_exist_is_not_found(knowledge: Knowledge, reference: Verses | Hadith) -> None:
    assert knowledge.find(reference, "en") is None


@pytest.mark.parametrize(
    ("book", "number", "words"),
    [
        ("bukhari", 1, "intentions"),
        ("bukhari", 6502, "hostility to a pious worshipper"),
        ("bukhari", 7563, "very light"),
        ("muslim", 93, "Ihsan"),
        ("tirmidhi", 2616, "Fasting is a shield"),
        ("ibnmajah", 224, "Seeking knowledge is a duty"),
        ("abudawud", 4681, "loves for Allah's sake"),
    ],
)
def test_a_number_leads_to_the_hadith_that_print_has_under_it(
    knowledge: Knowledge, book: str, number: int, words: str
) -> None:
    shown = found(knowledge.find(Hadith(book=book, number=number), "en")).translation

    assert shown is not None
    assert words.lower() in shown.text.lower()


def test_numbers_that_sites_count_otherwise_get_their_scheme_and_no_link(
    knowledge: Knowledge,
) -> None:
    for book in ("muslim", "nasai"):
        passage = found(knowledge.find(Hadith(book=book, number=1000), "en"))

        assert (passage.numbering, passage.link) == ("Darussalam", None)


def test_scans_are_cleaned_without_losing_a_word() -> None:
    assert clean("قَالَ\u200f\u200f:\u200f   نَعَمْ /a> ، لا ۲؎ .") == "قَالَ: نَعَمْ، لا."


def test_the_chain_of_narrators_is_not_searched() -> None:
    text = "حَدَّثَنَا قُتَيْبَةُ، حَدَّثَنَا صَبْرَةُ، عَنْ أَنَسٍ، قَالَ: الدِّينُ النَّصِيحَةُ للجميع"

    assert said(text) == "الدين النصيحة للجميع"


@pytest.mark.parametrize(
    "text", ["Same as Hadees 637", "صلی اللہ علیہ وسلم نے فرمایا سورج اور چاند میں گرہن", ""]
)
def test_what_is_no_translation_is_dropped(text: str) -> None:
    assert not translation(text, "en")


def test_the_blessing_is_written_as_one_sign() -> None:
    text = "Narrated Thawban: The Prophet ( صلی \u200cاللہ \u200cعلیہ \u200cوسلم ) said so."

    assert translation(text, "en") == "Narrated Thawban: The Prophet ﷺ said so."
