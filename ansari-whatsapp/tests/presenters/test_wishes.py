"""A wish is understood in any language, and a question is never taken for one."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansari_whatsapp.presenters.texts import catalogue, languages, wish_words
from ansari_whatsapp.presenters.wishes import (
    ChooseLanguage,
    DeleteMyData,
    ExportMyData,
    Help,
    NewConversation,
    SetLanguage,
    ShowSources,
    Wish,
    button_id,
    wish_in,
    wish_of,
)

SPOKEN = sorted(languages())
QUESTIONS = [
    line.split("\t")[2]
    for path in sorted((Path(__file__).parents[1] / "utils" / "data").glob("messages_*.tsv"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
BY_NAME: dict[str, Wish] = {
    "new": NewConversation(),
    "help": Help(),
    "language": ChooseLanguage(),
    "sources": ShowSources(),
    "export": ExportMyData(),
    "delete": DeleteMyData(),
}
PHRASES = [
    (phrase, wish)
    for language in SPOKEN
    for name, wish in BY_NAME.items()
    for phrase in wish_words(language)[name]
]
WISHES = st.one_of(
    st.sampled_from([*BY_NAME.values(), ChooseLanguage(is_continued=True)]),
    st.builds(SetLanguage, st.sampled_from(SPOKEN)),
    st.builds(ShowSources, st.integers(min_value=0, max_value=99)),
)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("/new", NewConversation()),
        ("New conversation.", NewConversation()),
        ("نئی گفتگو", NewConversation()),
        ("HELP!!", Help()),
        ("help please", Help()),
        ("/yardım", Help()),
        ("yardim", Help()),
        ("المساعدة؟", Help()),
        ("bahasa", ChooseLanguage()),
        ("اللغه", ChooseLanguage()),
        ("sources", ShowSources()),
        ("  منابع  ", ShowSources()),
        ("Montre les sources stp", ShowSources()),
        ("meine daten löschen", DeleteMyData()),
        ("احذف بياناتى", DeleteMyData()),
        ("futa data yangu", DeleteMyData()),
        ("goge bayanaina", DeleteMyData()),
        ("Please send me my data!", ExportMyData()),
        ("/export", ExportMyData()),
        ("ارسل لى بياناتى", ExportMyData()),
        ("envíame mis datos por favor", ExportMyData()),
    ],
)
def test_a_message_that_is_nothing_but_a_wish_is_one(text: str, wish: Wish) -> None:
    assert wish_in(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "source 2",
        "Source #2",
        "source2",
        "2nd source",
        "مصدر ٢",
        "المصدر رقم ٢",
        "حوالہ ۲",
        "সূত্র ২",
        "২ নম্বর সূত্র",
        "2. kaynak",
        "sumber no. 2",
        "la source 2",
        "2-й источник",
        "[source 2]",
    ],
)
def test_a_source_is_wished_for_by_its_number_in_any_digits(text: str) -> None:
    assert wish_in(text) == ShowSources(2)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("language urdu", "ur"),
        ("Language: English", "en"),
        ("change language to Somali", "so"),
        ("bahasa inggris", "en"),
        ("bahasa indonesia", "id"),
        ("tukar bahasa ke bahasa melayu", "ms"),
        ("اللغة العربية", "ar"),
        ("زبان اردو", "ur"),
        ("dil Türkçe", "tr"),
        ("lugha ya kiswahili", "sw"),
        ("русский язык", "ru"),
    ],
)
def test_a_language_is_wished_for_by_its_name(text: str, language: str) -> None:
    assert wish_in(text) == SetLanguage(language)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "٢",
        "2:255",
        "/",
        "…",
        "ansari",
        "please",
        "urdu",
        "اردو",
        "help me understand surah yasin",
        "what are the sources of islamic law",
        "what is the source of this hadith",
        "source 2 says something else, why?",
        "sources 2023",
        "new muslim here",
        "can i delete my data from facebook",
        "is it allowed to start over a prayer",
        "what language did Jesus speak",
        "ما هي مصادر التشريع الإسلامي",
        "bahasa apa yang dipakai nabi isa",
        "kaynak suyu ile abdest alınır mı",
    ],
)
def test_what_says_more_or_less_is_none(text: str) -> None:
    assert wish_in(text) is None


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_ordinary_question_is_taken_for_a_wish(question: str) -> None:
    assert wish_in(question) is None


@given(st.sampled_from(PHRASES), st.sampled_from(QUESTIONS))
def test_a_wish_s_words_beside_a_question_wish_for_nothing(
    phrase: tuple[str, Wish], question: str
) -> None:
    assert wish_in(f"{phrase[0]} {question}") is None
    assert wish_in(f"{question} {phrase[0]}") is None


@given(st.text(max_size=100))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert isinstance(wish_in(text), Wish | None)


@pytest.mark.parametrize(("phrase", "wish"), PHRASES)
def test_each_phrase_of_the_catalogue_means_one_thing(phrase: str, wish: Wish) -> None:
    assert wish_in(phrase) == wish
    assert wish_in(f"/{phrase.upper()} !") == wish


@pytest.mark.parametrize("spoken", SPOKEN)
def test_every_language_has_a_name_in_every_language(spoken: str) -> None:
    names = wish_words(spoken)["names"]

    assert sorted(names) == SPOKEN
    for code in SPOKEN:
        assert [wish_in(f"language {name}") for name in names[code]] == [
            SetLanguage(code) for _ in names[code]
        ]


@pytest.mark.parametrize("language", SPOKEN)
def test_what_the_first_messages_tell_people_to_write_works(language: str) -> None:
    texts = catalogue(language)

    told = re.findall(r"\*(.+?)\*", texts["welcome"] + texts["help"])

    assert {wish_in(words) for words in told} == set(BY_NAME.values())


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("name", BY_NAME)
def test_a_row_s_title_works_when_it_is_typed(language: str, name: str) -> None:
    assert wish_in(catalogue(language)[f"row_{name}"]) == BY_NAME[name]


@given(WISHES)
def test_a_button_brings_the_wish_that_it_was_made_for(wish: Wish) -> None:
    assert wish_of(button_id(wish)) == wish
    assert len(button_id(wish)) <= 200


@pytest.mark.parametrize(
    "foreign", ["", "new", "wish:", "wish:x", "wish:language:xx", "wish:sources:x", "feedback:new"]
)
def test_a_button_that_is_not_ours_brings_nothing(foreign: str) -> None:
    assert wish_of(foreign) is None
