"""Ask the agent one question in the terminal: words to standard output, all else to the other."""

import json
import sys
from typing import TextIO

from ansari_backend.agent.answering import Agent, Question, ToolUse, Words


async def ask(
    agent: Agent,
    question: Question,
    *,
    as_json: bool = False,
    out: TextIO = sys.stdout,
    aside: TextIO = sys.stderr,
) -> None:
    """Print the answer as it comes, or as one JSON object when it is whole.

    Raises:
        AnswerUnavailableError: There is no answer.
        AnswerBrokenError: What was printed is not the whole answer.
    """
    words: list[str] = []
    searches: list[dict[str, str]] = []
    async for event in agent.answer(question):
        match event:
            case Words(text=text):
                words.append(text)
                _print("" if as_json else text, out)
            case ToolUse(name=name, query=query):
                searches.append({"tool": name, "query": query})
                _print(f"[{name}: {query}]\n", aside)
    _print(_as_json(question, words, searches) if as_json else "\n", out)


def _as_json(question: Question, words: list[str], searches: list[dict[str, str]]) -> str:
    whole = {"question": question.text, "answer": "".join(words), "searches": searches}
    return json.dumps(whole, ensure_ascii=False) + "\n"


def _print(text: str, stream: TextIO) -> None:
    stream.write(text)
    stream.flush()
