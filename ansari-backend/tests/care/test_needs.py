"""Somebody in need is heard, in every language; who asks about death or grieves is answered."""

import re
from pathlib import Path

import pytest

from ansari_backend.agent.ansari import CARE, create_agent
from ansari_backend.agent.answering import Made, Question, ToolUse, Words
from ansari_backend.care.needs import LONGEST_HEARD, Need, cry_in, words_for
from ansari_backend.care.words import languages
from ansari_backend.knowledge.knowledge import Knowledge

HERE = Path(__file__).parent
SPOKEN = "ar bn bs de en es fa fr ha id ms ru so sw tr ur".split()  # noqa: SIM905 - a list of codes


ALIKE = {"id", "ms"}
"""Two languages with the same words for much."""


def need_in(text: str) -> Need | None:
    cry = cry_in(text)
    return cry and cry.need


def rows(name: str) -> list[tuple[str, ...]]:
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


def test_there_are_many_cases_in_many_languages() -> None:
    in_need, alike = rows("need"), rows("alike")

    assert len(in_need) >= 80
    assert {language for _, language, _ in in_need} == set(SPOKEN)
    assert len(alike) >= 60
    assert {language for language, _ in alike} == set(SPOKEN)


@pytest.mark.parametrize(("need", "_language", "text"), rows("need"))
def test_need_is_heard(need: str, _language: str, text: str) -> None:
    assert need_in(text) == need
    assert need_in(f"Assalamu alaikum.\n\n{text.upper()}!!!") == need


@pytest.mark.parametrize(("need", "language", "text"), rows("need"))
def test_the_words_come_in_the_language_of_the_cry(need: str, language: str, text: str) -> None:
    cry = cry_in(text)

    assert cry is not None
    known = cry.answer(language)
    unknown = cry.answer("en")
    theirs = {
        words_for(Need(need), each) for each in ({language} if language not in ALIKE else ALIKE)
    }
    assert known == words_for(Need(need), language)
    assert unknown in theirs


@pytest.mark.parametrize(("_language", "text"), rows("alike"))
def test_what_is_alike_is_left_to_the_agent(_language: str, text: str) -> None:
    assert need_in(text) is None


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("need", Need)
def test_the_words_name_a_directory_and_no_number(need: Need, language: str) -> None:
    words = words_for(need, language)

    assert "https://findahelpline.com" in words
    assert not re.search(r"\d{3}", words)
    assert len(words) < 1_500
    if language != "en":
        assert words != words_for(need, "en")


def test_every_language_of_ours_has_a_file() -> None:
    assert sorted(languages()) == SPOKEN


def test_a_cry_is_heard_behind_much_else() -> None:
    assert need_in("why " * 20_000 + "I want to die") is Need.DESPAIR


def test_hearing_takes_no_longer_for_a_longer_message() -> None:
    """Only the ends of a message are heard, so that nobody can keep a thread busy."""
    middle = "x " * LONGEST_HEARD + "I want to die" + " x" * LONGEST_HEARD

    assert need_in(middle) is None


async def test_no_model_is_asked_and_nothing_is_searched(knowledge: Knowledge) -> None:
    agent = create_agent("", knowledge)

    events = [e async for e in agent.answer(Question(text="صبر؟ أريد أن أموت", language="ar"))]

    assert [e.text for e in events if isinstance(e, Words)] == [words_for(Need.DESPAIR, "ar")]
    assert not [e for e in events if isinstance(e, ToolUse)]
    [made] = [e for e in events if isinstance(e, Made)]
    assert made.model == CARE
    assert not made.lasting  # nobody else is given it from the cache


async def test_words_of_others_that_somebody_shows_are_no_need_of_theirs(
    knowledge: Knowledge,
) -> None:
    agent = create_agent("", knowledge)
    forwarded = "[Forwarded message]\n> I want to die\n\nIs this hadith authentic?"

    events = [e async for e in agent.answer(Question(text=forwarded))]

    assert [e.model for e in events if isinstance(e, Made)] != [CARE]
