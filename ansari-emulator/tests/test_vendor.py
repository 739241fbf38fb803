"""A bot that asks a model by OpenAI's own library gets answers, until its vendor is down."""

import logging
from collections.abc import AsyncIterator

import httpx
import openai
import pytest
import pytest_asyncio
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam

from ansari_emulator.business import Business
from ansari_emulator.testing import Emulator, emulating

QUESTION: ChatCompletionMessageParam = {"role": "user", "content": "What is patience?"}
PROMPT: ChatCompletionMessageParam = {"role": "system", "content": "Begin with `<answer>`."}
SEARCH: ChatCompletionToolParam = {
    "type": "function",
    "function": {"name": "search_quran", "parameters": {"type": "object"}},
}
FOUND = '[{"reference": "quran 2:153", "source": "Al-Baqarah"}, {"reference": "quran 3:200"}]'


@pytest_asyncio.fixture(loop_scope="session")
async def vendor(emulator: Emulator) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(
        base_url=emulator.vendor_url, api_key="any", max_retries=0
    ) as client:
        yield client


async def words(
    vendor: openai.AsyncOpenAI, *messages: ChatCompletionMessageParam, **more: float
) -> str:
    """What it says, in one piece."""
    said = await vendor.chat.completions.create(model="any", messages=messages, **more)
    return said.choices[0].message.content or ""


async def test_it_says_that_it_is_scripted(vendor: openai.AsyncOpenAI) -> None:
    assert await words(vendor, QUESTION) == (
        "A scripted model speaks here, in the place of a real one."
    )


async def test_it_searches_once_and_then_streams_what_was_found_first(
    vendor: openai.AsyncOpenAI,
) -> None:
    chat = [PROMPT, QUESTION]
    first = await vendor.chat.completions.create(model="any", messages=chat, tools=[SEARCH])
    (call,) = first.choices[0].message.tool_calls or []
    assert call.type == "function"
    assert call.function.arguments == '{"queries": ["What is patience?"]}'

    chat.append({"role": "assistant", "tool_calls": [call.to_dict()]})
    chat.append({"role": "tool", "tool_call_id": call.id, "content": FOUND})
    stream = await vendor.chat.completions.create(
        model="any",
        messages=chat,
        tools=[SEARCH],
        stream=True,
        stream_options={"include_usage": True},
    )
    *chunks, counted = [chunk async for chunk in stream]

    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(pieces).startswith("<answer>\nA scripted model")
    assert "".join(pieces).endswith("[[quran 2:153]]")
    assert len(pieces) > 2
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert counted.usage


async def test_who_may_call_no_tool_gets_words(vendor: openai.AsyncOpenAI) -> None:
    said = await vendor.chat.completions.create(
        model="any", messages=[QUESTION], tools=[SEARCH], tool_choice="none"
    )

    assert said.choices[0].finish_reason == "stop"


@pytest.mark.parametrize(
    ("answers", "error", "patience"),
    [
        ("overloaded", openai.InternalServerError, 60),
        ("reset", openai.APIConnectionError, 60),
        ("silent", openai.APITimeoutError, 1),
    ],
)
async def test_while_it_is_down_nobody_gets_an_answer(
    emulator: Emulator,
    vendor: openai.AsyncOpenAI,
    answers: str,
    error: type[Exception],
    patience: float,
) -> None:
    await emulator.phones.disturb_vendor(answers)
    with pytest.raises(error):
        await words(vendor, QUESTION, timeout=patience)

    await emulator.phones.clear_faults()

    assert await words(vendor, QUESTION)


async def test_who_gives_a_silent_vendor_up_leaves_no_error_behind(
    emulator: Emulator, vendor: openai.AsyncOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    server = logging.getLogger("uvicorn.error")
    server.addHandler(caplog.handler)
    await emulator.phones.disturb_vendor("silent")
    with pytest.raises(openai.APITimeoutError):
        await words(vendor, QUESTION, timeout=0.5)

    await emulator.phones.clear_faults()
    await words(vendor, QUESTION)

    server.removeHandler(caplog.handler)
    assert caplog.messages == []


async def test_it_is_in_use_once_somebody_asks_it_or_is_set_up_to(
    business: Business, emulator: Emulator, vendor: openai.AsyncOpenAI
) -> None:
    assert not (await emulator.phones.faults()).vendor.in_use

    await words(vendor, QUESTION)

    known = (await emulator.phones.faults()).vendor
    assert (known.in_use, known.asked) == (True, 1)
    async with emulating(business, vendor_in_use=True) as expected:
        assert (await expected.phones.faults()).vendor.in_use


async def test_a_state_that_there_is_not_is_refused(emulator: Emulator) -> None:
    async with httpx.AsyncClient() as http:
        response = await http.put(f"{emulator.url}/api/faults/vendor", json={"answers": "rude"})

    assert response.status_code == 422
