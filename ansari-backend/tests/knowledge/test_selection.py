"""An operator may switch every text off, but for the Qur'an in Arabic."""

import pytest

from ansari_backend.knowledge.failures import SelectionError
from ansari_backend.knowledge.library import InstalledPackages
from ansari_backend.knowledge.selection import SelectedTexts, parse_selection


def kept(setting: str) -> SelectedTexts:
    return SelectedTexts(InstalledPackages(), parse_selection(setting))


def translations(texts: SelectedTexts) -> set[str]:
    return {source.edition.language for source in texts.quran(texts.surahs())}


def test_without_a_setting_everything_is_on() -> None:
    texts = kept("")

    assert len(texts.books()) == 22
    assert len(texts.tafsirs()) == 6


def test_what_has_a_minus_is_off_and_the_rest_stays() -> None:
    texts = kept("-bayhaqi, -ibnkathir -quran.fr")

    assert {book.key for book in texts.books()}.isdisjoint({"bayhaqi"})
    assert len(texts.books()) == 21
    assert "ibnkathir" not in {tafsir.key for tafsir in texts.tafsirs()}
    assert translations(texts) == {"ar", "en", "ur", "id", "de", "es", "ru", "tr"}


def test_what_is_named_without_one_is_all_there_is_beside_the_arabic_quran() -> None:
    texts = kept("quran.en, shamail")

    assert [book.key for book in texts.books()] == ["shamail"]
    assert texts.tafsirs() == ()
    assert translations(texts) == {"ar", "en"}


def test_the_quran_in_arabic_cannot_be_switched_off() -> None:
    assert "ar" in translations(kept("-quran"))
    assert "ar" in translations(kept("-quran.ar"))


def test_a_book_can_be_off_in_one_language() -> None:
    texts = kept("-shamail.ur")
    [shamail] = [book for book in texts.books() if book.key == "shamail"]

    assert {source.edition.language for source in texts.hadith(shamail)} == {"ar", "en"}


def test_a_tafsir_that_is_off_leads_to_no_verse_either() -> None:
    texts = kept("-muyassar")

    assert "al-Tafsir al-Muyassar" in {each.edition.name for each in kept("").quran(texts.surahs())}
    assert "al-Tafsir al-Muyassar" not in {
        each.edition.name for each in texts.quran(texts.surahs())
    }


def test_a_name_that_is_no_text_is_refused_with_those_that_are() -> None:
    with pytest.raises(SelectionError, match=r"names bukhary, which is no text.*bukhari"):
        kept("-bukhary")
