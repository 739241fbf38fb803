"""What an agent makes of what a model says and does, in the protocols of three vendors."""

from unicodedata import normalize

import pytest
from hearing import Heard
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply, ToolCall

from ansari_backend.agent.ansari import AnsariAgent
from ansari_backend.agent.answering import Cited, Counts, Exchange, Question, ToolUse
from ansari_backend.agent.tools import MOST_SEARCHES


async def test_a_search_and_then_an_answer_with_its_sources(
    agent: AnsariAgent, llmock: LLMock, model: str
) -> None:
    llmock.call_tool("search_quran", {"queries": ["patience"]}, text="Let me search.")
    llmock.reply("Good.\n<answer>\nBe patient:\n[[quran 2:153]]\nand [[quran 9:999]] so on.")

    heard = await Heard().listen(agent)

    assert heard.events[0] == ToolUse(name="search_quran", query="patience")
    quotation = heard.text.removeprefix("Be patient:\n\n> ")
    assert normalize("NFC", quotation).startswith(normalize("NFC", "يَـٰٓأَيُّهَا ٱلَّذِينَ"))
    assert "(Saheeh International)\n\nand so on.\n\n**Sources**\n1. Qur'an 2:153" in heard.text
    assert heard.text.endswith(" – https://quran.com/2/153")
    assert isinstance(heard.events[-2], Cited)
    assert heard.made.model == model
    assert heard.made.counts == Counts(inserted=1, removed=1)
    assert heard.made.spending.output_tokens > 0
    ((tool, seconds),) = heard.made.tool_times
    assert tool == "search_quran"
    assert seconds > 0


async def test_several_searches_at_once(agent: AnsariAgent, llmock: LLMock) -> None:
    calls = tuple(
        ToolCall(name, {"queries": ["patience"]}) for name in ("search_quran", "search_hadith")
    )
    llmock.add(Reply(tool_calls=calls))
    llmock.reply("<answer>[[hadith bukhari 1302]]")

    heard = await Heard().listen(agent)

    assert "— Sahih al-Bukhari 1302" in heard.text


async def test_a_model_without_end_of_searching_is_made_to_answer(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.call_tool("search_quran", {"queries": ["patience"]}, times=MOST_SEARCHES)
    llmock.reply("<answer>Enough.")

    heard = await Heard().listen(agent)

    assert heard.text == "Enough."
    assert len([event for event in heard.events if isinstance(event, ToolUse)]) == MOST_SEARCHES


async def test_searching_on_in_the_middle_of_an_answer_is_not_let_happen(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.call_tool("search_quran", {"queries": ["patience"]}, text="<answer>Well.\n\nPatience")
    llmock.reply(" is light.")

    heard = await Heard().listen(agent)

    assert heard.text == "Well.\n\nPatience is light."


async def test_an_invented_tool_does_no_harm(agent: AnsariAgent, llmock: LLMock) -> None:
    llmock.call_tool("search_bible", {"query": "patience"}).reply("<answer>Nothing there.")

    assert (await Heard().listen(agent)).text == "Nothing there."


async def test_the_model_is_told_what_was_said_before(agent: AnsariAgent, llmock: LLMock) -> None:
    llmock.reply("<answer>[[quran 2:153]]")
    quoted = "> Arabic\n>\n> English\n>\n> — Qur'an 2:153, Al-Baqarah (Saheeh International)"

    heard = await Heard().listen(
        agent,
        Exchange(role="user", content="First question"),
        Exchange(role="assistant", content=f"First answer\n\n{quoted}"),
    )

    sent = str(llmock.last_request.body)
    assert "First question" in sent
    assert "[[quran 2:153]]" in sent
    assert "> Arabic" not in sent
    assert "Saheeh International" in heard.text


@pytest.mark.parametrize(
    ("text", "known", "told"),
    [
        ("Que dit le Coran de la patience ?", "fr", "known: fr"),
        ("Sabır hakkında ne söylenir?", "tr", "known: tr"),
        ("ما هو الصبر؟", "fr", "known: ar"),
        ("What about patience?", "ar", "known: en"),
    ],
)
async def test_the_model_is_told_the_person_s_language_also_where_we_have_no_texts_in_it(
    agent: AnsariAgent, llmock: LLMock, text: str, known: str, told: str
) -> None:
    llmock.reply("<answer>Here I am.")

    async for _ in agent.answer(Question(text=text, language=known)):
        pass

    assert told in str(llmock.last_request.body)
