"""What lies outside the gateway: a backend and a Meta that do what a test wants."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from ansari_whatsapp.presenters.texts import ServiceText, languages, service_text

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

    async def __call__(  # noqa: C901, PLR0911, PLR0912 - a table of paths
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
            case "/users/export":
                if person not in self.people:
                    return httpx.Response(404, json={"code": "unknown", "retryable": False})
                return httpx.Response(200, json={"person": {"id": person}})
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
    uploads: list[bytes] = field(default_factory=list)
    upload_script: list[httpx.Response] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return self.media.get(request.url.path, httpx.Response(404))
        if request.url.path.endswith("/media"):
            self.uploads.append(request.content)
            script = self.upload_script
            return script.pop(0) if script else httpx.Response(200, json={"id": "file.1"})
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
    if "document" in call:
        return str(call["document"]["caption"])
    return call["text"]["body"] if "text" in call else body


def is_welcome(call: dict[str, Any]) -> bool:
    return body_of(call) in WELCOMES


def mocked(address: str, handler: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(handler), base_url=address)
