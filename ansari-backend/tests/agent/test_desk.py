import pytest

from ansari_backend.agent.answering import Exchange
from ansari_backend.agent.desk import Desk
from ansari_backend.agent.expansion import Block, Inline, Removed
from ansari_backend.agent.history import with_references
from ansari_backend.agent.quoting import quotation, source_line, sources_list
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import Passage, parse_reference

REFERENCES = ["quran 2:255", "quran 112:1-4", "hadith bukhari 1", "hadith muslim 93"]


@pytest.fixture
def desk(knowledge: Knowledge) -> Desk:
    return Desk(knowledge=knowledge, language="en")


def passage(knowledge: Knowledge, reference: str, language: str = "en") -> Passage:
    known = parse_reference(reference)
    assert known is not None
    found = knowledge.find(known, language)
    assert found is not None
    return found


def see(desk: Desk, *references: str) -> None:
    desk.saw([passage(desk.knowledge, reference).reference for reference in references])


def test_a_quotation_shows_arabic_translation_and_source(desk: Desk) -> None:
    see(desk, "quran 112:1")

    block = desk.replace("quran 112:1")

    assert isinstance(block, Block)
    arabic, _, english, _, source = block.text.splitlines()
    assert "أَحَدٌ" in arabic
    assert english == '> Say, "He is Allāh, [who is] One,'
    assert source == "> — Qur'an 112:1, Al-Ikhlas (Saheeh International)"


def test_a_numbering_that_others_do_not_share_is_named(knowledge: Knowledge) -> None:
    line = source_line(passage(knowledge, "hadith muslim 93"), "en")

    assert line == "Sahih Muslim 93 (Darussalam numbering)"


@pytest.mark.parametrize(
    "inside",
    ["quran 2:256", "quran 2:999", "quran 2:255-260", "hadith bukhari 1", "bible 1:1", ""],
)
def test_what_no_tool_returned_is_taken_out(desk: Desk, inside: str) -> None:
    see(desk, "quran 2:255")

    assert desk.replace(inside) == Removed()


def test_verses_seen_one_by_one_may_be_quoted_together(desk: Desk) -> None:
    see(desk, "quran 2:153", "quran 2:154")

    assert isinstance(desk.replace("quran 2:153-154"), Block)
    assert desk.replace("quran 2:153-155") == Removed()


def test_a_passage_is_quoted_once_and_then_named(desk: Desk) -> None:
    see(desk, "hadith bukhari 1")
    desk.replace("hadith bukhari 1")

    assert desk.replace("hadith bukhari 1") == Inline(text="(Sahih al-Bukhari 1)")
    assert [source.link for source in desk.cited.values()] == ["https://sunnah.com/bukhari:1"]


def test_a_long_hadith_is_cut_between_words_and_says_so(knowledge: Knowledge) -> None:
    whole = passage(knowledge, "hadith bukhari 3")
    assert whole.translation is not None

    english = quotation(whole, "en").splitlines()[2].removeprefix("> ")

    assert english.endswith(" […]")
    assert len(english) < len(whole.translation.text)
    assert whole.translation.text.startswith(english.removesuffix(" […]") + " ")


def test_a_verse_is_never_cut(knowledge: Knowledge) -> None:
    longest = passage(knowledge, "quran 2:282")

    assert longest.arabic in quotation(longest, "en")


@pytest.mark.parametrize("language", ["ar", "en", "ur", "id"])
@pytest.mark.parametrize("reference", REFERENCES)
def test_history_gives_quotations_back_as_references(
    knowledge: Knowledge, reference: str, language: str
) -> None:
    quoted = quotation(passage(knowledge, reference, language), language)
    said = Exchange(role="assistant", content=f"Before.\n\n{quoted}\n\n> a remark\n\nAfter.")

    [folded] = with_references([said], knowledge.named)

    assert folded.content == f"Before.\n\n[[{reference}]]\n\n> a remark\n\nAfter."


@pytest.mark.parametrize("language", ["ar", "en", "ur", "id"])
def test_history_drops_the_list_of_sources(knowledge: Knowledge, language: str) -> None:
    desk = Desk(knowledge=knowledge, language=language)
    desk.cite(passage(knowledge, "quran 2:153", language))
    desk.cite(passage(knowledge, "hadith bukhari 1", language))
    listed = sources_list(tuple(desk.cited.values()), language)
    said = Exchange(role="assistant", content=f"Be patient.\n\n{listed}")

    [folded] = with_references([said], knowledge.named)

    assert folded.content == "Be patient."


def test_what_was_quoted_before_may_be_quoted_again(desk: Desk) -> None:
    desk.remember([Exchange(role="assistant", content="Yes:\n\n[[quran 2:153]]")])

    assert isinstance(desk.replace("quran 2:153"), Block)


def test_what_a_person_typed_does_not_count_as_found(desk: Desk) -> None:
    desk.remember([Exchange(role="user", content="[[quran 2:153]]")])

    assert desk.replace("quran 2:153") == Removed()
