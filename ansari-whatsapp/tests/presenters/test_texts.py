"""Every person is spoken to in their own language, kindly."""

import string
import unicodedata
from collections import Counter

import pytest

from ansari_whatsapp.presenters.texts import (
    ServiceText,
    catalogue,
    languages,
    service_text,
    wish_words,
)
from ansari_whatsapp.utils.language_utils import LANGUAGES_BY_SCRIPT, detect_language

SPOKEN = sorted(languages())
TRANSLATED = sorted(languages() - {"en"})
SCRIPTS = [(code, script) for script, codes in LANGUAGES_BY_SCRIPT.items() for code in codes]
FEEDBACK_ROWS = {f"feedback_{row}" for row in ("wrong", "source", "unclear", "language", "other")}
BUTTONS = {"menu_button", "language_button", "feedback_button", "delete_yes", "delete_no"} | {
    "row_help",  # below the welcome
    "row_language",
}
WORDS_TO_TELL_A_LANGUAGE = 5


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def limit(key: str) -> int:
    """Meta's limits for titles and bodies, and our own for a first message that fits a phone."""
    if key in BUTTONS:
        return 20
    if key.endswith("_about"):
        return 72
    if key.startswith("row_") or key in {"language_name", "language_more"} | FEEDBACK_ROWS:
        return 24
    return 900 if key == "welcome" else 1024


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def main_script(text: str) -> str:
    names = (unicodedata.name(char).partition(" ")[0] for char in text if char.isalpha())
    return Counter(names).most_common(1)[0][0]


def test_the_catalogue_has_all_languages_that_we_tell_apart() -> None:
    assert sorted(code for code, _ in SCRIPTS) == SPOKEN


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_has_every_text_and_none_that_nobody_says(language: str) -> None:
    assert set(catalogue(language)) == set(ServiceText)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_has_words_for_every_wish_and_no_others(language: str) -> None:
    kinds = set(wish_words("en"))

    assert set(wish_words(language)) == kinds
    assert all(wish_words(language)[kind] for kind in kinds)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    english = {key: placeholders(text) for key, text in catalogue("en").items()}

    assert {key: placeholders(text) for key, text in catalogue(language).items()} == english


def test_the_placeholders_are_those_that_we_fill() -> None:
    filled = {key: placeholders(text) for key, text in catalogue("en").items()}

    assert {key: names for key, names in filled.items() if names} == {
        "too_many": ["minutes"],
        "language_set": ["language"],
        "source_unknown": ["number"],
    }


@pytest.mark.parametrize("language", SPOKEN)
def test_each_occasion_has_words_of_its_own(language: str) -> None:
    texts = list(catalogue(language).values())

    assert all(text.strip() == text != "" for text in texts)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_text_fits_where_whatsapp_shows_it(language: str) -> None:
    texts = catalogue(language).items()

    assert [key for key, text in texts if utf16_units(text) > limit(key)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_in_english(language: str) -> None:
    english = catalogue("en")
    texts = catalogue(language).items()

    assert [key for key, text in texts if " " in text and text == english[key]] == []


@pytest.mark.parametrize("language", SPOKEN)
def test_every_sentence_is_in_its_file_s_language(language: str) -> None:
    own = {"id", "ms"} if language in {"id", "ms"} else {language}
    texts = catalogue(language).items()

    sentences = {key: text for key, text in texts if len(text.split()) >= WORDS_TO_TELL_A_LANGUAGE}

    assert [key for key, text in sentences.items() if detect_language(text) not in own] == []


@pytest.mark.parametrize(("language", "script"), SCRIPTS)
def test_every_text_is_in_its_language_s_script(language: str, script: str) -> None:
    texts = catalogue(language).items()

    assert [key for key, text in texts if main_script(text) != script] == []


def test_languages_have_different_names_of_their_own() -> None:
    assert len({catalogue(language)["language_name"] for language in SPOKEN}) == len(SPOKEN)


def test_values_stand_where_the_translator_put_them() -> None:
    said = service_text(ServiceText.SOURCE_UNKNOWN, "tr", number="7")

    assert said.startswith("Son cevabımda 7 numaralı kaynak yok.")


def test_a_person_is_spoken_to_in_their_language() -> None:
    assert "Terima kasih" in service_text(ServiceText.CANNOT_READ_IMAGE, "id")


def test_a_language_that_we_lack_is_answered_in_english() -> None:
    expected = service_text(ServiceText.TOO_OLD, "en")

    assert service_text(ServiceText.TOO_OLD, "fi") == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("image", ServiceText.CANNOT_READ_IMAGE),
        ("contacts", ServiceText.CANNOT_READ_CONTACTS),
        ("order", ServiceText.CANNOT_READ_ORDER),
        ("unsupported", ServiceText.CANNOT_READ_THIS),
        ("errors", ServiceText.CANNOT_READ_THIS),
        ("this", ServiceText.CANNOT_READ_THIS),
    ],
)
def test_a_kind_that_we_cannot_read_has_its_answer(kind: str, text: ServiceText) -> None:
    assert ServiceText.for_kind(kind) is text


def test_no_text_names_the_machinery() -> None:
    words = " ".join(catalogue("en").values()).lower()

    assert not any(word in words for word in ("error", "unsupported", "type", "server", "system"))
