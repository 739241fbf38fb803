import re
import time
from typing import Final

import pytest

from ansari_backend.agent.ansari import create_agent
from ansari_backend.agent.answering import Cited, Exchange, Question, ToolUse, Words
from ansari_backend.agent.phrases import courtesy, phrases_in
from ansari_backend.agent.remembering import NATIVE
from ansari_backend.knowledge.failures import SearchFailedError
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import Passage, Reference
from ansari_backend.knowledge.words import plain_letters

CONSOLING: Final = {"9:40", "12:86", "12:87", "3:139", "94:5", "94:6", "93:3", "39:53", "2:155"}


async def answer(knowledge: Knowledge, text: str, language: str = "en") -> str:
    agent = create_agent("", knowledge)
    question = Question(text=text, language=language)
    return "".join([e.text async for e in agent.answer(question) if isinstance(e, Words)])


async def test_it_searches_quotes_and_says_what_it_is(knowledge: Knowledge) -> None:
    agent = create_agent("", knowledge)

    events = [
        event async for event in agent.answer(Question(text="What about patience and prayer?"))
    ]

    used = [event.name for event in events if isinstance(event, ToolUse)]
    text = "".join(event.text for event in events if isinstance(event, Words))
    assert used == ["search_quran", "search_hadith"]
    assert "استعينوا بالصبر" in plain_letters(text)
    assert "— Qur'an 2:153, Al-Baqarah (Saheeh International)" in text
    assert phrases_in("en").alone in text
    assert "<answer>" not in text


async def test_it_names_its_sources_at_the_end(knowledge: Knowledge) -> None:
    agent = create_agent("", knowledge)

    events = [event async for event in agent.answer(Question(text="2:255"))]

    [cited] = [event for event in events if isinstance(event, Cited)]
    text = "".join(event.text for event in events if isinstance(event, Words))
    assert [source.link for source in cited.sources] == ["https://quran.com/2/255"]
    assert text.endswith("**Sources**\n1. Qur'an 2:255, Al-Baqarah – https://quran.com/2/255")


@pytest.mark.parametrize(
    "text", ["I feel so lost since she left", "my heart is broken, nobody cares"]
)
async def test_nobody_in_grief_gets_a_verse_that_is_only_near(
    knowledge: Knowledge, text: str
) -> None:
    told = await answer(knowledge, text)

    quoted = set(re.findall(r"^> — Qur'an ([\d:]+)", told, re.MULTILINE))
    assert quoted <= CONSOLING
    assert quoted or phrases_in("en").nothing in told


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("ما حكم الربا", "en", "ar"),
        ("apa kata Al-Quran tentang sabar", "en", "id"),
        ("صبر کے بارے میں قرآن کیا کہتا ہے", "en", "ur"),
        ("What about patience?", "ar", "en"),
    ],
)
async def test_it_answers_in_the_language_of_the_question(
    knowledge: Knowledge, text: str, hint: str, language: str
) -> None:
    said = await answer(knowledge, text, hint)

    assert said.startswith(phrases_in(language).found)
    assert phrases_in(language).alone in said


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("هوای فردا چطور است؟", "fa", "fa"),
        ("Kurani inasema nini kuhusu subira?", "sw", "sw"),
        ("আগামীকাল আবহাওয়া কেমন থাকবে?", "bn", "bn"),
        ("kal mausam kaisa rahega, batao", "ur", "ur"),
        ("3ayez a3raf 7okm el riba", "ar", "ar"),
        ("Yarın hava nasıl olacak?", "tr", "tr"),
    ],
)
async def test_it_says_that_it_found_nothing_in_the_person_s_language(
    knowledge: Knowledge, text: str, hint: str, language: str
) -> None:
    assert await answer(knowledge, text, hint) == phrases_in(language).nothing


def test_all_languages_of_ours_have_sentences() -> None:
    nothing = {phrases_in(language).nothing for language in NATIVE}

    assert len(nothing) == len(NATIVE)


@pytest.mark.parametrize("text", ["best pizza recipe", "🙂", "", "xyzzy"])
async def test_it_says_so_when_nothing_fits(knowledge: Knowledge, text: str) -> None:
    assert await answer(knowledge, text) == phrases_in("en").nothing


@pytest.mark.parametrize(
    ("text", "language"),
    [("salam", "en"), ("Hi there!", "en"), ("السلام عليكم ورحمة الله", "ar"), ("Halo", "id")],
)
async def test_a_greeting_is_returned(knowledge: Knowledge, text: str, language: str) -> None:
    assert await answer(knowledge, text, language) == phrases_in(language).welcome


@pytest.mark.parametrize(
    ("text", "language"),
    [("Thank you so much!", "en"), ("شكرا جزيلا", "ar"), ("شکریہ", "ur"), ("terima kasih", "id")],
)
async def test_thanks_are_returned(knowledge: Knowledge, text: str, language: str) -> None:
    assert await answer(knowledge, text, language) == phrases_in(language).pleasure


async def test_thanks_in_reply_to_an_answer_are_returned(knowledge: Knowledge) -> None:
    said = await answer(knowledge, "[Replying to your answer]\n> Be patient.\n\nThank you!")

    assert said == phrases_in("en").pleasure


def test_a_greeting_before_a_question_is_no_mere_greeting() -> None:
    assert courtesy("Salam, is music allowed?", "en") is None


async def test_history_does_not_confuse_it(knowledge: Knowledge) -> None:
    history = (
        Exchange(role="user", content="What about patience?"),
        Exchange(role="assistant", content="Much."),
    )
    agent = create_agent("", knowledge)

    question = Question(text="ayat al-kursi", history=history)
    events = [event async for event in agent.answer(question)]

    assert ToolUse(name="search_quran", query="ayat al-kursi") in events


class Unreadable:
    """Texts on a disk that died."""

    def search_quran(self, query: str, language: str, limit: int) -> list[Passage]:
        raise SearchFailedError(f"{query} {language} {limit}")

    search_hadith = search_quran

    def named(self, text: str) -> list[Reference]:
        raise SearchFailedError(text)

    def find(self, reference: Reference, language: str) -> Passage | None:
        raise SearchFailedError(f"{reference} {language}")


async def test_a_search_that_failed_is_not_passed_off_as_nothing_found() -> None:
    said = await answer(Unreadable(), "patience")

    assert "The Qur'an could not be searched" in said
    assert "The hadith could not be searched" in said
    assert phrases_in("en").nothing not in said


@pytest.mark.parametrize("label", ["[Forwarded message]", "[Replying to]"])
async def test_words_that_a_person_shows_are_checked(knowledge: Knowledge, label: str) -> None:
    shown = "> The real patience is at the first stroke of a calamity"

    said = await answer(knowledge, f"{label}\n{shown}\n\nIs this authentic?")

    assert said.startswith(phrases_in("en").found_saying)
    assert "Sahih al-Bukhari 1302" in said


async def test_a_question_in_reply_to_our_own_answer_is_a_question(knowledge: Knowledge) -> None:
    ours = "[Replying to your answer]\n> The real patience is at the first stroke of a calamity"
    agent = create_agent("", knowledge)

    question = Question(text=f"{ours}\n\nWhat about gratitude?")
    events = [event async for event in agent.answer(question)]

    assert ToolUse(name="search_quran", query="What about gratitude?") in events


@pytest.mark.parametrize("label", ["[Replying to]", "[Replying to your answer]"])
async def test_what_a_message_quotes_does_not_choose_the_language(
    knowledge: Knowledge, label: str
) -> None:
    shown = "> إنما الصبر عند الصدمة الأولى كما قال رسول الله صلى الله عليه وسلم"

    said = await answer(knowledge, f"{label}\n{shown}\n\nIs this about patience?")

    english = phrases_in("en")
    assert said.startswith((english.found, english.found_saying, english.unknown_saying))


async def test_words_that_are_nowhere_are_not_called_scripture(knowledge: Knowledge) -> None:
    shown = "> Whoever sends this to ten people will hear good news tonight"

    said = await answer(knowledge, f"[Forwarded message]\n{shown}")

    assert said == phrases_in("en").unknown_saying


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Is the hadith “Actions are by intentions” authentic?", "en"),
        ("Is the hadith 'actions are by intentions' authentic?", "en"),
        ('Is "the reward of deeds depends upon the intentions" a hadith?', "en"),
        ("هل حديث «إنما الأعمال بالنيات» صحيح؟", "ar"),
    ],
)
async def test_a_saying_between_quotation_marks_is_looked_up(
    knowledge: Knowledge, question: str, language: str
) -> None:
    said = await answer(knowledge, question, language)

    assert phrases_in(language).found_saying in said
    assert "بالني" in plain_letters(said)


async def test_a_term_between_quotation_marks_is_searched_for(knowledge: Knowledge) -> None:
    assert phrases_in("en").found in await answer(knowledge, "What is 'patience'?")


async def test_nobody_waits_for_a_message_full_of_marks_that_never_close(
    knowledge: Knowledge,
) -> None:
    began = time.thread_time()

    assert await answer(knowledge, "'a " * 15_000)

    assert time.thread_time() - began < 5
