"""Whatever Markdown an answer is written in, its words arrive: all, in order, styled, uncut."""

import re
from collections import Counter
from collections.abc import Sequence
from math import ceil

from documents import Written, documents, plain_words, together, urls
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import seen

from ansari_whatsapp.presenters.graphemes import extends
from ansari_whatsapp.presenters.whatsapp_presenter import present

many = settings(deadline=None, max_examples=400)
limits = st.integers(min_value=300, max_value=1200)
roomy_limits = st.integers(min_value=600, max_value=1200)
"""Keeping a quotation whole leaves up to 70 units empty, ten times at most in these documents."""
LOST_AT_A_CUT = 60
"""Units: a count, marks closed and opened again, and the longest word or address that waits."""
WHATSAPP = 4096
QUOTATIONS = (
    "﴿إِنَّ مَعَ ٱلْعُسْرِ يُسْرًا﴾",
    "«إنما الأعمال بالنيات، وإنما لكل امرئ ما نوى»",
    "“Actions are but by intentions. Every man has what he intended.”",
    '"Speak good, or be silent. That is best for you."',
)
paragraphs_to_repeat = st.one_of(
    plain_words.map(lambda words: words.markdown),
    plain_words.map(lambda words: f"_{words.markdown}_"),
    urls,
    st.sampled_from(QUOTATIONS),
    st.lists(plain_words, min_size=1, max_size=4).map(
        lambda items: "\n".join(f"- {item.markdown}" for item in items)
    ),
    plain_words.map(lambda words: f"> {words.markdown}"),
    plain_words.map(lambda words: f"```\n{words.markdown}\n```"),
    st.sampled_from([r"\* a footnote", "2*3*4", "5 * 3", "`a_b`", "snake_case"]),
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def assert_words_arrive(document: Written, parts: Sequence[str]) -> None:
    """All of them uncut, in order and in their styles."""
    assert seen(parts) == list(document.words)


def assert_parts_are_few_and_fit(document: Written, parts: Sequence[str], limit: int) -> None:
    (whole,) = present(document.markdown, limit=10**6) or ("",)

    assert all(0 < units(part) <= limit for part in parts)
    assert len(parts) <= ceil(units(whole) / (limit - LOST_AT_A_CUT)) + 1


def assert_parts_stand_alone(parts: Sequence[str]) -> None:
    for part in parts:
        assert len(re.findall("^```$", part, flags=re.MULTILINE)) % 2 == 0
        assert part.count("\u2067") == part.count("\u2069")
        assert not any(extends(line[0]) for line in part.splitlines() if line)


@many
@given(documents, limits)
def test_all_words_arrive_in_few_parts_that_fit_and_stand_alone(
    document: Written, limit: int
) -> None:
    parts = present(document.markdown, limit=limit)

    assert_words_arrive(document, parts)
    assert_parts_are_few_and_fit(document, parts, limit)
    assert_parts_stand_alone(parts)


@many
@given(st.lists(documents, min_size=1, max_size=8))
def test_an_answer_is_at_most_one_message_more_than_its_length_takes(
    many_in: list[Written],
) -> None:
    document = together(many_in, "\n\n")
    (whole,) = present(document.markdown, limit=10**6) or ("",)

    assert len(present(document.markdown)) <= ceil(units(whole) / WHATSAPP) + 1


@many
@given(st.lists(st.sampled_from(QUOTATIONS) | plain_words, min_size=1, max_size=30), roomy_limits)
def test_a_verse_or_a_quotation_that_fits_is_never_cut(
    pieces: list[str | Written], limit: int
) -> None:
    texts = [piece if isinstance(piece, str) else piece.markdown for piece in pieces]

    parts = present(" ".join(texts), limit=limit)

    unsigned = [re.sub("[\u200e\u200f\u2067\u2069]", "", part) for part in parts]
    assert sum(part.count(text) for text in QUOTATIONS for part in unsigned) == sum(
        text in QUOTATIONS for text in texts
    )


@many
@given(st.lists(st.tuples(plain_words, plain_words), min_size=1, max_size=12), limits)
def test_a_heading_is_never_last(sections: list[tuple[Written, Written]], limit: int) -> None:
    markdown = "\n\n".join(f"## {head.markdown}\n\n{text.markdown}" for head, text in sections)

    parts = present(markdown, limit=limit)

    last_lines = [part.rpartition("\n")[0].rpartition("\n")[2] for part in parts[:-1]]
    assert not any(line.startswith("*") for line in last_lines)


@many
@given(st.lists(paragraphs_to_repeat, min_size=1, max_size=6).map("\n\n".join))
def test_what_is_written_for_whatsapp_already_stays_as_it_is(markdown: str) -> None:
    (once,) = present(markdown)

    assert present(once) == (once,)


@settings(deadline=None)
@given(st.text(st.sampled_from("ab *_~`>#-1.|[]!\\<br>\n\tاب\u064e😊"), max_size=400))
def test_any_text_at_all_fits_and_keeps_its_letters(text: str) -> None:
    parts = present(text, limit=100)

    assert all(0 < units(part) <= 100 for part in parts)
    assert Counter(re.findall("[اب😊]", "".join(parts))) == Counter(re.findall("[اب😊]", text))
