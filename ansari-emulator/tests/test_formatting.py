"""Formatting as WhatsApp shows it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansari_emulator.formatting import Kind, Mark, Span, read_lines

TRICKY = st.text(st.sampled_from("*_~`>-1. \naب/:"))


def spans(text: str) -> list[tuple[str, tuple[str, ...]]]:
    (line,) = read_lines(text)
    return [(span.text, span.marks) for span in line.spans]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", [("plain", ())]),
        ("*bold*", [("bold", ("bold",))]),
        ("_italic_", [("italic", ("italic",))]),
        ("~gone~", [("gone", ("strike",))]),
        ("`code *x*`", [("code *x*", ("mono",))]),
        ("*_both_*", [("both", ("bold", "italic"))]),
        ("*a*, _b_", [("a", ("bold",)), (", ", ()), ("b", ("italic",))]),
        ("*الله* كبير", [("الله", ("bold",)), (" كبير", ())]),
        ("see https://x.org/a_b_c.", [("see ", ()), ("https://x.org/a_b_c", ("link",)), (".", ())]),
        ("**x**", [("*x", ("bold",)), ("*", ())]),
    ],
)
def test_marks_are_shown(text: str, shown: list[tuple[str, tuple[str, ...]]]) -> None:
    assert spans(text) == shown


@pytest.mark.parametrize(
    "text",
    ["snake_case_words", "2*3*4", "* not bold*", "*not bold *", "a*b*", "*a*b", "_open", "`"],
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    line = read_lines("x " + text)[0] if text.startswith("* ") else read_lines(text)[0]

    assert all(span.marks == () for span in line.spans)


def test_a_mark_does_not_cross_a_line() -> None:
    assert [line.spans[0].text for line in read_lines("*a\nb*")] == ["*a", "b*"]


@pytest.mark.parametrize(
    ("text", "kind", "number", "rest"),
    [
        ("- item", Kind.BULLET, "", "item"),
        ("* item", Kind.BULLET, "", "item"),
        ("12. item", Kind.NUMBER, "12", "item"),
        ("> said", Kind.QUOTE, "", "said"),
        ("-item", Kind.PLAIN, "", "-item"),
        ("1.item", Kind.PLAIN, "", "1.item"),
        ("# no heading", Kind.PLAIN, "", "# no heading"),
    ],
)
def test_the_start_of_a_line_tells_its_kind(text: str, kind: Kind, number: str, rest: str) -> None:
    (line,) = read_lines(text)

    assert (line.kind, line.number) == (kind, number)
    assert "".join(span.text for span in line.spans) == rest


def test_list_items_and_quotes_are_set_too() -> None:
    (line,) = read_lines("- a *b*")

    assert line.spans == (Span(text="a "), Span(text="b", marks=(Mark.BOLD,)))


def test_a_block_of_code_keeps_everything_as_it_is() -> None:
    before, code, after = read_lines("see\n```\n*a*\n- b\n```\nend")

    assert code.kind is Kind.CODE
    assert code.spans[0].text == "*a*\n- b"
    assert [before.spans[0].text, after.spans[0].text] == ["see", "end"]


def test_empty_lines_stay() -> None:
    assert [line.spans for line in read_lines("a\n\nb")][1] == ()


@given(TRICKY | st.text())
@example("*_~*_~a~_*~_*")
def test_no_letter_is_lost_or_moved(text: str) -> None:
    shown = "".join(
        line.number + "".join(span.text for span in line.spans) for line in read_lines(text)
    )

    assert [sign for sign in shown if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


@given(TRICKY)
def test_no_words_bear_the_same_mark_twice(text: str) -> None:
    for line in read_lines(text):
        assert all(len(set(span.marks)) == len(span.marks) for span in line.spans)
