"""What a model quotes is looked up; what is right, or no quotation at all, stays as it is."""

import time

import pytest

from ansari_backend.agent.answering import Counts
from ansari_backend.agent.checking import Checker
from ansari_backend.agent.desk import Desk
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import verse

PATIENCE = "O you who have believed, seek help through patience and prayer"


@pytest.fixture
def desk(knowledge: Knowledge) -> Desk:
    desk = Desk(knowledge=knowledge, language="en")
    desk.saw(knowledge.named("quran 2:153"))
    desk.saw(knowledge.named("hadith bukhari 1302"))
    return desk


def checked(desk: Desk, text: str, question: str = "What about patience?") -> str:
    return Checker(desk, question).checked(text)


@pytest.mark.parametrize(
    "text",
    [
        f"Allah says: “{PATIENCE}” (Qur'an 2:153).",
        'He said: "The real patience is at the first stroke of a calamity" (Bukhari 1302).',
        "We read “seek help through patience … Indeed, Allāh is with the patient” (2:153) there.",
    ],
)
def test_a_true_quotation_stays(desk: Desk, text: str) -> None:
    assert checked(desk, text) == text
    assert desk.counts == Counts(verified=1)
    assert len(desk.cited) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Patience (Arabic: صبر, “sabr”) is “half of faith” to many.",
        "Fajr is at 5:12, Isha at 19:40, and 10:30 is too late.",
        "- Fajr 05:01\n- Asr 14:35 (Hanafi 15:18)\n- *Al-Fajr*: 5:12",
        "الفجر 5:01، العصر 2:35، والفجر: 5:01",
        "Wa alaikum assalam! وعليكم السلام ورحمة الله وبركاته",
        "In 1445 AH there were 12 months, 354 days, and 7 days a week.",
        "Read [[quran 2:153]] and [[hadith bukhari 1302]].",
        "Surah Al-Ikhlas (112) is short, and Al-Baqarah (286 verses) is long.",
        "Imam al-Bukhari (810-870) and Imam Muslim (d. 875) travelled far.",
        "The scholar Ibn al-Qayyim wrote about it at length.",
    ],
)
def test_what_quotes_nothing_stays(desk: Desk, text: str) -> None:
    assert checked(desk, text) == text
    assert desk.counts == Counts()


def test_a_verse_of_a_surah_that_is_called_like_a_prayer_is_a_reference(desk: Desk) -> None:
    assert "89:27" not in checked(desk, "It is said in al-Fajr 89:27 and in Surah al-Fajr 89:28.")
    assert desk.counts.removed == 2


@pytest.mark.parametrize(
    "text",
    [
        "narrated by al-Bukhari (5027)",
        "al-Bukhari #5027",
        "Bukhari (no. 5027)",
        "Bukhari/5027",
        "رواه البخاري (٥٠٢٧)",
        "Sahih Muslim, Book 1, Hadith 5",
        "Q 2:154",
        "QS 2:154",
        "Surah 2, verse 154",
        "Surah Al-Baqarah (verse 154)",
        "sourate 2, verset 154",
        "সূরা বাকারা ২:১৫৪",
    ],
)
def test_a_reference_that_no_tool_returned_goes_however_it_is_written(
    desk: Desk, text: str
) -> None:
    said = checked(desk, f"So it is in {text}, they say.")

    assert not any(sign.isdigit() for sign in said)
    assert desk.counts.removed == 1


@pytest.mark.parametrize("text", ["QS 2:153", "Surah 2, verse 153", "narrated by Bukhari (1302)"])
def test_one_that_a_tool_returned_stays_however_it_is_written(desk: Desk, text: str) -> None:
    assert checked(desk, f"So it is in {text}.") == f"So it is in {text}."


def test_a_true_quotation_without_a_reference_gets_one(desk: Desk) -> None:
    said = checked(desk, f"Allah says: “{PATIENCE}”")

    assert said == f"Allah says: “{PATIENCE}” (Qur'an 2:153, Al-Baqarah)"


def test_arabic_is_written_as_our_copy_has_it(desk: Desk) -> None:
    passage = desk.knowledge.find(verse(2, 153), "ar")
    assert passage is not None

    said = checked(desk, "It says ان الله مع الصابرين (2:153) there.")

    written = said.removeprefix("It says ").removesuffix(" (2:153) there.")
    assert passage.arabic.endswith(f" {written}")


def test_a_block_that_quotes_rightly_makes_way_for_the_passage(desk: Desk) -> None:
    said = checked(desk, f"Listen:\n> {PATIENCE}\n> — Qur'an 2:153\n")

    assert said.split() == ["Listen:", "[[quran", "2:153]]"]
    assert desk.counts == Counts(verified=1)


def test_other_peoples_words_only_lose_their_marks(desk: Desk) -> None:
    said = checked(desk, "A poet wrote “the moon is a silver boat at night” once.")

    assert said == "A poet wrote the moon is a silver boat at night once."


def test_the_persons_own_words_may_be_quoted(desk: Desk) -> None:
    text = "You ask whether “patience is a key of paradise”: I found no such hadith."

    assert checked(desk, text, "Is it true that patience is a key of paradise?") == text


def test_a_reference_that_the_person_gave_may_be_spoken_of(desk: Desk) -> None:
    text = "There is no Bukhari 9999."

    assert checked(desk, text, "What does Bukhari 9999 say?") == text


def test_what_a_quotation_was_corrected_to_is_listed_in_the_persons_language(
    knowledge: Knowledge,
) -> None:
    desk = Desk(knowledge=knowledge, language="id")
    desk.saw([verse(2, 153)])
    checked(desk, "Ayatnya يا أيها الذين آمنوا استعينوا بالمال والصلاة sangat jelas.")

    assert [source.title for source in desk.cited.values()] == ["Al-Qur'an 2:153, Al-Baqarah"]


@pytest.mark.parametrize(
    "words",
    ["Barmherzigkeitsvorstellungen Verantwortungsbewusstsein " * 3, "古兰经多次提到忍耐" * 9],
)
def test_words_without_end_before_a_number_keep_nobody_waiting(desk: Desk, words: str) -> None:
    """The check holds up everybody else's answers for as long as it takes."""
    began = time.thread_time()

    assert "2:154" not in checked(desk, f"({words}) (2:154)")

    assert time.thread_time() - began < 1
