"""What a model may look up, and how much: it always ends in an answer."""

from callers import Call, Caller

from ansari_backend.agent.ansari import AnsariAgent
from ansari_backend.agent.answering import Question, ToolUse, Words
from ansari_backend.agent.lineup import Candidate, Lineup
from ansari_backend.agent.tools import MOST_PASSAGES, MOST_SEARCHES
from ansari_backend.knowledge.failures import SearchFailedError
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import Passage, Reference, parse_reference
from ansari_backend.providers.breaker import Breaker


class Counted:
    """The texts, and how often they were searched."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.searches = 0

    def search_quran(self, query: str, language: str, limit: int) -> list[Passage]:
        self.searches += 1
        return self._knowledge.search_quran(query, language, limit)

    def search_hadith(self, query: str, language: str, limit: int) -> list[Passage]:
        raise SearchFailedError(f"{query} {language} {limit}")

    def named(self, text: str) -> list[Reference]:
        return list(self._knowledge.named(text))

    def find(self, reference: Reference, language: str) -> Passage | None:
        return self._knowledge.find(reference, language)


async def answer(knowledge: Knowledge, caller: Caller) -> tuple[str, list[ToolUse]]:
    candidate = Candidate("scripted", caller.model, Breaker(), marks_its_end=False)
    agent = AnsariAgent(Lineup([candidate]), knowledge, seconds=20)
    events = [event async for event in agent.answer(Question(text="What is steadfastness?"))]
    said = "".join(event.text for event in events if isinstance(event, Words))
    return said, [event for event in events if isinstance(event, ToolUse)]


def quran(*queries: str) -> Call:
    return ("search_quran", {"queries": list(queries)})


async def test_several_queries_are_looked_for_at_once(knowledge: Knowledge) -> None:
    caller = Caller(quran("2:153", "112:1", "2:153"))

    _, [used] = await answer(knowledge, caller)

    assert [finding.reference for finding in caller.given[0]] == ["quran 2:153", "quran 112:1"]
    assert used.query == "2:153 | 112:1 | 2:153"


async def test_a_tafsir_is_retold_and_named_but_never_typed_out(knowledge: Knowledge) -> None:
    [passage, *_] = knowledge.search_tafsir("2:255", "en", 1)
    caller = Caller(
        ("search_tafsir", {"queries": ["2:255"]}),
        says=f"It is the greatest verse [[{passage.reference}]]. So much for it.",
    )

    said, _ = await answer(knowledge, caller)

    assert passage.reference in [parse_reference(found.reference) for found in caller.given[0]]
    assert passage.translation is not None
    assert passage.translation.text not in said
    assert said.startswith(f"It is the greatest verse ({passage.title}). So much for it.")
    assert f"1. {passage.title}" in said


async def test_the_same_search_again_is_not_made_again(knowledge: Knowledge) -> None:
    counted = Counted(knowledge)
    caller = Caller(*[quran("patience", "charity")] * 3)

    await answer(counted, caller)

    assert counted.searches == 2
    assert caller.given[0] == caller.given[2] != []


async def test_searches_are_limited_and_end_in_an_answer(knowledge: Knowledge) -> None:
    caller = Caller(*[quran(f"2:{verse}") for verse in range(1, 20)])

    said, used = await answer(knowledge, caller)

    assert said == "Done."
    assert len(used) == MOST_SEARCHES


async def test_what_a_model_gets_to_read_is_limited(knowledge: Knowledge) -> None:
    words = ["patience", "charity", "prayer", "mercy", "parents", "paradise", "fire", "light"]
    caller = Caller(*[quran(*words[at : at + 4]) for at in range(5)])

    said, _ = await answer(knowledge, caller)

    assert said == "Done."
    assert sum(len(given) for given in caller.given) <= MOST_PASSAGES


async def test_a_search_that_failed_is_told_to_the_model_and_to_the_person(
    knowledge: Knowledge,
) -> None:
    caller = Caller(("search_hadith", {"queries": ["patience"]}))

    said, _ = await answer(Counted(knowledge), caller)

    assert said.startswith("Done.\n\nThe hadith could not be searched")
    assert "can't be searched" in caller.given[0]


async def test_a_saying_is_found_in_its_wording(knowledge: Knowledge) -> None:
    saying = "The real patience is at the first stroke of a calamity"
    caller = Caller(("check_saying", {"words": saying}))

    await answer(knowledge, caller)

    assert caller.given[0].passage.reference == "hadith bukhari 1302"
    assert "word for word" in caller.given[0].verdict


async def test_a_saying_that_is_nowhere_is_said_to_be_nowhere(knowledge: Knowledge) -> None:
    caller = Caller(("check_saying", {"words": "Seek knowledge even unto far away China"}))

    await answer(knowledge, caller)

    assert caller.given[0].passage is None


async def test_a_model_may_send_anything(knowledge: Knowledge) -> None:
    caller = Caller(quran(), quran(" "), quran(*["patience"] * 50), ("search_quran", {}))

    said, _ = await answer(knowledge, caller)

    assert said == "Done."
