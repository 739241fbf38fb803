"""What a person gets when a vendor fails: errors, silence, broken streams, refusals, no end."""

import pytest
from hearing import Heard
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply

from ansari_backend.agent.ansari import AnsariAgent
from ansari_backend.agent.answering import AnswerBrokenError, Question, ToolUse
from ansari_backend.agent.phrases import phrases_in

LONG = "<answer>Patience is half of faith.\n\n" + "word " * 40
FAULTS = ["truncate", "disconnect", "corrupt"]


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


@pytest.mark.parametrize("fault", ["silence", "overload", *FAULTS])
async def test_who_is_asked_again_still_knows_what_was_found(
    agent: AnsariAgent, llmock: LLMock, fault: str
) -> None:
    """Searches may be used up by then: the answer would say that the texts have nothing."""
    llmock.call_tool("search_quran", {"queries": ["patience"]})
    heard = Heard()

    async for event in agent.answer(Question(text="What about patience?")):
        if isinstance(event, ToolUse):
            match fault:
                case "silence":
                    llmock.reply("<answer>\n")
                case "overload":
                    llmock.fail(529)
                case _:
                    getattr(llmock.reply("thinking aloud " * 4), fault)(after_chunks=6)
            llmock.reply("<answer>[[quran 2:153]]")
        heard.events.append(event)

    assert "— Qur'an 2:153" in heard.text
    assert "seek help through patience" in str(llmock.last_request.body)
    assert all("You are Ansari" in str(request.body) for request in llmock.requests)
