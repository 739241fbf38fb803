"""A long answer goes out as few messages, parted where a reader minds least."""

import pytest

from ansari_whatsapp.presenters.whatsapp_presenter import present

FAMILY = "👨‍👩‍👧‍👦"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def sentences(count: int, word: str = "mercy") -> str:
    return " ".join(f"This is sentence {number} about {word}." for number in range(count))


def body(part: str) -> str:
    """What a part says, without the count at its end."""
    text, _, _ = part.rpartition("\n")
    return text


def test_an_answer_that_fits_is_one_message_without_a_count() -> None:
    assert present("a" * 4096) == ("a" * 4096,)


def test_several_messages_say_how_many_they_are() -> None:
    parts = present(sentences(200))

    assert [part.splitlines()[-1] for part in parts] == ["(1/2)", "(2/2)"]


def test_an_emoji_counts_as_two() -> None:
    parts = present("😊 " * 1500)

    assert len(parts) == 2
    assert all(units(part) <= 4096 for part in parts)


def test_an_answer_of_many_headings_verses_and_sources_is_two_messages() -> None:
    section = (
        "## {n}. On patience\n\n" + sentences(14) + "\n\n"
        "> ﴿يَٰٓأَيُّهَا ٱلَّذِينَ ءَامَنُوا۟ ٱسْتَعِينُوا۟ بِٱلصَّبْرِ وَٱلصَّلَوٰةِ﴾\n>\n"
        '> "O you who believe, seek help through patience and prayer." **Quran 2:153**'
    )
    sources = "\n".join(f"{n}. **Sahih al-Bukhari {n}00** https://sunnah.com/{n}" for n in range(7))
    answer = "\n\n".join([*(section.replace("{n}", str(n)) for n in range(8)), sources])

    parts = present(answer)

    assert 5000 < len(answer) < 5600
    assert len(parts) == 2
    assert not any("## " in part or "**" in part for part in parts)


def test_a_hundred_bold_points_are_at_most_two_messages() -> None:
    points = "\n".join(f"- **Point {n}:** patience is a light" for n in range(100))

    assert len(present(points)) <= 2


def test_many_headings_make_no_more_messages_than_their_length() -> None:
    headings = "\n\n".join(f"## Heading {n}\n\nA line." for n in range(250))

    assert len(present(headings)) == 2


def test_a_cut_prefers_the_end_of_a_paragraph() -> None:
    first, second = sentences(5, "prayer"), sentences(5, "fasting")

    parts = present(f"{first}\n\n{second}", limit=250)

    assert [body(part) for part in parts] == [first, second]


def test_a_cut_within_a_line_comes_after_a_sentence() -> None:
    first, second = present("Peace be upon you all. May mercy be yours. " * 3, limit=100)

    assert body(first).endswith(".")
    assert body(second).startswith(("Peace", "May"))


@pytest.mark.parametrize("end", ["؟", "۔", "।", "."])
def test_a_sentence_ends_as_its_script_has_it(end: str) -> None:
    sentence = "کلمہ " * 7 + "بات" + end

    first, *_ = present(f"{sentence} {sentence} {sentence}", limit=100)

    assert body(first).endswith(end)


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "a" * 30 + ". " + "b" * 15 + " no. " + "c" * 60

    first, _ = present(text, limit=100)

    assert body(first) == "a" * 30 + "."


def test_words_are_never_cut() -> None:
    words = [f"antidisestablishment{number}" for number in range(60)]

    parts = present(" ".join(words), limit=100)

    assert [word for part in parts for word in body(part).split()] == words


def test_a_heading_is_never_a_message_s_last_line() -> None:
    answer = f"{'word ' * 16}\n\n## Heading\n\n{'text ' * 16}"

    first, second = present(answer, limit=110)

    assert "Heading" not in first
    assert second.startswith("*Heading*")


def test_a_heading_keeps_its_text_where_no_message_more_may_be_spent_on_it() -> None:
    words = [(6, 12), (18, 23), (12, 3), (15, 22), (17, 4), (6, 17), (13, 12), (16, 24)]
    sections = [f"## Heading{' word' * heading}\n\n{'text ' * text}" for heading, text in words]

    parts = present("\n\n".join(sections), limit=300)

    assert len(parts) == 5
    assert not any(body(part).endswith("*") for part in parts)


def test_a_bold_line_is_kept_with_its_text_like_a_heading() -> None:
    answer = f"{'word ' * 16}\n\n**Heading**\n\n{'text ' * 16}"

    first, _ = present(answer, limit=110)

    assert "Heading" not in first


def test_a_quotation_that_fits_a_message_is_not_cut() -> None:
    verse = "\n".join(f"> line {number} of the verse" for number in range(4))

    parts = present(f"{'word ' * 15}\n\n{verse}\n\n{'more ' * 15}", limit=150)

    assert sum("line 0 of" in part and "line 3 of" in part for part in parts) == 1


@pytest.mark.parametrize(
    "quotation",
    [
        "﴿إن مع العسر يسرا. إن مع العسر يسرا﴾",
        "«إنما الأعمال بالنيات. وإنما لكل امرئ ما نوى»",
        "“Actions are by intentions. Speak good.”",
        '"Actions are by intentions. Speak good."',
        "﴿إن مع العسر يسرا\nإن مع العسر يسرا﴾",
    ],
)
def test_a_quotation_inside_a_paragraph_is_not_cut(quotation: str) -> None:
    parts = present(f"{'word ' * 15}{quotation} {'more ' * 15}", limit=120)

    unsigned = ["".join(char for char in part if char not in "\u2067\u2069") for part in parts]
    assert any(quotation in part for part in unsigned)


def test_a_quotation_longer_than_a_message_keeps_its_sign_in_each() -> None:
    parts = present(f"> {'patience ' * 30}", limit=120)

    assert len(parts) > 1
    assert all(part.startswith("> patience") for part in parts)


def test_a_bold_stretch_is_closed_and_opened_again_over_a_cut() -> None:
    parts = present(f"**{'mercy ' * 40}end**", limit=120)

    assert all(body(part).startswith("*mercy") for part in parts)
    assert all(body(part).endswith(("mercy*", "end*")) for part in parts)


def test_a_listing_is_closed_and_opened_again_over_a_cut() -> None:
    code = "\n".join(f"line_{number} = {number}" for number in range(30))

    parts = present(f"```\n{code}\n```", limit=200)

    assert all(body(part).startswith("```\n") and body(part).endswith("\n```") for part in parts)


def test_a_list_goes_on_without_a_second_bullet() -> None:
    first, second = present(f"- {'word ' * 30}", limit=120)

    assert first.startswith("- word")
    assert second.startswith("word")


@pytest.mark.parametrize("character", [FAMILY, "بّٰ", "🇸🇦", "👍🏽", "ক্ষ", "۝٢"])
def test_a_word_longer_than_a_message_is_cut_between_characters(character: str) -> None:
    parts = present(character * 60, limit=100)

    assert "".join(body(part) for part in parts) == character * 60
    assert all(units(part) <= 100 for part in parts)
    assert all(body(part).startswith(character) for part in parts)


def test_even_one_endless_character_fits() -> None:
    zalgo = "a" + "\u0301" * 500

    parts = present(zalgo, limit=100)

    assert "".join(body(part) for part in parts) == zalgo
    assert all(units(part) <= 100 for part in parts)


def test_a_no_break_space_is_not_broken() -> None:
    pair = "Quran\u00a02:255"

    parts = present(" ".join([pair] * 40), limit=100)

    assert all(part.count("Quran") == part.count("2:255") for part in parts)


def test_no_more_room_is_kept_for_the_count_than_it_takes() -> None:
    lines = ["a" * (100 - len("\n(1/9)"))] * 9

    parts = present("\n\n".join(lines), limit=100)

    assert [part.partition("\n")[0] for part in parts] == lines
    assert {len(part) for part in parts} == {100}
