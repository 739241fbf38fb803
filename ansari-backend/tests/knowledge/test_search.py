"""What a search brings; the verses and sayings are those that people know under these words."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import verse
from ansari_backend.knowledge.word_index import Part

ENOUGH = 5


def quran(knowledge: Knowledge, query: str, language: str) -> list[str]:
    return [str(p.reference) for p in knowledge.search_quran(query, language, ENOUGH)]


def hadith(knowledge: Knowledge, query: str, language: str) -> list[str]:
    return [str(p.reference) for p in knowledge.search_hadith(query, language, ENOUGH)]


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("What does the Qur'an say about patience?", "en", "2:153"),
        ("is interest allowed", "en", "2:275"),
        ("Is alcohol haram in Islam?", "en", "5:91"),
        ("is it ok to eat pork", "en", "2:173"),
        ("fasting in ramadan when travelling", "en", "2:185"),
        ("rights of neighbours", "en", "4:36"),
        ("how to perform wudu", "en", "5:6"),
        ("sabr", "en", "2:153"),
        ("ما حكم الربا", "ar", "2:276"),
        ("ماذا يقول القرآن عن الصبر", "ar", "2:153"),
        ("متى ليلة القدر", "ar", "97:1"),
        ("کیا سود حرام ہے", "ur", "2:275"),
        ("نماز کی اہمیت", "ur", "23:2"),
        ("apa kata Al-Quran tentang sabar", "id", "2:153"),
        ("hukum riba dalam islam", "id", "2:275"),
        ("love and mercy between husband and wife", "en", "30:21"),
        ("Dieu n'impose à personne une charge trop lourde", "fr", "2:286"),
        ("gıybet ölü kardeşinin etini yemek gibidir", "tr", "49:12"),
        ("Fasten im Monat Ramadan", "de", "2:185"),
        ("Es gibt keinen Zwang im Glauben", "de", "2:256"),
        ("después de la dificultad viene la facilidad", "es", "94:5"),
        ("la bonté envers le père et la mère", "fr", "46:15"),
        ("Нет принуждения в религии", "ru", "2:256"),
        ("Ramazan ayında oruç", "tr", "2:185"),
    ],
)
def test_a_question_finds_a_verse_that_is_known_for_it(
    knowledge: Knowledge, query: str, language: str, expected: str
) -> None:
    assert f"quran {expected}" in quran(knowledge, query, language)


@pytest.mark.parametrize(
    ("language", "translator"),
    [
        ("de", None),
        ("es", "Isa García"),
        ("fr", "Muhammad Hamidullah"),
        ("ru", "Эльмир Кулиев"),
        ("tr", "Diyanet İşleri"),
    ],
)
def test_a_reader_is_shown_a_translation_into_their_language(
    knowledge: Knowledge, language: str, translator: str | None
) -> None:
    passage = knowledge.find(verse(112, 1), language)

    assert passage is not None
    assert passage.translation is not None
    assert (passage.translation.language, passage.translation.translator) == (language, translator)


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("actions are by intentions", "en", "bukhari 1"),
        ("seeking knowledge is an obligation", "en", "ibnmajah 224"),
        ("cleanliness is half of faith", "en", "muslim 534"),
        ("the strong man is not the one who wrestles", "en", "muslim 6643"),
        (
            "none of you believes until he loves for his brother what he loves for himself",
            "en",
            "bukhari 13",
        ),
        ("backbiting", "en", "tirmidhi 1934"),
        ("smile is charity", "en", "tirmidhi 1956"),
        ("Removing something harmful from the road is charity", "en", "bukhari 2472"),
        ("من غشنا فليس منا", "ar", "ibnmajah 2225"),
        ("لا ضرر ولا ضرار", "ar", "ibnmajah 2341"),
        ("apakah musik haram", "id", "bukhari 5590"),
    ],
)
def test_a_saying_is_found_by_its_words(
    knowledge: Knowledge, query: str, language: str, expected: str
) -> None:
    assert f"hadith {expected}" in hadith(knowledge, query, language)


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("What is the weather in Paris tomorrow", "en"),
        ("best pizza recipe", "en"),
        ("who won the world cup 2022", "en"),
        ("how do I fix my car engine", "en"),
        ("ما هي عاصمة فرنسا", "ar"),
        ("cuaca besok di jakarta", "id"),
        ("آج موسم کیسا ہے", "ur"),
        ("which laptop should I buy", "en"),
        ("kill a process in linux", "en"),
        ("my phone is dead, how to charge it", "en"),
        ("Licht im Wohnzimmer flackert", "de"),
        ("vuelos baratos a París", "es"),
        ("comment réparer une fuite d'eau", "fr"),
        ("кто президент Франции", "ru"),
        ("dolar kuru ne kadar", "tr"),
        ("طريقة عمل الكبسة", "ar"),
        ("", "en"),
        ("?!", "en"),
        ("🙂", "fr"),
    ],
)
def test_where_nothing_fits_nothing_is_found(
    knowledge: Knowledge, query: str, language: str
) -> None:
    assert quran(knowledge, query, language) == []
    assert hadith(knowledge, query, language) == []


def test_what_is_only_near_in_meaning_is_told_from_what_has_the_words(knowledge: Knowledge) -> None:
    near = knowledge.search_quran("why did He choose a shepherd", "en", 5)
    exact = knowledge.search_quran("every soul will taste death", "en", 5)

    assert {passage.certain for passage in near} == {False}
    assert {passage.certain for passage in exact} == {True}


def test_a_query_that_names_a_passage_gets_just_that(knowledge: Knowledge) -> None:
    assert quran(knowledge, "please explain Al-Baqarah 255", "en") == ["quran 2:255"]
    assert hadith(knowledge, "please explain Al-Baqarah 255", "en") == []
    assert hadith(knowledge, "صحيح البخاري ١", "ar") == ["hadith bukhari 1"]


@pytest.mark.parametrize("query", ["orphans", "What does the Holy Qur'an say about orphans?"])
def test_words_of_the_question_do_not_steer_the_search(knowledge: Knowledge, query: str) -> None:
    for passage in knowledge.search_quran(query, "en", 3):
        assert passage.translation is not None
        assert "orphan" in passage.translation.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [("من غشنا فليس منا", "ibnmajah 2225"), ("لا ضرر ولا ضرار", "ibnmajah 2341")],
)
def test_what_has_the_very_words_comes_first(
    knowledge: Knowledge, query: str, expected: str
) -> None:
    assert hadith(knowledge, query, "ar")[0] == f"hadith {expected}"


@pytest.mark.parametrize("query", ["patience", "Geduld", "صبر"])
def test_a_search_may_stay_in_one_surah(knowledge: Knowledge, query: str) -> None:
    found = knowledge.search_quran(query, "de", ENOUGH, Part(chapter=12))

    assert found
    assert {str(passage.reference).split(":")[0] for passage in found} == {"quran 12"}


@pytest.mark.parametrize("book", ["tirmidhi", "muwatta"])
def test_a_search_may_stay_in_one_book(knowledge: Knowledge, book: str) -> None:
    found = knowledge.search_hadith("صلاة السفر", "ar", ENOUGH, Part(work=book))

    assert found
    assert {str(passage.reference).split()[1] for passage in found} == {book}
    assert all(passage.certain for passage in found)


def test_results_come_best_first_and_no_more_than_asked(knowledge: Knowledge) -> None:
    passages = knowledge.search_quran("mercy", "en", 3)

    scores = [passage.score for passage in passages]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


def test_one_story_told_twice_is_shown_once(knowledge: Knowledge) -> None:
    texts = [
        passage.translation.text
        for passage in knowledge.search_hadith("actions are by intentions", "en", ENOUGH)
        if passage.translation
    ]

    assert sum("emigrat" in text for text in texts) < len(texts)


def test_many_threads_may_search_at_once(knowledge: Knowledge) -> None:
    queries = ["patience", "mercy", "charity", "fasting"] * 8

    with ThreadPoolExecutor(max_workers=4) as pool:
        together = list(pool.map(lambda query: quran(knowledge, query, "en"), queries))

    assert together == [quran(knowledge, query, "en") for query in queries]


def tafsir(knowledge: Knowledge, query: str, language: str) -> list[str]:
    return [p.title for p in knowledge.search_tafsir(query, language, ENOUGH)]


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("2:255", "en", "Tafsir Ibn Kathir (abridged), Qur'an 2:255, Al-Baqarah"),
        ("آية الكرسي", "ar", "التفسير الميسر، القرآن الكريم 2:255، البقرة"),
        ("سورۃ البقرہ 255", "ur", "بیان القرآن، قرآن 2:255، البقرة"),
        ("Al-Baqarah 255", "id", "Tafsir Jalalain, Al-Qur'an 2:255, Al-Baqarah"),
    ],
)
def test_a_verse_leads_to_what_is_written_on_it_first_in_the_readers_language(
    knowledge: Knowledge, query: str, language: str, expected: str
) -> None:
    assert tafsir(knowledge, query, language)[0] == expected


def test_a_verse_is_explained_by_several_tafsirs_in_turn(knowledge: Knowledge) -> None:
    explaining = [title.split(",")[0] for title in tafsir(knowledge, "2:255", "en")[:3]]

    assert set(explaining) == {
        "Tafsir Ibn Kathir (abridged)",
        "Ma'arif al-Qur'an",
        "Tazkirul Quran",
    }


def test_a_tafsir_is_found_by_what_it_says(knowledge: Knowledge) -> None:
    found = knowledge.search_tafsir(
        "the hoopoe told Solomon about the queen of Sheba", "en", ENOUGH
    )

    assert any("27:" in passage.title for passage in found)


@pytest.mark.parametrize("query", ["best pizza recipe", "ما هي عاصمة فرنسا", ""])
def test_tafsirs_are_silent_where_nothing_fits(knowledge: Knowledge, query: str) -> None:
    assert tafsir(knowledge, query, "en") == []


def test_further_books_are_searched_where_the_six_have_nothing(knowledge: Knowledge) -> None:
    assert hadith(knowledge, "طلب العلم فريضة على كل مسلم", "ar")[0] == "hadith ibnmajah 224"
    assert hadith(knowledge, "Musnad Ahmad 6", "en") == ["hadith ahmad 6"]
