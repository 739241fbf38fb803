"""The judge of the suites: what is right passes, and each kind of fault is seen."""

from dataclasses import replace
from decimal import Decimal

import pytest
from evaluation.asking import Answer
from evaluation.cases import Turn
from evaluation.judging import judge
from evaluation.reading import is_in

from ansari_backend.agent.answering import Counts, Made, Source
from ansari_backend.agent.spending import Spending
from ansari_backend.knowledge.knowledge import Knowledge

MADE = Made(model="one", spending=Spending(dollars=Decimal(0)), counts=Counts(), lasting=False)
QUOTED = """> O you who have believed, seek help through patience and prayer. Indeed, Allāh is with the patient.
>
> — Qur'an 2:153, Al-Baqarah (Saheeh International)"""  # noqa: E501 - as the translation has it
REPEATED = "You should seek help through patience and prayer: indeed, Allāh is with the patient."
TOLD = "Two or three passages usually suffice, say in your own words what it means."
SOURCE = Source(
    reference="quran 2:153",
    title="Qur'an 2:153, Al-Baqarah",
    language="en",
    link="https://quran.com/2/153",
    text="",
)
GOOD = f"""Patience is a help in every trial, and God is near to who has it.

{QUOTED}

**Sources**
1. Qur'an 2:153, Al-Baqarah – https://quran.com/2/153"""


def kinds(text: str, *sources: Source, knowledge: Knowledge, **turn: object) -> set[str]:
    answer = Answer(text=text, sources=sources, made=MADE, tools=["search_quran"])
    asked = Turn.model_validate({"ask": "What of patience?", **turn})
    return {fault.kind for fault in judge(asked, answer, knowledge)}


def test_a_good_answer_has_no_fault(knowledge: Knowledge) -> None:
    assert kinds(GOOD, SOURCE, knowledge=knowledge, references=["quran 2:153-157"]) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (GOOD.replace("seek help", "find help"), "quotation"),
        (GOOD.replace("> — Qur'an 2:153", "> — Qur'an 2:154"), "quotation"),
        (GOOD.replace("> — Qur'an 2:153, Al-Baqarah (Saheeh International)", ">"), "quotation"),
        (QUOTED, "first"),
        (f"# Patience\n\n{GOOD}", "form"),
        (f"Let me search for it.\n\n{GOOD}", "aloud"),
        (f"What an excellent question! {GOOD}", "flattery"),
        (f"Repent at once. {GOOD}", "preaching"),
        (f"It was graded hasan. {GOOD}", "grading"),
        (f"Others are unbelievers. {GOOD}", "takfir"),
        (f"See also Qur'an 3:200. {GOOD}", "unreal"),
        (f"{'So it is with all things that are. ' * 40}{GOOD}", "length"),
        (f"{REPEATED} {GOOD}", "repeated"),
        (f"{TOLD} {GOOD}", "prompt"),
        ("الصبر عون في كل محنة، والله قريب ممن يصبر على ما أصابه.", "language"),
    ],
)
def test_each_fault_is_seen(knowledge: Knowledge, text: str, kind: str) -> None:
    assert kind in kinds(text, SOURCE, knowledge=knowledge)


@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        ({"must": ["gratitude"]}, "missing"),
        ({"must_not": ["trial"]}, "forbidden"),
        ({"speaks_of": ["scholar"]}, "missing"),
        ({"sides": ["Hanafi", "Maliki"]}, "sides"),
        ({"references": ["quran 3:200"]}, "uncited"),
        ({"quotes": "none"}, "cited"),
        ({"quotes": "tafsir"}, "uncited"),
        ({"tools": ["check_saying"]}, "unsearched"),
        ({"tools": []}, "searched"),
        ({"by": "care"}, "voice"),
        ({"most_words": 5}, "length"),
        ({"most_sources": 0}, "length"),
        ({"language": "de"}, "language"),
    ],
)
def test_what_a_case_asks_for_is_missed(
    knowledge: Knowledge, turn: dict[str, object], kind: str
) -> None:
    assert kind in kinds(GOOD, SOURCE, knowledge=knowledge, **turn)


def test_a_source_that_does_not_exist_is_seen(knowledge: Knowledge) -> None:
    invented = replace(SOURCE, reference="hadith bukhari 99999")

    assert "unreal" in kinds(GOOD, invented, knowledge=knowledge)


def test_no_answer_is_a_fault_and_so_is_another_model_s(knowledge: Knowledge) -> None:
    asked = Turn(ask="What of patience?")
    broken = Answer(error="AnswerBrokenError")
    others = Answer(text=GOOD, sources=(SOURCE,), made=replace(MADE, fell_back=True))

    assert [fault.kind for fault in judge(asked, broken, knowledge)] == ["broken"]
    assert [fault.kind for fault in judge(asked, others, knowledge)] == ["broken"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Patience is a help in every trial", "en"),
        ("Patience (الصبر) is a help in every trial", "en"),
        ("صبر کے بارے میں قرآن یہ کہتا ہے", "ur"),
        ("Saya tidak menemukan apa-apa tentang itu", "ms"),
    ],
)
def test_a_language_is_told(text: str, language: str) -> None:
    assert is_in(text, language, romanised=False)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sabr ke bare mein Quran yeh kehta hai", "ur"),
        ("Geduld ist eine Hilfe in jeder Prüfung", "fr"),
        ("صبر کے بارے میں قرآن یہ کہتا ہے", "ar"),
    ],
)
def test_another_language_or_script_is_seen(text: str, language: str) -> None:
    assert not is_in(text, language, romanised=False)


def test_latin_letters_are_told_from_a_language_s_own() -> None:
    assert is_in("Sabr ke bare mein Quran yeh kehta hai", "ur", romanised=True)
    assert not is_in("صبر کے بارے میں قرآن یہ کہتا ہے", "ur", romanised=True)
