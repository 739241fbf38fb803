"""Markdown as language models write it, as a person reads it on WhatsApp."""

import pytest

from ansari_whatsapp.presenters.whatsapp_presenter import present

JOINER = "\u2060"


def shown(markdown: str) -> str:
    (message,) = present(markdown)
    return message


def test_every_bullet_of_a_list_stays_a_bullet() -> None:
    assert shown("* one\n* two\n* three") == "- one\n- two\n- three"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**bold**", "*bold*"),
        ("__bold__", "*bold*"),
        ("*italic*", "_italic_"),
        ("_italic_", "_italic_"),
        ("~~struck~~", "~struck~"),
        ("***both***", "*_both_*"),
        ("**_both_**", "*_both_*"),
        ("**a *b* c**", "*a _b_ c*"),
        ("`code`", "`code`"),
    ],
)
def test_a_style_gets_its_one_mark(markdown: str, expected: str) -> None:
    assert shown(markdown) == expected


@pytest.mark.parametrize(
    "text", ["Surah # 2 is long\nok", "C# code\nis next", "Say #tag", "snake_case_words"]
)
def test_signs_within_a_line_are_left_alone(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("## Last heading", "*Last heading*"),
        ("# A **bold** word", "*A bold word*"),
        ("### Closed ###", "*Closed*"),
        ("Title\n=====\ntext", "*Title*\n\ntext"),
    ],
)
def test_a_heading_is_one_bold_line(markdown: str, expected: str) -> None:
    assert shown(markdown) == expected


def test_a_rule_close_under_a_sentence_makes_no_heading_of_it() -> None:
    assert shown("It is allowed.\n---\nMore.") == "It is allowed.\n\nMore."


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[Quran](https://quran.com/2)", "Quran (https://quran.com/2)"),
        ("[https://quran.com/2](https://quran.com/2)", "https://quran.com/2"),
        ("[quran.com](https://quran.com/)", "https://quran.com/"),
        ("<https://quran.com>", "https://quran.com"),
        ("[a@b.org](mailto:a@b.org)", "a@b.org"),
        ("![A map](https://a.org/m.png)", "A map (https://a.org/m.png)"),
        ("![](https://a.org/m.png)", "https://a.org/m.png"),
        ("[back](#top)", "back"),
        ("**[Quran](https://quran.com/2)**", "*Quran* (https://quran.com/2)"),
    ],
)
def test_a_link_shows_its_words_and_its_address(markdown: str, expected: str) -> None:
    assert shown(markdown) == expected


@pytest.mark.parametrize("url", ["https://a.org/_b_/c*d*e", "https://a.org/w_(x)", "http://a.org"])
def test_an_address_stays_whole_whatever_signs_are_in_it(url: str) -> None:
    assert shown(f"See {url}, please") == f"See {url}, please"


def test_a_mark_does_not_touch_an_address() -> None:
    assert shown("**see https://a.org now**") == "*see* https://a.org *now*"


def test_a_list_of_sources_does_not_vanish() -> None:
    text = "See [1].\n\n[1]: https://quran.com/2/255"

    assert shown(text) == text


def test_a_table_becomes_lines_that_name_each_column() -> None:
    table = "| Prayer | Rakats |\n|---|---|\n| Fajr | 2 |\n| Isha | **4** |"

    lines = "- *Prayer: Fajr*\n\u2002\u2002Rakats: 2\n- *Prayer: Isha*\n\u2002\u2002Rakats: *4*"
    assert shown(table) == lines


def test_a_rule_parts_what_is_above_and_below() -> None:
    assert shown("above\n\n---\n\nbelow") == "above\n\nbelow"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a<br>b", "a\nb"),
        ("<p>Peace &amp; <b>mercy</b></p>", "Peace & *mercy*"),
        ("<i>a</i> <del>b</del> <code>c</code>", "_a_ ~b~ `c`"),
        ('<a href="https://quran.com/2">Quran</a>', "Quran (https://quran.com/2)"),
        ("10<sup>2</sup> m<sup>(3)</sup> x<sup>th</sup>", "10² m⁽³⁾ xth"),
        ("<b>left open", "left open"),
        ("**<i>crossed** over</i>", "*crossed* over"),
        ("<div>Hello **you**</div>", "Hello *you*"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("a <!-- hidden --> b", "a  b"),
        ("x &lt; y &copy; &#1575;", "x < y © ا"),
    ],
)
def test_html_leaves_its_words(markdown: str, expected: str) -> None:
    assert shown(markdown) == expected


@pytest.mark.parametrize("text", ["if a<b and c>d then", "Bless <your name>", "I <3 it", "a <b"])
def test_what_only_looks_like_html_stays(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize("code", ["`a ** b`", "`*x* _y_`", "`# no heading`"])
def test_code_is_shown_as_it_is(code: str) -> None:
    assert shown(code) == code


def test_a_listing_keeps_its_lines_and_loses_its_language() -> None:
    assert shown("```python\nif x:\n    y = '**'\n```") == "```\nif x:\n    y = '**'\n```"


@pytest.mark.parametrize(
    "sum_",
    [
        "2*3*4",
        "5 * 3\nand 6 * 7",
        "a*b*c = d",
        "2**3**4",
        "(1+2)*3*4",
        "2 * 3 * 4 = 24",
        "٢*٣*٤",
        "20%*1,000*3",
        "π*r*r",
    ],
)
def test_arithmetic_reads_as_it_was_written(sum_: str) -> None:
    assert shown(sum_) == sum_


def test_a_stretch_over_lines_is_marked_on_each() -> None:
    assert shown("**one\ntwo** three") == "*one*\n*two* three"


def test_numbers_inside_a_list_item_are_words() -> None:
    assert shown("   1. First - 2. second") == "1. First - 2. second"


def test_a_numbered_list_keeps_its_numbers() -> None:
    assert shown("5. five\n6. six") == "5. five\n6. six"


def test_lists_within_lists_are_set_in() -> None:
    nested = "- a\n  - b\n    - c\n  - d\n- e"

    assert (
        shown(nested) == "- a\n\u2002\u2002◦ b\n\u2002\u2002\u2002\u2002➤ c\n\u2002\u2002◦ d\n- e"
    )


def test_tasks_show_their_boxes() -> None:
    assert shown("- [ ] pray\n- [x] fast") == "☐ pray\n☑ fast"


def test_every_line_of_a_quotation_has_its_sign() -> None:
    quotation = "> one\n> two\n>\n> three\n> > four"

    assert shown(quotation) == "> one\n> two\n> three\n> » four"


def test_a_quotation_in_a_list_begins_at_the_line_s_start() -> None:
    assert shown("1. Verse:\n   > text\n2. next") == "1. Verse:\n> text\n2. next"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (r"\*not bold\*", f"{JOINER}*not bold*"),
        (r"\_not italic\_", f"{JOINER}_not italic_"),
        (r"5\* hotel", "5* hotel"),
        (r"\> not quoted", f"{JOINER}> not quoted"),
        (r"\# not a heading", "# not a heading"),
        (r"\* a footnote", f"{JOINER}* a footnote"),
        (r"\- 5 degrees", f"{JOINER}- 5 degrees"),
        ("~5 km to ~6 km", "~5 km to ~6 km"),
    ],
)
def test_an_escaped_sign_is_read_as_a_sign(markdown: str, expected: str) -> None:
    assert shown(markdown) == expected


def test_two_loose_backticks_do_not_make_code() -> None:
    assert shown(r"\`a\`") == "ˋaˋ"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("قال **الله** تعالى", "قال *الله* تعالى"),
        ("**قال:**كلمة", "قال:كلمة"),
        ("و**«الكتاب»** نور", "و«الكتاب» نور"),
        ("«**الكتاب**»، نور", "*«الكتاب»*، نور"),
        ("(**Bukhari 1**)", "*(Bukhari 1)*"),
        ("**بِسْمِ**ٱللَّهِ", "بِسْمِٱللَّهِ"),
        ("word**s**", "words"),
    ],
)
def test_marks_stand_only_where_whatsapp_reads_them(markdown: str, expected: str) -> None:
    assert shown(markdown) == expected


def test_arabic_numbering_stays_as_it_is() -> None:
    text = "١. الصلاة\n٢. الزكاة"

    assert shown(text) == text


@pytest.mark.parametrize("nothing", ["", " ", " \n\t\n ", "\u200b", "---", "<br>", "&nbsp;"])
def test_an_answer_that_says_nothing_gives_no_message(nothing: str) -> None:
    assert present(nothing) == ()
