"""A short message shows its language and its direction."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_whatsapp.utils.language_utils import detect_language, text_direction


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "ما حكم الصلاة في البيت؟"),
        ("ar", "السلام عليكم ورحمة الله وبركاته"),
        ("ur", "کیا روزے میں دوا لینا جائز ہے؟"),
        ("ur", "نماز کا وقت کیا ہے"),
        ("fa", "آیا روزه گرفتن در سفر جایز است؟"),
        ("fa", "لطفا درباره زکات توضیح دهید"),
        ("en", "is it allowed to pray sitting down"),
        ("en", "Can I fast while travelling?"),
        ("id", "bagaimana cara sholat jenazah"),
        ("ms", "bolehkah saya solat di atas kapal terbang"),
        ("fr", "est-ce que je peux prier assis"),
        ("tr", "namaz nasıl kılınır"),
        ("bn", "রোজা রেখে ওষুধ খাওয়া যাবে কি"),
        ("es", "qué dice el Corán sobre la paciencia"),
        ("de", "was sagt der Koran über Geduld"),
        ("ha", "menene hukuncin azumi a lokacin tafiya"),
        ("sw", "je naweza kufunga nikiwa safarini"),
        ("so", "sidee loo tukadaa salaadda"),
        ("bs", "da li je dozvoljeno postiti na putu"),
        ("ru", "можно ли поститься в путешествии"),
    ],
)
def test_a_question_shows_its_language(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("short", ["ok", "hello", "merci beaucoup", "thanks 🙏", "2:255", "👍"])
def test_two_words_do_not_change_a_person_s_language(short: str) -> None:
    assert detect_language(short, known="id") == "id"


@pytest.mark.parametrize(
    ("short", "known", "language"),
    [
        ("شكرا", "en", "ar"),
        ("شکریہ", "en", "ur"),
        ("ধন্যবাদ", "en", "bn"),
        ("спасибо", "ar", "ru"),
        ("thanks", "ru", "en"),
    ],
)
def test_another_script_changes_it_at_once(short: str, known: str, language: str) -> None:
    assert detect_language(short, known=known) == language


def test_a_whole_sentence_in_another_language_changes_it() -> None:
    assert detect_language("what does the Quran say about patience", known="id") == "en"


def test_one_foreign_word_in_a_sentence_does_not() -> None:
    assert detect_language("what is the meaning of تقوى in Islam", known="en") == "en"


@pytest.mark.parametrize("nothing", ["", "  \n", "123", "🙂🙂", "https://quran.com/2/255"])
def test_a_text_without_words_tells_nothing(nothing: str) -> None:
    assert detect_language(nothing) == "en"
    assert detect_language(nothing, known="ur") == "ur"


def test_a_script_that_we_do_not_know_keeps_the_known_language() -> None:
    assert detect_language("你好，请问今天可以礼拜吗", known="ur") == "ur"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("", "ltr"),
        ("  123 …", "ltr"),
        ("Allah الله", "ltr"),
        ("الله Allah", "rtl"),
        ("1. «قال»", "rtl"),
        ("שלום", "rtl"),
        ("🙂 سلام", "rtl"),
        ("\u200fabc", "rtl"),
    ],
)
def test_the_first_strong_character_gives_the_direction(text: str, direction: str) -> None:
    assert text_direction(text) == direction


@given(st.text())
def test_any_text_has_a_language_and_a_direction(text: str) -> None:
    assert len(detect_language(text)) == 2
    assert text_direction(text) in {"ltr", "rtl"}


def test_importing_loads_no_model() -> None:
    asking = "import sys, ansari_whatsapp.utils.language_utils; print('py3langid' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", asking], capture_output=True, check=True)

    assert answer.stdout == b"False\n"
