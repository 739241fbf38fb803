"""The agent against a server that speaks the vendors' protocols, over real sockets."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from unicodedata import normalize

import pytest
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply, ToolCall

from ansari_backend.agent.ansari import AnsariAgent, create_agent
from ansari_backend.agent.answering import (
    AnswerBrokenError,
    AnswerEvent,
    AnswerUnavailableError,
    Cited,
    Exchange,
    Question,
    ToolUse,
    Words,
)
from ansari_backend.agent.models import Access
from ansari_backend.agent.phrases import phrases_in
from ansari_backend.agent.tools import MOST_SEARCHES
from ansari_backend.knowledge.knowledge import Knowledge

MODELS = {
    "anthropic": "anthropic:claude-sonnet-5-5",
    "openai": "openai:gpt-5",
    "google": "google:gemini-3-pro",
}
PROVIDERS = {"anthropic": "anthropic", "openai": "openai", "google": "gemini"}
MakeAgent = Callable[[str], AnsariAgent]


@pytest.fixture(params=["anthropic", "openai", "google"])
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def agent(vendor: str, knowledge: Knowledge, llmock: LLMock) -> AsyncIterator[AnsariAgent]:
    access = Access(api_key="a key", base_url=llmock.base_url(PROVIDERS[vendor]))
    made = create_agent(MODELS[vendor], knowledge, access={vendor: access}, seconds=20)
    yield made
    await made.close()


@dataclass(slots=True, kw_only=True)
class Heard:
    """What a person's side of an answer got."""

    events: list[AnswerEvent] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, Words))

    async def listen(self, agent: AnsariAgent, *history: Exchange) -> "Heard":
        question = Question(text="What about patience?", history=history)
        async for event in agent.answer(question):
            self.events.append(event)
        return self


async def test_a_search_and_then_an_answer_in_pieces(agent: AnsariAgent, llmock: LLMock) -> None:
    llmock.call_tool("search_quran", {"query": "patience"}, text="Let me search.")
    llmock.reply("Good.\n<answer>\nBe patient:\n[[quran 2:153]]\nand [[quran 9:999]] so on.")

    heard = await Heard().listen(agent)

    assert heard.events[0] == ToolUse(name="search_quran", query="patience")
    quotation = heard.text.removeprefix("Be patient:\n\n> ")
    assert normalize("NFC", quotation).startswith(normalize("NFC", "يَـٰٓأَيُّهَا ٱلَّذِينَ"))
    assert heard.text.endswith("(Saheeh International)\n\nand so on.")
    assert len([event for event in heard.events if isinstance(event, Words)]) > 2
    assert isinstance(heard.events[-1], Cited)


async def test_several_searches_at_once(agent: AnsariAgent, llmock: LLMock) -> None:
    calls = tuple(
        ToolCall(name, {"query": "patience"}) for name in ("search_quran", "search_hadith")
    )
    llmock.add(Reply(tool_calls=calls))
    llmock.reply("<answer>[[hadith bukhari 1302]]")

    heard = await Heard().listen(agent)

    assert "— Sahih al-Bukhari 1302" in heard.text


async def test_a_model_without_end_of_searching_is_made_to_answer(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.call_tool("search_quran", {"query": "patience"}, times=MOST_SEARCHES)
    llmock.reply("<answer>Enough.")

    heard = await Heard().listen(agent)

    assert heard.text == "Enough."
    assert len([event for event in heard.events if isinstance(event, ToolUse)]) == MOST_SEARCHES


async def test_an_overloaded_model_is_unavailable_before_any_word(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.fail(529, times=None)
    heard = Heard()

    with pytest.raises(AnswerUnavailableError):
        await heard.listen(agent)

    assert heard.events == []


@pytest.mark.parametrize("status", [401, 400, 429, 500])
async def test_a_refused_request_is_unavailable(
    agent: AnsariAgent, llmock: LLMock, status: int
) -> None:
    llmock.fail(status, times=None)

    with pytest.raises(AnswerUnavailableError):
        await Heard().listen(agent)


async def test_a_passing_fault_is_not_noticed(agent: AnsariAgent, llmock: LLMock) -> None:
    llmock.fail(503, times=1).reply("<answer>Here I am.")

    assert (await Heard().listen(agent)).text == "Here I am."


LONG = "<answer>" + "word " * 40


async def test_a_stream_that_ends_early_is_broken_once_words_have_left(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.reply(LONG).truncate(after_chunks=12)
    heard = Heard()

    with pytest.raises(AnswerBrokenError):
        await heard.listen(agent)

    assert "word" in heard.text


async def test_a_stream_that_is_cut_off_is_broken_once_words_have_left(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.reply(LONG).disconnect(after_chunks=12)

    with pytest.raises(AnswerBrokenError):
        await Heard().listen(agent)


async def test_a_stream_that_ends_before_any_word_is_asked_for_again(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.reply("thinking aloud for a while " * 4).truncate(after_chunks=6)
    llmock.reply("<answer>Now whole.")

    assert (await Heard().listen(agent)).text == "Now whole."


async def test_a_model_that_is_always_cut_is_unavailable(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.add(Reply(text="half an ans", finish_reason="length", times=None))

    with pytest.raises(AnswerUnavailableError):
        await Heard().listen(agent)


async def test_a_refusal_gets_a_kind_sentence(agent: AnsariAgent, llmock: LLMock) -> None:
    llmock.add(Reply(text="", finish_reason="content_filter", times=None))

    assert (await Heard().listen(agent)).text == phrases_in("en").wordless


async def test_silence_gets_a_kind_sentence(agent: AnsariAgent, llmock: LLMock) -> None:
    llmock.reply("<answer>\n", times=None)

    assert (await Heard().listen(agent)).text == phrases_in("en").wordless


async def test_searching_on_in_the_middle_of_an_answer_breaks_it(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.call_tool("search_quran", {"query": "patience"}, text="<answer>Well, ")

    with pytest.raises(AnswerBrokenError):
        await Heard().listen(agent)


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
