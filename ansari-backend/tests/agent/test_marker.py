from hypothesis import given
from hypothesis import strategies as st

from ansari_backend.agent.marker import START, Gate

pieces = st.lists(
    st.one_of(st.sampled_from([START, "</answer>", "<ans", "wer>", "<", "\n"]), st.text("ab<")),
    max_size=12,
)


def through(texts: list[str]) -> str:
    gate = Gate()
    return "".join(gate.feed(text) for text in texts) + gate.end()


def test_nothing_before_the_marker_leaves() -> None:
    gate = Gate()

    assert gate.feed("Let me search for that.\n<ans") == ""
    assert gate.feed("wer>\nPatience") == "\nPatience"
    assert gate.feed(" is half.") == " is half."


def test_a_step_without_the_marker_is_an_answer_once_it_ends() -> None:
    gate = Gate()

    assert gate.feed("Wa alaikum assalam!") == ""
    assert gate.end() == "Wa alaikum assalam!"


def test_a_closing_marker_does_not_leave_either() -> None:
    assert through(["<answer>Yes.</ans", "wer>"]).strip() == "Yes."


def test_what_only_looks_like_a_marker_leaves() -> None:
    assert through(["<answer>1 <", " 2 and a <answe", "d>"]) == "1 < 2 and a <answed>"


@given(pieces)
def test_the_pieces_of_a_stream_do_not_matter(texts: list[str]) -> None:
    assert through(texts) == through(["".join(texts)])


@given(pieces)
def test_no_marker_ever_leaves(texts: list[str]) -> None:
    out = through(texts)

    assert START not in out
    assert "</answer>" not in out
