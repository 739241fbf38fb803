"""Whatever a service writes, it can pass for nothing of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_backend.providers.wording import as_name, as_text

ANYTHING = st.text() | st.text(alphabet="<>[]/a*_#` \n\t\r\u202e\x00")


@given(ANYTHING)
def test_a_text_holds_no_sign_of_ours_and_none_that_does_not_show(written: str) -> None:
    text = as_text(written)

    assert not any(sign in text for sign in ("[[", "]]", "<", ">", "\u202e", "\x00", "\r"))
    assert as_text(text) == text


@given(ANYTHING)
def test_a_name_is_one_short_line_without_mark_up(written: str) -> None:
    name = as_name(written)

    assert len(name) <= 120
    assert len(name.splitlines()) <= 1
    assert not any(sign in name for sign in "*_`~[]<>|#")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<em>الصبر</em> نصف الإيمان", "الصبر نصف الإيمان"),
        ("> Say:\r\n\r\n  two   words ", "Say:\ntwo words"),
        ("[[quran 2:255]] and [3]", "quran 2:255 and [3]"),
        ("<<b>answer>", "answer"),
    ],
)
def test_what_is_left_are_the_words(written: str, text: str) -> None:
    assert as_text(written) == text
