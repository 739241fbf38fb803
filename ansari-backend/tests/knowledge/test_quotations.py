"""Words that are said to be scripture: genuine ones pass however they are typed, others don't."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansari_backend.knowledge.artefact import TEXTS, default_place
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import Hadith, verse
from ansari_backend.knowledge.text_store import TextStore
from ansari_backend.knowledge.words import plain_letters

HERE = Path(__file__).parent


class Case(NamedTuple):
    reference: str
    verdict: str
    text: str


@pytest.fixture(scope="module")
def today() -> dict[str, str]:
    """Every verse in the spelling of today, by its reference."""
    store = TextStore(default_place() / TEXTS)
    verses, _ = store.verses()
    store.close()
    return {f"{each.surah}:{each.number}": each.text for each in verses}


def rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


def cases(today: dict[str, str]) -> Iterator[Case]:
    for reference, word, other in rows("altered_verses.tsv"):
        text = today[reference]
        assert word in text, reference
        half = text.split()[: max(2, len(text.split()) // 2)]
        yield Case(reference, "genuine", text)
        yield Case(reference, "genuine", f"﴿{plain_letters(text)}﴾ [{reference}]")
        yield Case(reference, "genuine", " ".join(half))
        yield Case(reference, "altered", text.replace(word, other, 1))


def reference_of(checked: object) -> str:
    passage = getattr(checked, "passage", None)
    return f"{passage.reference.surah}:{passage.reference.span}" if passage else ""


def test_verses_are_told_from_altered_ones(knowledge: Knowledge, today: dict[str, str]) -> None:
    judged = [
        (case, knowledge.check_quotation(case.text, "quran").verdict) for case in cases(today)
    ]
    wrong = [
        case for case, verdict in judged if (verdict == "genuine") != (case.verdict == "genuine")
    ]

    assert len(judged) >= 300
    assert len(wrong) <= 0.03 * len(judged), wrong
    assert not [case for case, verdict in judged if case.verdict == "genuine" != verdict]


def test_an_altered_verse_leads_to_the_true_one(
    knowledge: Knowledge, today: dict[str, str]
) -> None:
    long = [case for case in cases(today) if case.verdict == "altered" and case.text.count(" ") > 4]
    found = [
        reference_of(knowledge.check_quotation(case.text, "quran")) == case.reference
        for case in long
    ]

    assert sum(found) >= 0.9 * len(long)


def test_no_verse_is_refused(knowledge: Knowledge, today: dict[str, str]) -> None:
    refused = [
        reference
        for reference, text in today.items()
        if knowledge.check_quotation(text, "quran").verdict != "genuine"
    ]

    assert refused == []


def test_no_verse_is_refused_as_the_first_copies_write_it(knowledge: Knowledge) -> None:
    passages = [knowledge.find(verse(2, number), "ar") for number in range(1, 287)]
    refused = [
        passage.title
        for passage in passages
        if passage and knowledge.check_quotation(passage.arabic, "quran").verdict != "genuine"
    ]

    assert refused == []


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_a_verse_cut_at_words_stays_genuine(
    knowledge: Knowledge, today: dict[str, str], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    signs_too = today[chance.choice(sorted(today))].split()
    words = [word for word in signs_too if word[0].isalpha()]  # signs to pause stand alone
    first = chance.randrange(len(words))
    piece = " ".join(words[first : chance.randint(first + 1, len(words))])

    assert knowledge.check_quotation(piece, "quran").verdict == "genuine"


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_a_word_from_elsewhere_makes_it_another_text(
    knowledge: Knowledge, today: dict[str, str], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = today[chance.choice(sorted(today))].split()
    words[chance.randrange(len(words))] = "كمبيوتر"

    assert knowledge.check_quotation(" ".join(words), "quran").verdict != "genuine"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("بسم الله الرحمن الرحيم قل هو الله أحد الله الصمد", "112:1-2"),
        ("إن مع العسر يسرا", "94:6"),
        ("اللَّهُ لَا إِلَٰهَ إِلَّا هُوَ الْحَيُّ الْقَيُّومُ … وَهُوَ الْعَلِيُّ الْعَظِيمُ", "2:255"),
        ("يا أيها الذين آمنوا استعينوا بالصبر والصلاة", "2:153"),
        ("يايها الذين امنوا استعينوا بالصبر والصلوة", "2:153"),
    ],
)
def test_the_many_ways_to_type_a_verse(knowledge: Knowledge, text: str, reference: str) -> None:
    checked = knowledge.check_quotation(text, "quran")

    assert checked.verdict == "genuine"
    assert reference_of(checked) == reference


@pytest.mark.parametrize("kind", ["quran", "hadith"])
@pytest.mark.parametrize(("_language", "text"), rows("invented.tsv"))
def test_what_people_made_up_is_never_genuine(
    knowledge: Knowledge, _language: str, text: str, kind: str
) -> None:
    assert knowledge.check_quotation(text, kind).verdict != "genuine"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("إنما الأعمال بالنيات، وإنما لكل امرئ ما نوى", Hadith(book="bukhari", number=1)),
        ("لا يؤمن أحدكم حتى يحب لأخيه ما يحب لنفسه", Hadith(book="bukhari", number=13)),
        ("The reward of deeds depends upon the intentions", Hadith(book="bukhari", number=1)),
    ],
)
def test_a_hadith_is_found_by_its_words(knowledge: Knowledge, text: str, reference: Hadith) -> None:
    checked = knowledge.check_quotation(text, "hadith")

    assert checked.verdict == "genuine"
    assert checked.passage is not None
    assert checked.passage.reference == reference


def test_a_hadith_with_another_word_is_altered(knowledge: Knowledge) -> None:
    text = "لا يؤمن أحدكم حتى يحب لجاره ما يحب لماله كل يوم"

    assert knowledge.check_quotation(text, "hadith").verdict == "altered"


@pytest.mark.parametrize("text", ["", " ", "…", "۞", "123", "a" * 5_000, "قال " * 2_000])
def test_what_says_nothing_is_not_found(knowledge: Knowledge, text: str) -> None:
    assert knowledge.check_quotation(text, "quran").verdict == "not_found"


ANSWER = """\
It came in steps. Allah says: "O you who have believed, indeed, intoxicants, gambling" (5:90).

> إنما الأعمال بالنيات
>
> — Sahih al-Bukhari 1

The saying “seek knowledge even if it were in far China” is often passed on, and
some write فإن مع العسر فرجا for ease. Scholars call it "the lesser jihad".
And «wahrlich, mit der Drangsal geht Erleichterung einher» is the meaning of لا إكراه في الدين."""


def test_all_that_an_answer_quotes_is_found_and_judged(knowledge: Knowledge) -> None:
    found = knowledge.find_quotations(ANSWER)

    judged = [
        (one.words.split()[0], one.checked.verdict, str(passage.reference) if passage else "")
        for one in found
        if [passage := one.checked.passage]
    ]
    assert judged == [
        ("O", "genuine", "quran 5:90"),
        ("إنما", "genuine", "hadith bukhari 1"),
        ("seek", "not_found", ""),
        ("فإن", "altered", "quran 94:5"),
        ("wahrlich,", "genuine", "quran 94:6"),
        ("لا", "genuine", "quran 2:256"),
    ]
    assert [ANSWER[one.start] for one in found] == ['"', ">", "“", "ف", "«", "ل"]


def test_greetings_and_terms_are_no_quotations(knowledge: Knowledge) -> None:
    assert knowledge.find_quotations('"wudu" السلام عليكم ورحمة الله وبركاته') == []
