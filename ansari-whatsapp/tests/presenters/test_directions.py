"""A line of Arabic and Latin letters keeps its order on a phone, with unseen signs where needed."""

import pytest

from ansari_whatsapp.presenters.whatsapp_presenter import present

NAMES = {"\u200e": "[L]", "\u200f": "[R]", "\u2067": "[isolate]", "\u2069": "[end]"}
ARABIC = "هذا جواب عن الصبر وفضله في الإسلام.\n\n"


def shown(markdown: str) -> str:
    """Show a message's last line, its unseen signs named."""
    (message,) = present(markdown)
    return "".join(NAMES.get(char, char) for char in message.splitlines()[-1])


@pytest.mark.parametrize(
    "line",
    [
        "قال Ibn Kathir في التفسير",
        "Mercy (الرحمة) is wide",
        "patience is a light 2:153",
        "الصبر ضياء ٢:١٥٣",
        "- الصبر",
        "see https://ar.wikipedia.org/wiki/الصبر 5 times",
        "He said: «الصبر ضياء», and so it is",
    ],
)
def test_a_line_that_keeps_its_order_by_itself_gets_no_sign(line: str) -> None:
    assert shown(line) == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Sahih al-Bukhari رقم 1 في كتاب بدء الوحي", "[R]Sahih al-Bukhari رقم 1 في كتاب بدء الوحي"),
        ("**Muslim** رواه في كتاب الطهارة", "*[R]Muslim* رواه في كتاب الطهارة"),
        ("- Muslim رواه في كتابه", "- [R]Muslim رواه في كتابه"),
        ("> Muslim رواه في كتابه", "> [R]Muslim رواه في كتابه"),
        ("الرحمن (ar-Rahman): the Most Merciful", "[L]الرحمن (ar-Rahman): the Most Merciful"),
    ],
)
def test_a_line_goes_the_way_of_most_of_its_words(line: str, expected: str) -> None:
    assert shown(line) == expected


def test_a_short_arabic_word_before_a_latin_source_goes_with_an_arabic_answer() -> None:
    source = "المصدر: Quran 2:153 (Saheeh)"

    assert shown(ARABIC + source) == source


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Surah البقرة 2:255 says", "Surah [isolate]البقرة[end] 2:255 says"),
        ("He says ﴿إن مع العسر﴾ and so", "He says [isolate]﴿إن مع العسر﴾[end] and so"),
        ("Of **الصبر** 5 verses speak", "Of *[isolate]الصبر[end]* 5 verses speak"),
    ],
)
def test_arabic_that_would_move_its_neighbours_is_isolated(line: str, expected: str) -> None:
    assert shown(line) == expected


@pytest.mark.parametrize(
    "text", ["\u200f**الصبر** ضياء", "**الصبر** \u2067ضياء", "\u202b**الصبر** ضياء"]
)
def test_signs_that_an_answer_brings_along_are_left_out(text: str) -> None:
    assert shown(text) == "*الصبر* ضياء"


def test_the_rest_of_a_line_after_a_cut_goes_the_same_way() -> None:
    _, second = present("هنا " + "الصبر ضياء " * 8 + "Riyad as-Salihin هو كتاب " * 3, limit=100)

    assert second.startswith(("\u200fRiyad", "هو", "الصبر"))
