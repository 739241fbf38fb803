"""The backend, as the gateway sees it: people, threads and answers over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeVar

import httpx
from pydantic import BaseModel, RootModel, ValidationError

PREFIX = "/whatsapp/v2"
TIMEOUT: Final = httpx.Timeout(20, connect=5)
ANSWER_TIMEOUT: Final = httpx.Timeout(120, connect=5)
"""Without a byte for that long, the backend is asked again: the same key joins what is running."""

RETRYABLE: Final = frozenset({408, 409, 425, 429})

Verdict = Literal["good", "bad", "none"]
"""What a person thinks of an answer; `none` takes back what they thought before."""

Model = TypeVar("Model", bound=BaseModel)


class BackendUnavailableError(Exception):
    """No answer for now: keep the message and try again."""


class BackendRefusedError(Exception):
    """A firm no: apologise to the person and let the message go."""


class BackendForgotError(BackendRefusedError):
    """The backend doesn't know this person or thread: register and begin a thread, then ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who writes to us: by number, by WhatsApp's id for them, or both; at least one is there."""

    phone: str | None
    whatsapp_id: str | None

    @property
    def name(self) -> str:
        """What their turns and their chat are kept under."""
        return self.whatsapp_id or self.phone or ""

    def as_fields(self) -> dict[str, str]:
        """Name the person as the backend's requests do."""
        named = {"phone_num": self.phone, "whatsapp_id": self.whatsapp_id}
        return {name: value for name, value in named.items() if value}


class Existence(BaseModel):
    """What the backend says of a person."""

    exists: bool


class LastThread(BaseModel):
    """The thread a person last wrote in, and when; both empty for a newcomer."""

    thread_id: str | None
    last_message_time: datetime | None


class NewThread(BaseModel):
    """A thread just made."""

    thread_id: str


class Source(BaseModel):
    """What an answer is based on."""

    number: int
    title: str
    text: str
    url: str | None = None


class Export(RootModel[dict[str, object]]):
    """Everything about a person, of any shape."""


class Sources(BaseModel):
    """All sources of an answer, in the order in which it names them."""

    sources: list[Source]


class AnsariClient:
    """One for the whole process: it keeps its connections open.

    Every method raises BackendUnavailableError when trying again may help, and
    BackendRefusedError when not.
    """

    def __init__(self, http: httpx.AsyncClient) -> None:
        """Take a client that has the backend's address and carries the service key."""
        self._http = http

    async def is_registered(self, person: Person) -> bool:
        """Tell whether the backend knows this person."""
        answer = await self._request("GET", "/users/exists", params=person.as_fields())
        return _read(Existence, answer).exists

    async def register(self, person: Person, language: str) -> None:
        """Make the person known; the same again changes nothing but their language."""
        await self._request(
            "POST", "/users/register", json={**person.as_fields(), "preferred_language": language}
        )

    async def locate(self, person: Person, *, latitude: float, longitude: float) -> None:
        """Tell where the person is, in degrees."""
        place = {"latitude": latitude, "longitude": longitude}
        await self._request("PUT", "/users/location", json={**person.as_fields(), **place})

    async def export(self, person: Person) -> dict[str, object]:
        """Fetch everything that the backend stores about the person, in its own words."""
        answer = await self._request("GET", "/users/export", params=person.as_fields())
        return _read(Export, answer).root

    async def erase(self, person: Person) -> None:
        """Have everything removed that the backend stores about the person."""
        await self._request("DELETE", "/users", params=person.as_fields())

    async def sources(self, person: Person, thread_id: str) -> list[Source]:
        """Fetch the sources of the thread's last answer."""
        path = f"/threads/{thread_id}/sources"
        answer = await self._request("GET", path, params=person.as_fields())
        return _read(Sources, answer).sources

    async def move(self, previous: Person, current: Person) -> None:
        """Let a person be known by other ids from now on; the same again changes nothing."""
        until_now = {f"previous_{name}": value for name, value in previous.as_fields().items()}
        await self._request("PUT", "/users/identity", json={**current.as_fields(), **until_now})

    async def rate(
        self, person: Person, key: str, verdict: Verdict, reason: str | None = None
    ) -> None:
        """Keep what the person thinks of the answer to the question that had this key."""
        said = {"key": key, "verdict": verdict} | ({"reason": reason} if reason else {})
        await self._request("PUT", "/feedback", json={**person.as_fields(), **said})

    async def last_thread(self, person: Person) -> LastThread:
        """Find the thread the person last wrote in."""
        answer = await self._request("GET", "/threads/last", params=person.as_fields())
        return _read(LastThread, answer)

    async def create_thread(self, person: Person, title: str) -> str:
        """Begin a thread and return its id."""
        answer = await self._request(
            "POST", "/threads", json={**person.as_fields(), "title": title}
        )
        return _read(NewThread, answer).thread_id

    async def ask(
        self,
        person: Person,
        *,
        thread_id: str,
        message: str,
        key: str,
        deadline: float,
        supersedes: str | None = None,
        trace: str | None = None,
    ) -> str:
        """Ask, and return the whole answer. The same `key` never runs the model twice.

        `supersedes` is the key of an earlier question that this one replaces, and whose answer
        nobody has seen. `deadline` is when the answer stops being useful, in unix seconds. A stream
        that breaks off is no answer: it raises BackendUnavailableError. `trace` is a W3C
        traceparent.
        """
        headers = {"Idempotency-Key": key, "X-Request-Deadline": str(int(deadline))}
        if supersedes is not None:
            headers["Supersedes"] = supersedes
        if trace is not None:
            headers["traceparent"] = trace
        answer = await self._request(
            "POST",
            "/messages/process",
            json={**person.as_fields(), "thread_id": thread_id, "message": message},
            headers=headers,
            patience=ANSWER_TIMEOUT,
        )
        return answer.content.decode()

    async def _request(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: Mapping[str, str | float] | None = None,
        headers: dict[str, str] | None = None,
        patience: httpx.Timeout = TIMEOUT,
    ) -> httpx.Response:
        try:
            answer = await self._http.request(
                method, PREFIX + path, params=params, json=json, headers=headers, timeout=patience
            )
        except httpx.TransportError as error:
            # Only the kind of error: its text may hold the address, and that the person's number.
            raise BackendUnavailableError(type(error).__name__) from None
        if answer.is_success:
            return answer
        if _is_worth_a_retry(answer):
            raise BackendUnavailableError(f"HTTP {answer.status_code}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise BackendForgotError("HTTP 404")
        raise BackendRefusedError(f"HTTP {answer.status_code}")


def _is_worth_a_retry(answer: httpx.Response) -> bool:
    """Believe the backend's own `retryable`; an older one leaves us its status."""
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return True  # our key is wrong: the operator can mend that, the person can't
    try:
        said = answer.json().get("retryable")
    except (ValueError, AttributeError):
        said = None
    if isinstance(said, bool):
        return said
    return answer.is_server_error or answer.status_code in RETRYABLE


def _read(model: type[Model], answer: httpx.Response) -> Model:
    """Read an answer; one of another shape comes from something that is no backend of ours."""
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        raise BackendUnavailableError("unexpected answer") from error
