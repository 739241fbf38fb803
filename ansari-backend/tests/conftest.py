"""A backend around an agent that follows a script."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
from asgi_lifespan import LifespanManager
from pymongo.asynchronous.database import AsyncDatabase

from ansari_backend.agent.answering import Agent, AnswerEvent, Question, Words
from ansari_backend.app.main import create_app
from ansari_backend.app.parts import parts_with
from ansari_backend.app.settings import Settings

Script = tuple[str | Exception | asyncio.Event | AnswerEvent, ...]

KEY = "the-key"


class ScriptedAgent:
    """Says its script to every question: words, pauses until an event, errors."""

    def __init__(self) -> None:
        self.script: Script = ("As-salamu ", "alaykum.")
        self.asked: list[Question] = []

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        self.asked.append(question)
        for step in self.script:
            match step:
                case str():
                    yield Words(text=step)
                case asyncio.Event():
                    await step.wait()
                case Exception():
                    raise step
                case event:
                    yield event


@pytest.fixture
def agent() -> ScriptedAgent:
    return ScriptedAgent()


@pytest.fixture
def settings(mongo_url: str, database: AsyncDatabase[dict[str, object]]) -> Settings:
    return Settings(
        _env_file=None,
        mongo_url=mongo_url,
        mongo_db_name=database.name,
        whatsapp_service_api_key=f"{KEY},the-next-key",
    )


Backend = Callable[[Settings], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def backend(agent: Agent) -> Backend:
    """Open a backend with these settings, and a client that has its key."""

    @asynccontextmanager
    async def opened(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(settings, lambda settings: parts_with(settings, agent))
        async with LifespanManager(app) as running:
            transport = httpx.ASGITransport(running.app, raise_app_exceptions=False)
            headers = {"X-Whatsapp-Api-Key": KEY}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://backend", headers=headers, timeout=30
            ) as client:
                yield client

    return opened


@pytest.fixture
async def client(backend: Backend, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with backend(settings) as client:
        yield client
