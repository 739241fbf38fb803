"""Questions in thirteen languages, and how many of them find an answer among the first ten."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import parse_reference

ENOUGH = 10


class Asked(NamedTuple):
    part: str
    work: str
    language: str
    question: str
    answers: frozenset[str]


def asked() -> list[Asked]:
    text = Path(__file__).with_name("questions.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [
        Asked(
            part, work, language, question, frozenset(f"{work} {each}" for each in refs.split(","))
        )
        for part, work, language, question, refs in rows
    ]


def found(knowledge: Knowledge, one: Asked) -> list[str]:
    search = knowledge.search_quran if one.work == "quran" else knowledge.search_hadith
    return [str(passage.reference) for passage in search(one.question, one.language, ENOUGH)]


# As counted, less one each where there are more than five: a text that changes may cost one.
@pytest.mark.parametrize(
    ("part", "fewest"),
    [
        (
            "known",
            {
                "quran en": 11,
                "quran ar": 11,
                "quran ur": 9,
                "quran id": 9,
                "quran de": 7,
                "quran es": 7,
                "quran fr": 7,
                "quran ru": 7,
                "quran tr": 7,
                "hadith en": 18,
                "hadith ar": 5,
                "hadith ur": 4,
            },
        ),
        (
            "fresh",
            {
                "quran en": 9,
                "quran ar": 9,
                "quran ur": 9,
                "quran id": 9,
                "quran de": 9,
                "quran es": 9,
                "quran fr": 9,
                "quran ru": 9,
                "quran tr": 8,
                "quran ms": 5,
                "quran bn": 2,
                "hadith en": 19,
                "hadith ar": 7,
                "hadith ur": 5,
            },
        ),
        (
            "blind",
            {
                "quran en": 11,
                "quran ar": 8,
                "quran ur": 10,
                "quran id": 7,
                "quran de": 9,
                "quran es": 9,
                "quran fr": 9,
                "quran ru": 9,
                "quran tr": 7,
                "quran ms": 5,
                "quran bn": 4,
                "hadith en": 16,
                "hadith ar": 3,
                "hadith ur": 5,
            },
        ),
    ],
)
def test_most_questions_are_answered(
    knowledge: Knowledge, part: str, fewest: dict[str, int]
) -> None:
    hits = Counter(
        f"{one.work} {one.language}"
        for one in asked()
        if one.part == part and not one.answers.isdisjoint(found(knowledge, one))
    )

    short = {name: hits[name] for name, least in fewest.items() if hits[name] < least}
    assert short == {}


def test_well_known_sayings_come_among_the_first_three(knowledge: Knowledge) -> None:
    sayings = [
        one for one in asked() if (one.part, one.work, one.language) == ("known", "hadith", "en")
    ]

    missed = [one.question for one in sayings if one.answers.isdisjoint(found(knowledge, one)[:3])]

    assert len(sayings) >= 19
    assert len(missed) <= 2


def test_every_answer_is_in_our_texts(knowledge: Knowledge) -> None:
    for one in asked():
        for answer in one.answers:
            reference = parse_reference(answer)
            assert reference is not None, answer
            assert knowledge.find(reference, "en") is not None, answer


def test_messages_about_other_things_find_nothing(knowledge: Knowledge) -> None:
    """Written by somebody who had not seen the search, some of them with words that we know."""
    text = Path(__file__).with_name("other.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]

    answered = [
        message
        for language, message in rows
        if knowledge.search_quran(message, language, ENOUGH)
        or knowledge.search_hadith(message, language, ENOUGH)
    ]

    assert len(rows) == 60
    assert len(answered) <= 3
