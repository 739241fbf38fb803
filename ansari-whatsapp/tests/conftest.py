"""A whole gateway on a real MongoDB, between a backend and a Meta that do what a test wants."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from fastapi import FastAPI
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.app.main import Role, create_app
from ansari_whatsapp.app.wiring import Outside, Parts, join
from ansari_whatsapp.conversation.recorder import NOBODY
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.meta.media import Media
from ansari_whatsapp.presenters.texts import ServiceText, languages, service_text
from ansari_whatsapp.utils.ansari_client import AnsariClient
from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.transcriber import HttpTranscriber

NUMBER = "106540352242922"
SECRET = "app secret"
WELCOMES = {service_text(ServiceText.WELCOME, code) for code in languages()}


@dataclass
class FakeBackend:
    """Speaks the backend's contract; answers with `answer`, or fails as `script` says."""

    answer: str = "**Patience** is light."
    people: dict[str, str] = field(default_factory=dict)
    threads: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    script: list[httpx.Response | httpx.TransportError] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    sources: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    moves: list[dict[str, Any]] = field(default_factory=list)
    verdicts: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """What was thought of answers, by the keys of their questions."""
    calls: int = 0
    outages: int = 0
    """How many of the next calls find it down."""

    def __post_init__(self) -> None:
        self.gate.set()

    def forget(self, what: str) -> None:
        """Lose all threads, or the people too."""
        self.threads.clear()
        if what == "person":
            self.people.clear()

    async def __call__(  # noqa: C901, PLR0911 - a table of paths
        self, request: httpx.Request
    ) -> httpx.Response:
        self.calls += 1
        if self.outages:
            self.outages -= 1
            return httpx.Response(503)
        fields = json.loads(request.content) if request.content else dict(request.url.params)
        person = fields.get("phone_num") or fields["whatsapp_id"]
        match request.url.path.removeprefix("/whatsapp/v2"):
            case "/users/exists":
                return httpx.Response(200, json={"exists": person in self.people})
            case "/users/register":
                self.people[person] = fields["preferred_language"]
                return httpx.Response(200, json={"status": "success", "user_id": person})
            case "/users/identity":
                return self._move(fields)
            case "/users/location":
                self.places[person] = (fields["latitude"], fields["longitude"])
                return httpx.Response(200, json={"status": "success"})
            case "/feedback":
                return self._rate(fields)
            case "/users":
                self.forget("person")
                return httpx.Response(200, json={"status": "success"})
            case path if path.endswith("/sources"):
                return httpx.Response(200, json={"sources": self.sources})
            case "/threads/last":
                return httpx.Response(200, json=self._last_thread(person))
            case "/threads":
                thread = {"person": person, "title": fields["title"], "at": datetime.now(UTC)}
                self.threads.append(thread)
                return httpx.Response(200, json={"thread_id": str(len(self.threads))})
            case _:
                return await self._process(request, fields)

    def _move(self, fields: dict[str, Any]) -> httpx.Response:
        self.moves.append(fields)
        previous = fields.get("previous_phone_num") or fields.get("previous_whatsapp_id")
        new = fields.get("phone_num") or fields.get("whatsapp_id")
        if previous in self.people:
            self.people[new] = self.people.pop(previous)
        for thread in self.threads:
            thread["person"] = new if thread["person"] == previous else thread["person"]
        return httpx.Response(200, json={"status": "success"})

    def _rate(self, fields: dict[str, Any]) -> httpx.Response:
        if fields["key"] not in [question["key"] for question in self.questions]:
            return httpx.Response(404, json={"code": "unknown", "retryable": False})
        self.verdicts[fields["key"]] = (fields["verdict"], fields.get("reason"))
        return httpx.Response(200, json={"status": "success"})

    def _last_thread(self, person: str) -> dict[str, Any]:
        for number, thread in reversed(list(enumerate(self.threads, 1))):
            if thread["person"] == person:
                at = thread["at"].isoformat()
                return {"thread_id": str(number), "last_message_time": at}
        return {"thread_id": None, "last_message_time": None}

    async def _process(self, request: httpx.Request, fields: dict[str, Any]) -> httpx.Response:
        supersedes = request.headers.get("Supersedes")
        key = request.headers["Idempotency-Key"]
        deadline = float(request.headers["X-Request-Deadline"])
        known = len(self.threads) >= int(fields["thread_id"]) and self.people
        if not known:
            return httpx.Response(404, json={"code": "unknown", "retryable": False})
        self.questions.append(
            fields
            | {
                "key": key,
                "supersedes": supersedes,
                "deadline": deadline,
                "trace": request.headers.get("traceparent"),
            }
        )
        await self.gate.wait()
        if not self.script:
            return httpx.Response(200, text=self.answer)
        outcome = self.script.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@dataclass
class FakeMeta:
    """Accepts every Graph call, or answers as `script` says."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    script: list[httpx.Response] = field(default_factory=list)
    welcome_script: list[httpx.Response] = field(default_factory=list)
    media: dict[str, httpx.Response] = field(default_factory=dict)
    """What is where, by path."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return self.media.get(request.url.path, httpx.Response(404))
        call = json.loads(request.content)
        self.calls.append(call)
        if call.get("status") == "read":
            return httpx.Response(200, json={"success": True})
        script = self.welcome_script if is_welcome(call) else self.script
        if script:
            return script.pop(0)
        return httpx.Response(200, json={"messages": [{"id": f"wamid.out.{len(self.calls)}"}]})

    @property
    def sent(self) -> list[dict[str, Any]]:
        """Messages, but for the welcome that every newcomer gets."""
        return [call for call in self.calls if "type" in call and not is_welcome(call)]

    @property
    def bodies(self) -> list[str]:
        return [body_of(call) for call in self.sent]

    @property
    def welcomes(self) -> list[dict[str, Any]]:
        return [call for call in self.calls if is_welcome(call)]


def body_of(call: dict[str, Any]) -> str:
    body: str = (call.get("interactive") or {"body": {"text": ""}})["body"]["text"]
    return call["text"]["body"] if "text" in call else body


def is_welcome(call: dict[str, Any]) -> bool:
    return body_of(call) in WELCOMES


@dataclass
class Gateway:
    """The gateway under test, seen from outside."""

    app: FastAPI
    http: httpx.AsyncClient
    backend: FakeBackend
    meta: FakeMeta
    database: AsyncDatabase[dict[str, Any]]
    until: Callable[..., Awaitable[None]]

    async def receive(self, *messages: dict[str, Any], **value: Any) -> httpx.Response:
        content = {"metadata": {"phone_number_id": NUMBER}, "messages": list(messages), **value}
        changes = [{"field": "messages", "value": content}]
        return await self.post(json.dumps({"entry": [{"id": "1", "changes": changes}]}).encode())

    async def post(self, body: bytes, signature: str | None = None) -> httpx.Response:
        seal = "sha256=" + hmac.new(SECRET.encode(), body, sha256).hexdigest()
        headers = {"X-Hub-Signature-256": seal if signature is None else signature}
        return await self.http.post("/whatsapp/v2", content=body, headers=headers)

    async def left_behind(self, message: dict[str, Any], *, received_at: datetime) -> None:
        """Put a message into the inbox that an instance took earlier and never answered."""
        document = {
            "_id": f"message:{NUMBER}:{message['id']}",
            "kind": "message",
            "state": "waiting",
            "person": message["from"],
            "number_id": NUMBER,
            "sent_at": int(message["timestamp"]),
            "received_at": received_at,
            "arrival": int(received_at.timestamp() * 1e9),
            "payload": json.dumps({"message": message, "contacts": []}),
        }
        await self.database["inbox"].insert_one(document)

    async def settle(self) -> None:
        """Wait until nothing in the inbox waits any more, and nobody is held."""

        async def is_settled() -> bool:
            waiting = await self.database["inbox"].count_documents({"state": "waiting"})
            people = {"holder": {"$ne": None}, "_id": {"$ne": NOBODY}}
            return not waiting and not await self.database["chats"].count_documents(people)

        await self.until(is_settled)

    async def outcomes(self) -> list[str]:
        events = self.database["inbox"].find({"kind": "message"}).sort("arrival")
        return [event.get("outcome", event["state"]) async for event in events]


def settings(**changed: Any) -> Settings:
    required = {
        "whatsapp_service_api_key": "key",
        "meta_business_phone_number_id": NUMBER,
        "meta_access_token_from_sys_user": "token",
        "meta_webhook_verify_token": "verify me",
        "meta_ansari_app_secret": SECRET,
        "whatsapp_burst_window_seconds": 0,
    }
    return Settings(_env_file=None, **{**required, **changed})


OpenGateway = Callable[..., Any]


@pytest.fixture
def open_gateway(database: AsyncDatabase[dict[str, Any]], until: Any) -> OpenGateway:
    """Open a gateway; one that is opened after another has closed finds what that one left."""

    @asynccontextmanager
    async def opened(
        *,
        backend: FakeBackend | None = None,
        meta: FakeMeta | None = None,
        store: AsyncDatabase[dict[str, Any]] | None = None,
        typing_refresh: float = 20,
        role: Role = "all",
        speech: Callable[[httpx.Request], httpx.Response] | None = None,
        **changed: Any,
    ) -> AsyncIterator[Gateway]:
        backend, meta = backend or FakeBackend(), meta or FakeMeta()
        used = database if store is None else store

        @asynccontextmanager
        async def opening(given: Settings) -> AsyncIterator[Parts]:
            async with (
                mocked("https://graph.test/v26.0", meta) as graph,
                mocked("https://backend.test", backend) as to_backend,
                mocked("https://speech.test", speech or FakeMeta()) as to_speech,
            ):
                outside = Outside(
                    graph=GraphClient(graph),
                    media=Media(graph),
                    backend=AnsariClient(to_backend),
                    transcriber=HttpTranscriber(to_speech, model="whisper-1") if speech else None,
                )
                yield join(
                    given,
                    used,
                    outside,
                    order_wait=timedelta(0),
                    typing_refresh=typing_refresh,
                )

        app = create_app(settings(**changed), opening, role)
        transport = httpx.ASGITransport(app)
        async with (
            LifespanManager(app),
            httpx.AsyncClient(transport=transport, base_url="https://gateway.test") as http,
        ):
            yield Gateway(app, http, backend, meta, used, until)

    return opened


def mocked(address: str, handler: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(handler), base_url=address)


@pytest.fixture
async def gateway(open_gateway: OpenGateway) -> AsyncIterator[Gateway]:
    async with open_gateway() as gateway:
        yield gateway
