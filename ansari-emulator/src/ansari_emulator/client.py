"""Be a person with a phone from Python: the emulator's JSON API as methods."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from itertools import takewhile
from typing import Any, Final

import httpx
from starlette.types import ASGIApp

from ansari_emulator.api.faults_wire import FaultsView, RuleView, VendorView
from ansari_emulator.api.message_view import MessageView
from ansari_emulator.api.programs_router import Deed, ProgramView
from ansari_emulator.api.progress_router import ProgressView
from ansari_emulator.api.records_wire import CallView, CountsView
from ansari_emulator.api.wire import NewPerson, PersonView, TypingView
from ansari_emulator.chats.messages import Author
from ansari_emulator.faults.vendor import VendorAnswers

_TIMEOUT: Final = 30.0
_LIMITS: Final = httpx.Limits(keepalive_expiry=2)
"""The server closes an idle connection after 5 seconds; at 5 of our own we'd use one as it goes."""

Happening = PersonView | MessageView | TypingView


class Phones:
    """Everybody's phone, behind one address."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def add(
        self,
        *,
        name: str,
        phone: str | None = None,
        number_hidden: bool = False,
        username: str | None = None,
    ) -> PersonView:
        """Give somebody a phone, perhaps one whose number the business doesn't see."""
        new = NewPerson(name=name, phone=phone, number_hidden=number_hidden, username=username)
        return PersonView.model_validate(await self._post("/api/people", new.model_dump()))

    async def people(self) -> list[PersonView]:
        """Everybody who has a phone."""
        response = await self._http.get("/api/people")
        response.raise_for_status()
        return [PersonView.model_validate(person) for person in response.json()]

    async def say(self, phone: str, text: str) -> str:
        """Write to the business; the id under which it hears of the message."""
        return await self.send(phone, text=text)

    async def send(self, phone: str, **message: Any) -> str:  # noqa: ANN401 - JSON of any kind
        """Send anything: `image={"id": …}`, `location={…}`, `text="…", forwarded="forwarded"`."""
        sent = await self._post(f"/api/people/{phone}/messages", message)
        message_id: str = sent["id"]
        return message_id

    async def keep(self, data: bytes, mime_type: str) -> str:
        """Let the emulator take in a file; its id, for a message that holds it."""
        headers = {"Content-Type": mime_type}
        response = await self._http.post("/api/media", content=data, headers=headers)
        response.raise_for_status()
        media_id: str = response.json()["id"]
        return media_id

    async def press(self, phone: str, message_id: str, choice_id: str) -> str:
        """Press what a message offers; the id under which the business hears of it."""
        pressed = {"message_id": message_id, "choice_id": choice_id}
        sent = await self._post(f"/api/people/{phone}/presses", pressed)
        reply_id: str = sent["id"]
        return reply_id

    async def chat(self, phone: str) -> list[MessageView]:
        """Both sides of one chat, oldest first."""
        messages = await self._get(f"/api/people/{phone}/messages")
        return [MessageView.model_validate(message) for message in messages]

    async def answer(self, phone: str, within: float = 10) -> MessageView:
        """What the business has said since this person last wrote, as soon as it is there.

        Raises:
            TimeoutError: It said nothing for so many seconds.
        """
        async with asyncio.timeout(within), self.watching() as happenings:
            chat = await self.chat(phone)
            while not chat or chat[-1].author is Author.PERSON:
                await anext(happenings)
                chat = await self.chat(phone)
        answers = takewhile(lambda said: said.author is Author.BUSINESS, reversed(chat))
        return [*answers][-1]

    async def send_webhooks(self, bodies: Sequence[dict[str, Any]]) -> None:
        """Send webhooks of your own making, all at once; return when all are taken."""
        response = await self._http.post("/api/webhooks", json={"bodies": bodies})
        response.raise_for_status()

    async def limit(self, **limits: Any) -> None:  # noqa: ANN401 - JSON likewise
        """Hold the business to `limits`: `per_second=80, pair_seconds=6, pair_burst=45`."""
        (await self._http.put("/api/limits", json=limits)).raise_for_status()

    async def put_forward(self, seconds: float) -> None:
        """Let so much time have passed at Meta."""
        (await self._http.post("/api/clock", json={"seconds": seconds})).raise_for_status()

    async def go_back_to_real_time(self) -> None:
        """Let no time have passed at Meta beyond what has."""
        (await self._http.delete("/api/clock")).raise_for_status()

    async def move_callback(self, url: str, verify_token: str) -> None:
        """Let webhooks go to another address, which must answer the challenge."""
        new = {"url": url, "verify_token": verify_token}
        (await self._http.put("/api/callback", json=new)).raise_for_status()

    async def approve(
        self, *, name: str, language: str, body: str, buttons: Sequence[str] = ()
    ) -> None:
        """Let the business send a template."""
        new = {"name": name, "language": language, "body": body, "buttons": list(buttons)}
        (await self._http.post("/api/templates", json=new)).raise_for_status()

    async def break_graph(self, **rule: Any) -> RuleView:  # noqa: ANN401 - JSON of the rule
        """Let calls that send a text fail, as the fields of `rule` say."""
        return RuleView.model_validate(await self._post("/api/faults/graph", rule))

    async def disturb_webhooks(self, **settings: Any) -> None:  # noqa: ANN401 - JSON likewise
        """Let webhooks travel as `settings` say; what is left out goes back to its default."""
        response = await self._http.put("/api/faults/webhooks", json=settings)
        response.raise_for_status()

    async def disturb_vendor(self, answers: VendorAnswers | str) -> VendorView:
        """Let the scripted vendor of models be `overloaded`, `silent`, `reset`, or `well` again."""
        body = {"answers": VendorAnswers(answers)}
        response = await self._http.put("/api/faults/vendor", json=body)
        response.raise_for_status()
        return VendorView.model_validate(response.json())

    async def clear_faults(self) -> None:
        """Let all go well again."""
        (await self._http.delete("/api/faults")).raise_for_status()

    async def faults(self) -> FaultsView:
        """What goes wrong at present."""
        return FaultsView.model_validate(await self._get("/api/faults"))

    async def counts(self) -> CountsView:
        """How much came and went since the start or the last reset."""
        return CountsView.model_validate(await self._get("/api/counts"))

    async def reset_counts(self) -> None:
        """Begin to count anew."""
        (await self._http.delete("/api/counts")).raise_for_status()

    async def calls(self, phone: str) -> list[CallView]:
        """The Graph calls about one person, oldest first."""
        return [CallView.model_validate(call) for call in await self._get("/api/calls", to=phone)]

    async def progress(self) -> ProgressView:
        """How many messages have come how far."""
        return ProgressView.model_validate(await self._get("/api/progress"))

    async def programs(self) -> list[ProgramView]:
        """The processes that can be broken, and what they do now."""
        return [ProgramView.model_validate(one) for one in await self._get("/api/programs")]

    async def do_to_program(self, name: str, deed: Deed | str) -> ProgramView:
        """Kill, stop, resume, start or restart one of them."""
        body = {"do": Deed(deed)}
        return ProgramView.model_validate(await self._post(f"/api/programs/{name}", body))

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[AsyncIterator[Happening]]:
        """Follow everything that happens from here on."""
        async with self._http.stream("GET", "/api/events", timeout=None) as response:
            response.raise_for_status()
            yield _events(response.aiter_lines())

    async def _get(self, path: str, **query: str) -> Any:  # noqa: ANN401 - JSON of any shape
        response = await self._http.get(path, params=query or None)
        response.raise_for_status()
        return response.json()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = await self._http.post(path, json=body)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[Happening]:
    name = ""
    async for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield _VIEWS[name].model_validate_json(value)


_VIEWS: dict[str, type[Happening]] = {
    "person": PersonView,
    "message": MessageView,
    "typing": TypingView,
}


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: to read them takes longer than to start an emulator."""
    return httpx.create_ssl_context()


@asynccontextmanager
async def phones_at(url: str) -> AsyncIterator[Phones]:
    """The phones of the emulator at `url`."""
    async with httpx.AsyncClient(
        base_url=url, timeout=_TIMEOUT, limits=_LIMITS, verify=_certificates()
    ) as http:
        yield Phones(http)


@asynccontextmanager
async def phones_of(app: ASGIApp) -> AsyncIterator[Phones]:
    """The phones of an emulator that runs in this very process, without a wire between."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(base_url="http://emulator", transport=transport) as http:
        yield Phones(http)
