"""A backend around an agent that follows a script, and one person who writes to it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
from asgi_lifespan import LifespanManager
from pymongo.asynchronous.database import AsyncDatabase

from ansari_backend.agent.answering import AnswerEvent, Condensed, Exchange, Question, Words
from ansari_backend.app.main import create_app
from ansari_backend.app.parts import open_parts
from ansari_backend.app.settings import Settings
from ansari_backend.knowledge.artefact import default_place
from ansari_backend.knowledge.build import build
from ansari_backend.knowledge.knowledge import Knowledge, open_knowledge

Script = list[str | Exception | asyncio.Event | AnswerEvent]
Asked = asyncio.Queue[Question]
Ask = Callable[..., Awaitable[httpx.Response]]
Said = Callable[[str], Awaitable[list[tuple[str, str]]]]
Backend = Callable[[Settings], AbstractAsyncContextManager[httpx.AsyncClient]]

AMINA = {"phone_num": "15551230001"}
API = "/whatsapp/v2"


class ScriptedAgent:
    """Says its script to every question: words, pauses until an event, errors."""

    edition = "scripted"
    closed = False

    def __init__(self, script: Script, asked: Asked) -> None:
        self._script = script
        self._asked = asked

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        self._asked.put_nowait(question)
        for step in list(self._script):
            match step:
                case str():
                    yield Words(text=step)
                case asyncio.Event():
                    await step.wait()
                case Exception():
                    raise step
                case event:
                    yield event

    async def condense(self, _summary: str, _history: Sequence[Exchange]) -> Condensed | None:
        return None

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def script() -> Script:
    """What the agent says; a test writes its own into it."""
    return ["As-salamu ", "alaykum."]


@pytest.fixture
def asked() -> Asked:
    """What the agent was asked, in order."""
    return asyncio.Queue()


@pytest.fixture
def agent(script: Script, asked: Asked) -> ScriptedAgent:
    return ScriptedAgent(script, asked)


@pytest.fixture
def settings(mongo_url: str, database: AsyncDatabase[dict[str, object]]) -> Settings:
    return Settings(
        _env_file=None,
        mongo_url=mongo_url,
        mongo_db_name=database.name,
        whatsapp_service_api_key="the-key,the-next-key",
    )


@pytest.fixture
def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def backend(agent: ScriptedAgent) -> Backend:
    """Open a backend with these settings, and a client that has its key."""

    @asynccontextmanager
    async def opened(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(settings, lambda settings: open_parts(agent, settings))
        async with LifespanManager(app, startup_timeout=60, shutdown_timeout=60) as running:
            transport = httpx.ASGITransport(running.app, raise_app_exceptions=False)
            headers = {"X-Whatsapp-Api-Key": "the-key"}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://backend", headers=headers, timeout=30
            ) as client:
                yield client

    return opened


@pytest.fixture
async def client(backend: Backend, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with backend(settings) as client:
        yield client


@pytest.fixture
async def thread(client: httpx.AsyncClient) -> str:
    """Amina is registered, and this is a thread of hers."""
    await client.post(f"{API}/users/register", json={**AMINA, "preferred_language": "en"})
    response = await client.post(f"{API}/threads", json={**AMINA, "title": "Salam"})
    return str(response.json()["thread_id"])


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Ask:
    """Amina asks in a thread; headers are given as keywords."""

    async def asking(thread: str, message: str = "Salam", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {**AMINA, "thread_id": thread, "message": message}
        return await client.post(f"{API}/messages/process", json=body, headers=named)

    return asking


@pytest.fixture
def said(client: httpx.AsyncClient) -> Said:
    """Who said what in a thread of Amina's."""

    async def reading(thread: str) -> list[tuple[str, str]]:
        response = await client.get(f"{API}/threads/{thread}/history", params=AMINA)
        return [(one["role"], one["content"]) for one in response.json()["messages"]]

    return reading


@pytest.fixture(scope="session")
def knowledge() -> Iterator[Knowledge]:
    """The real texts, built once into the virtual environment and kept there between runs."""
    build(default_place(), lambda _step, _done, _all: None)
    with open_knowledge(default_place()) as opened:
        yield opened
