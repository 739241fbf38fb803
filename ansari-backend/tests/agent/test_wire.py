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
    Cited,
    Counts,
    Exchange,
    Made,
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


@pytest.fixture
async def hasty_agent(
    vendor: str, knowledge: Knowledge, llmock: LLMock
) -> AsyncIterator[AnsariAgent]:
    """An agent that bears a model's silence for less than a second."""
    access = Access(api_key="a key", base_url=llmock.base_url(PROVIDERS[vendor]))
    made = create_agent(MODELS[vendor], knowledge, access={vendor: access}, silence=0.8)
    yield made
    await made.close()


@dataclass(slots=True, kw_only=True)
class Heard:
    """What a person's side of an answer got."""

    events: list[AnswerEvent] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, Words))

    @property
    def made(self) -> Made:
        last = self.events[-1]
        assert isinstance(last, Made)
        return last

    async def listen(self, agent: AnsariAgent, *history: Exchange) -> "Heard":
        question = Question(text="What about patience?", history=history)
        async for event in agent.answer(question):
            self.events.append(event)
        return self


async def test_a_search_and_then_an_answer_with_its_sources(
    agent: AnsariAgent, llmock: LLMock, vendor: str
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
    assert heard.made.model == MODELS[vendor]
    assert heard.made.counts == Counts(inserted=1, removed=1)
    assert heard.made.spending.output_tokens > 0


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


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503, 529])
async def test_without_its_model_it_answers_from_the_texts_alone_and_says_so(
    agent: AnsariAgent, llmock: LLMock, status: int
) -> None:
    llmock.fail(status, times=None)

    heard = await Heard().listen(agent)

    assert phrases_in("en").alone in heard.text
    assert heard.made.model == "keyless"


@pytest.mark.parametrize("status", [429, 503, 529])
async def test_a_passing_fault_is_not_noticed(
    agent: AnsariAgent, llmock: LLMock, status: int
) -> None:
    llmock.fail(status, times=1).reply("<answer>Here I am.")

    assert (await Heard().listen(agent)).text == "Here I am."


async def test_a_model_that_stays_silent_is_not_waited_for(
    hasty_agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.slow_first_token(30, times=None)

    heard = await Heard().listen(hasty_agent)

    assert heard.made.model == "keyless"


async def test_what_a_model_says_before_it_stalls_is_gone_on_with(
    hasty_agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.reply(LONG).stall(after_chunks=12, seconds=30)
    llmock.reply("and so on.")

    heard = await Heard().listen(hasty_agent)

    assert heard.text.startswith("Patience is half of faith.\n\nword ")
    assert heard.text.endswith("and so on.")


LONG = "<answer>Patience is half of faith.\n\n" + "word " * 40
FAULTS = ["truncate", "disconnect", "corrupt"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_stream_that_breaks_after_words_have_left_is_gone_on_with(
    agent: AnsariAgent, llmock: LLMock, fault: str
) -> None:
    getattr(llmock.reply(LONG), fault)(after_chunks=12)
    llmock.reply("and so on.")

    heard = await Heard().listen(agent)

    assert heard.text.startswith("Patience is half of faith.\n\nword ")
    assert heard.text.endswith("and so on.")
    assert "Your answer was cut off." in str(llmock.last_request.body)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_model_whose_streams_always_break_gives_no_whole_answer(
    agent: AnsariAgent, llmock: LLMock, fault: str
) -> None:
    getattr(llmock.add(Reply(text=LONG, times=None)), fault)(after_chunks=12, times=None)
    heard = Heard()

    with pytest.raises(AnswerBrokenError):
        await heard.listen(agent)

    assert heard.text.startswith("Patience is half of faith.")


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_stream_that_breaks_before_any_word_is_asked_for_again(
    agent: AnsariAgent, llmock: LLMock, fault: str
) -> None:
    getattr(llmock.reply("thinking aloud for a while " * 4), fault)(after_chunks=6)
    llmock.reply("<answer>Now whole.")

    assert (await Heard().listen(agent)).text == "Now whole."


async def test_an_answer_that_used_up_its_room_is_gone_on_with(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.add(Reply(text="<answer>Half an ans", finish_reason="length"))
    llmock.reply("wer.")

    assert (await Heard().listen(agent)).text == "Half an answer."


async def test_an_answer_that_never_comes_to_an_end_says_so(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.add(Reply(text="<answer>On and on", finish_reason="length"))
    llmock.add(Reply(text=" and on", finish_reason="length", times=None))

    heard = await Heard().listen(agent)

    assert heard.text == f"On and on and on and on\n\n{phrases_in('en').cut}"


async def test_an_answer_longer_than_anybody_reads_is_ended_and_says_so(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.reply("<answer>" + ("So it goes on. " * 40 + "\n\n") * 40)

    heard = await Heard().listen(agent)

    assert heard.text.endswith(phrases_in("en").cut)
    assert len(heard.text) < 14_000


async def test_a_refusal_gets_a_kind_sentence(agent: AnsariAgent, llmock: LLMock) -> None:
    llmock.add(Reply(text="", finish_reason="content_filter", times=None))

    assert (await Heard().listen(agent)).text == phrases_in("en").wordless


async def test_a_refusal_in_the_middle_is_told(agent: AnsariAgent, llmock: LLMock) -> None:
    text = "<answer>Patience is half of faith.\n\nBut now"
    llmock.add(Reply(text=text, finish_reason="content_filter"))

    heard = await Heard().listen(agent)

    assert heard.text == f"Patience is half of faith.\n\n{phrases_in('en').stopped}"


async def test_silence_is_asked_again(agent: AnsariAgent, llmock: LLMock) -> None:
    llmock.reply("<answer>\n").reply("<answer>Here I am.")

    assert (await Heard().listen(agent)).text == "Here I am."


async def test_who_has_nothing_to_say_leaves_it_to_the_next(
    agent: AnsariAgent, llmock: LLMock
) -> None:
    llmock.reply("<answer>\n", times=None)

    heard = await Heard().listen(agent)

    assert heard.made.model == "keyless"
    assert phrases_in("en").alone in heard.text


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
