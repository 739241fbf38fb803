"""A short message shows its language and its direction."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_whatsapp.utils.language_utils import (
    Writing,
    detect_language,
    detect_writing,
    text_direction,
)

DATA = Path(__file__).parent / "data"


class Message(NamedTuple):
    writing: Writing
    text: str


def messages(name: str) -> Iterator[Message]:
    for line in (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        language, script, text = line.split("\t")
        yield Message(Writing(language, script == "romanised"), text)


HELD_OUT = list(messages("messages_held_out"))
FOR_TUNING = list(messages("messages_for_tuning"))
LANGUAGES = sorted({message.writing.language for message in HELD_OUT})


def is_right(message: Message) -> bool:
    """Malay and Indonesian count as one: many a short message is both."""
    found = detect_writing(message.text)
    same = {found.language, message.writing.language} <= {"id", "ms"}
    return found == message.writing or same


def share_right(some: list[Message]) -> float:
    return sum(map(is_right, some)) / len(some)


def test_the_messages_are_many_of_sixteen_languages_and_none_is_in_both_parts() -> None:
    texts = {message.text for message in HELD_OUT + FOR_TUNING}

    assert len(LANGUAGES) == 16
    assert len(texts) == len(HELD_OUT) + len(FOR_TUNING) >= 330
    assert len(HELD_OUT) >= len(texts) / 3
    assert all(len(text.split()) >= 3 for text in texts)


def test_messages_that_nothing_was_tuned_to_show_their_language() -> None:
    assert share_right(HELD_OUT) >= 0.92


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(language: str) -> None:
    assert share_right([each for each in HELD_OUT if each.writing.language == language]) >= 0.7


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_urdu_and_arabic_in_latin_letters_are_heard(language: str) -> None:
    romanised = Writing(language, is_romanised=True)

    assert share_right([each for each in HELD_OUT if each.writing == romanised]) >= 0.85


def test_malay_and_indonesian_are_mostly_told_apart() -> None:
    pair = [each for each in HELD_OUT if each.writing.language in {"id", "ms"}]

    assert sum(detect_writing(text) == writing for writing, text in pair) / len(pair) >= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "apakah boleh sholat pakai celana pendek",
        "apa keutamaan membaca surat al-kahfi hari jumat",
        "apakah anjing najis",
        "apa itu zakat",
        "saya sedih sekali",
        "suami saya tidak sholat",
    ],
)
def test_an_indonesian_is_not_answered_in_malay(text: str) -> None:
    """Letters tell nothing between the two; where no word does, the one of more people stands."""
    assert detect_language(text) == "id"


def test_telling_takes_less_than_two_milliseconds() -> None:
    detect_language("the model is loaded now")
    began = time.process_time()

    for message in HELD_OUT:
        detect_language(message.text)

    assert (time.process_time() - began) / len(HELD_OUT) < 0.002


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "ما حكم الصلاة في البيت؟"),
        ("ar", "السلام عليكم ورحمة الله وبركاته"),
        ("ar", "hal yajooz el sala bel jazma?"),
        ("ur", "kya chalte hue dhikr kar sakte hain"),
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


@pytest.mark.parametrize("short", ["theek hai", "ok", "acha", "thanks"])
def test_a_few_latin_letters_keep_whoever_romanises(short: str) -> None:
    romanised = Writing("ur", is_romanised=True)

    assert detect_writing(short, known=romanised) == romanised


@pytest.mark.parametrize(
    ("short", "language"),
    [("shukriya bhai", "ur"), ("3ayez a3raf", "ar"), ("dhonnobad bhai", "bn")],
)
def test_a_person_s_language_in_latin_letters_is_still_theirs(short: str, language: str) -> None:
    assert detect_writing(short, known=Writing(language)) == Writing(language, is_romanised=True)


@pytest.mark.parametrize(
    "greeting", ["ok", "Salam", "Assalamu alaikum wa rahmatullah", "JazakAllah"]
)
def test_words_of_all_muslims_tell_nothing(greeting: str) -> None:
    assert detect_language(greeting, known="ar") == "ar"
    assert detect_language(greeting, known="fr") == "fr"
    assert detect_language(greeting) == "en"


def test_a_whole_sentence_in_another_language_changes_it() -> None:
    assert detect_language("what does the Quran say about patience", known="id") == "en"


def test_one_foreign_word_in_a_sentence_does_not() -> None:
    assert detect_language("what is the meaning of تقوى in Islam", known="en") == "en"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("apa itu gharar dan maysir", "id"),
        ("kya online business halal hai", "ur"),
        ("c'est quoi le deadline zakat", "fr"),
        ("hocam please cevap", "tr"),
        ("apa hukum riba", "ms"),
        ("apa hukum riba", "id"),
    ],
)
def test_loan_words_do_not_flip_the_language(text: str, known: str) -> None:
    assert detect_language(text, known=known) == known


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


@pytest.mark.parametrize("letters", ["x", "世", "a5", "a@", "@", "http://", "a5'b"])
def test_a_message_as_long_as_a_book_holds_nobody_up(letters: str) -> None:
    """Some seconds of it would cost the instance its hold on all whom it serves."""
    began = time.process_time()

    detect_language(letters * (60_000 // len(letters)) + "'b")

    assert time.process_time() - began < 1
