"""A question and its answer in the terminal."""

import asyncio
import json
from typing import Any

import pytest

from ansari_backend.agent.answering import (
    Agent,
    AnswerBrokenError,
    AnswerEvent,
    AnswerUnavailableError,
    Cited,
    Question,
    Source,
    ToolUse,
)
from ansari_backend.app.terminal import asked, say_json, say_words

Script = list[str | Exception | asyncio.Event | AnswerEvent]

PATIENCE = Source(
    reference="quran 2:153", title="The Cow 2:153", language=None, link=None, text="Arabic"
)
QUESTION = Question(text="ما هو الصبر؟", language="ar")


async def test_words_go_to_standard_output_and_searches_beside_it(
    agent: Agent, script: Script, capfd: pytest.CaptureFixture[str]
) -> None:
    script[:] = [
        ToolUse(name="search_quran", query="patience"),
        "الصبر ",
        "نور",
        Cited(sources=(PATIENCE,)),
    ]

    await say_words(agent, QUESTION)

    printed = capfd.readouterr()
    assert printed.out == "الصبر نور\n"
    assert printed.err == "[search_quran: patience]\n"


async def test_json_is_one_object_that_people_can_read(
    agent: Agent, script: Script, capfd: pytest.CaptureFixture[str]
) -> None:
    script[:] = [
        ToolUse(name="search_quran", query="patience"),
        "الصبر ",
        "نور",
        Cited(sources=(PATIENCE,)),
    ]

    await say_json(agent, QUESTION)

    printed = capfd.readouterr()
    assert "الصبر نور" in printed.out
    assert printed.err == ""
    assert json.loads(printed.out) == {
        "question": "ما هو الصبر؟",
        "answer": "الصبر نور",
        "sources": [
            {
                "reference": "quran 2:153",
                "title": "The Cow 2:153",
                "language": None,
                "link": None,
                "text": "Arabic",
            }
        ],
        "searches": [{"tool": "search_quran", "query": "patience"}],
        "made": {},
    }


async def test_half_an_answer_is_never_printed_as_json(
    agent: Agent, script: Script, capfd: pytest.CaptureFixture[str]
) -> None:
    script[:] = ["Half an", AnswerBrokenError()]

    with pytest.raises(AnswerBrokenError):
        await say_json(agent, QUESTION)

    assert capfd.readouterr().out == ""


async def test_no_connection_to_a_vendor_stays_open(agent: Any, script: Script) -> None:
    script[:] = [AnswerUnavailableError()]

    with pytest.raises(AnswerUnavailableError):
        await asked(agent, say_words, QUESTION)

    assert agent.closed
