"""Every person is spoken to in their own language, kindly."""

import string

import pytest

from ansari_whatsapp.presenters.texts import ServiceText, catalogue, languages, service_text

SPOKEN = sorted(languages())


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}


def test_the_catalogue_has_our_first_four_languages() -> None:
    assert {"en", "ar", "ur", "id"} <= languages()


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_has_every_text_and_none_that_nobody_says(language: str) -> None:
    assert set(catalogue(language)) == set(ServiceText)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    english = {key: placeholders(text) for key, text in catalogue("en").items()}

    assert {key: placeholders(text) for key, text in catalogue(language).items()} == english


@pytest.mark.parametrize("language", SPOKEN)
def test_each_occasion_has_words_of_its_own(language: str) -> None:
    texts = list(catalogue(language).values())

    assert all(text.strip() == text != "" for text in texts)
    assert len(set(texts)) == len(texts)


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
