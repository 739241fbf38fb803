from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_backend.agent.expansion import Block, Expander, Inline, Removed, Replacement

BLOCK = "> quoted"


def replacement(inside: str) -> Replacement:
    match inside:
        case "verse":
            return Block(text=BLOCK)
        case "again":
            return Inline(text="(2:255)")
        case _:
            return Removed()


def expanded(*texts: str) -> str:
    expander = Expander(replacement)
    return "".join([*(expander.feed(text) for text in texts), expander.end()])


tokens = st.sampled_from(
    ["[[verse]]", "[[again]]", "[[false]]", "[", "]", "[[", "]]", " ", "\n", ".", ")", "word", "ب"]
)
texts = st.lists(tokens, max_size=20).map("".join)


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, list[str]]:
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    bounds = [0, *cuts, len(text)]
    return text, [text[a:b] for a, b in pairwise(bounds)]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("God says:\n[[verse]]\nSo be patient.", f"God says:\n\n{BLOCK}\n\nSo be patient."),
        ("God says [[verse]]. So be patient.", f"God says\n\n{BLOCK}\n\nSo be patient."),
        ("[[verse]]", BLOCK),
        ("[[verse]]\n\n[[verse]]", f"{BLOCK}\n\n{BLOCK}"),
        ("As said [[again]], it holds.", "As said (2:255), it holds."),
        ("It is so [[false]].", "It is so."),
        ("It is [[false]] so.", "It is so."),
        ("One.\n\n[[false]]\n\nTwo.", "One.\n\nTwo."),
        ("[[false]] Hello", "Hello"),
        ("an open [[verse", "an open"),
        ("a [link] and a[0]", "a [link] and a[0]"),
        ("[[not\na reference]]", "[[not\na reference]]"),
        ("  Hello \n", "Hello"),
        ("", ""),
    ],
)
def test_a_reference_makes_way_for_its_text(text: str, result: str) -> None:
    assert expanded(text) == result


def test_words_do_not_wait_for_what_follows() -> None:
    expander = Expander(replacement)

    assert expander.feed("Patience is") == "Patience is"
    assert expander.feed(" light. [[ver") == " light."


def test_long_brackets_do_not_hold_the_stream_up() -> None:
    expander = Expander(replacement)

    assert len(expander.feed("[[" + "a" * 500)) > 400


@given(cut_texts())
def test_the_pieces_of_a_stream_do_not_matter(case: tuple[str, list[str]]) -> None:
    text, pieces = case

    assert expanded(*pieces) == expanded(text)


@given(texts)
def test_no_reference_ever_leaves(text: str) -> None:
    out = expanded(text)

    assert "[[verse]]" not in out
    assert "[[false]]" not in out
