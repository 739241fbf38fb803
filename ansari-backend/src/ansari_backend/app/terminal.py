"""Ask the agent one question in the terminal: words to standard output, all else beside it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict

import typer

from ansari_backend.agent.answering import (
    Agent,
    AnswerBrokenError,
    AnswerUnavailableError,
    Cited,
    Made,
    Question,
    ToolUse,
    Words,
)
from ansari_backend.app.agents import UNOPENABLE, open_agent
from ansari_backend.app.failing import told
from ansari_backend.app.logs import configure_logs
from ansari_backend.app.settings import AgentSettings, SettingsError, read

Say = Callable[[Agent, Question], Awaitable[None]]


def ask(text: str, language: str, *, as_json: bool) -> None:
    """Open the agent alone: it needs no database."""
    configure_logs("ERROR", as_json=False)
    say = say_json if as_json else say_words
    with told(SettingsError):
        settings = read(AgentSettings)
    with (
        told(*UNOPENABLE, AnswerUnavailableError, AnswerBrokenError),
        open_agent(settings) as agent,
    ):
        asyncio.run(asked(agent, say, Question(text=text, language=language)))


async def asked(agent: Agent, say: Say, question: Question) -> None:
    """Ask, and leave no connection to a vendor open."""
    try:
        await say(agent, question)
    finally:
        await agent.close()


async def say_words(agent: Agent, question: Question) -> None:
    """Print the words of the answer as they come, and the searches for who watches."""
    async for event in agent.answer(question):
        match event:
            case Words(text=text):
                _print(text)
            case ToolUse(name=name, query=query):
                typer.echo(f"[{name}: {query}]", err=True)
            case Cited() | Made():
                pass  # the words name the sources
    _print("\n")


async def say_json(agent: Agent, question: Question) -> None:
    """Print the whole answer as one object, for scripts."""
    words: list[str] = []
    searches: list[dict[str, str]] = []
    sources: list[dict[str, str | None]] = []
    made: dict[str, object] = {}
    async for event in agent.answer(question):
        match event:
            case Words(text=text):
                words.append(text)
            case ToolUse(name=name, query=query):
                searches.append({"tool": name, "query": query})
            case Cited(sources=cited):
                sources = [asdict(source) for source in cited]
            case Made(model=name, counts=counts, spending=spending):
                made = {"model": name, **asdict(counts), **asdict(spending)}
    whole = {
        "question": question.text,
        "answer": "".join(words),
        "sources": sources,
        "searches": searches,
        "made": made,
    }
    _print(json.dumps(whole, ensure_ascii=False, default=float) + "\n")


def _print(text: str) -> None:
    """Write UTF-8 whatever the locale says: Arabic must not fail on an ASCII one."""
    typer.echo(text.encode(), nl=False)
