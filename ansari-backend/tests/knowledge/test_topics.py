"""Questions in everyday words, led to what answers by the subjects that people ask about."""

import subprocess
import sys
from pathlib import Path

import pytest

from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import parse_reference
from ansari_backend.knowledge.topics import places_of, read_topics

TOOL = Path(__file__).parents[3] / "tools" / "topics.py"


@pytest.mark.parametrize(
    ("question", "language", "verse"),
    [
        ("my dad passed away last week and I keep crying", "en", "2:155"),
        ("ابويا مات من يومين ومش قادر ابطل عياط", "ar", "2:156"),
        ("babam geçen hafta vefat etti, çok üzgünüm", "tr", "2:156"),
        ("میرے ابو کا انتقال ہو گیا ہے، دل بہت دکھی ہے", "ur", "2:155"),
        ("আমার বাবা কাল মারা গেছেন", "bn", "2:155"),
        ("কুরআন ধৈর্য সম্পর্কে কী বলে?", "bn", "2:153"),
        ("je n'arrive plus à dormir la nuit tellement j'angoisse", "fr", "13:28"),
    ],
)
def test_a_question_that_shares_no_word_with_its_answer_finds_it(
    knowledge: Knowledge, question: str, language: str, verse: str
) -> None:
    found = knowledge.search_quran(question, language, 6)

    assert verse in [str(passage.reference).removeprefix("quran ") for passage in found]


def test_what_is_about_another_thing_is_led_nowhere(knowledge: Knowledge) -> None:
    assert knowledge.search_quran("how do I fix a bicycle tyre", "en", 6) == []
    assert knowledge.search_hadith("çamaşır makinem su kaçırıyor", "tr", 6) == []


def test_every_passage_that_a_subject_leads_to_exists(knowledge: Knowledge) -> None:
    places = {place for each in read_topics().places for place in each}

    names = [
        f"quran {chapter}:{number}" if work == "quran" else f"hadith {work} {number}"
        for work, chapter, number in sorted(places)
    ]
    missing = [
        name
        for name in names
        if (reference := parse_reference(name)) is None or knowledge.find(reference, "en") is None
    ]

    assert len(places) > 1_000
    assert missing == []


def test_every_subject_leads_somewhere_but_what_is_about_anything_else() -> None:
    *subjects, anything_else = read_topics().places

    assert all(subjects)
    assert not anything_else


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("mke wangu amefariki, nifanye nini", "sw"),  # my wife died
        ("Vad säger Koranen om tålamod?", "sv"),
    ],
)
def test_a_language_without_phrases_is_not_led_by_how_a_question_is_built(
    knowledge: Knowledge, question: str, language: str
) -> None:
    found = knowledge.search_quran(question, language, 6)

    assert not any(passage.certain for passage in found)


def test_what_travels_was_made_of_the_files() -> None:
    done = subprocess.run(
        [sys.executable, TOOL, "--check"], capture_output=True, check=False, text=True
    )

    assert done.returncode == 0, done.stderr


def test_a_reference_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="the cow"):
        places_of("quran the cow")
