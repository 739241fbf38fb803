"""Many people write while something breaks; afterwards it is counted who was answered, and how."""

import asyncio
import os
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError
from services import NUMBER, Cast

from ansari_emulator.api.message_view import MessageView
from ansari_emulator.chats.messages import Author
from ansari_emulator.client import Phones

Document = dict[str, Any]
NUMBERS = count(20_000_000)
QUESTIONS = ("What is patience?", "ما هي الزكاة؟", "Apa itu sabar?", "What is mercy?")


@dataclass(frozen=True)
class Size:
    """How large a storm is; `make chaos` has the large one."""

    people: int
    messages: int
    seconds: float
    kills: int


SHORT = Size(people=20, messages=60, seconds=6, kills=3)
LONG = Size(people=50, messages=200, seconds=20, kills=20)
SIZE = LONG if os.environ.get("CHAOS") == "long" else SHORT


@dataclass(frozen=True)
class Outcome:
    """What became of the messages of a storm."""

    name: str
    messages: int
    answered: int
    twice: int
    disordered: int
    resent: int
    """How often Meta had to bring a webhook again."""
    slowest: float
    """Seconds from a message to the first part of its answer, at the most."""
    seconds: float

    @property
    def is_flawless(self) -> bool:
        return self.answered == self.messages and not self.twice and not self.disordered


@dataclass
class Storm:
    """One storm over a system that may have seen others."""

    cast: Cast
    phones: Phones
    store: AsyncDatabase[Document]
    size: Size = SIZE
    asked: dict[str, list[str]] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    async def blow(self) -> None:
        """Let everybody write, in turns and at an even pace."""
        await self._gather_people()
        for n in range(self.size.messages):
            await self._say(n, self.size.seconds / self.size.messages)

    async def blow_until(self, over: asyncio.Event, *, pause: float) -> None:
        """Let everybody write for as long as it takes, with so many seconds in between."""
        await self._gather_people()
        for n in count():
            if over.is_set():
                return
            await self._say(n, pause)

    async def _gather_people(self) -> None:
        for _ in range(self.size.people):
            person = f"1650{next(NUMBERS)}"
            await self.phones.add(name="Somebody", phone=person)
            self.asked[person] = []

    async def _say(self, n: int, pause: float) -> None:
        person = list(self.asked)[n % len(self.asked)]
        words = QUESTIONS[n % len(QUESTIONS)]
        self.asked[person].append(await self.phones.say(person, words))
        await asyncio.sleep(pause)  # the pace of people

    @property
    def said(self) -> int:
        """How many messages have been written so far."""
        return sum(len(chat) for chat in self.asked.values())

    async def calm(self, within: float = 150) -> None:
        """Wait until every message has come in and none waits any more."""
        wanted = {"kind": "message", "person": {"$in": list(await self._ids())}}
        async with asyncio.timeout(within):
            while True:
                try:
                    came = await self.store["inbox"].count_documents(wanted)
                    waiting = await self.store["inbox"].count_documents(
                        wanted | {"state": "waiting"}
                    )
                except PyMongoError:
                    came, waiting = 0, 1
                if came == self.said and not waiting:
                    return
                await asyncio.sleep(0.2)  # looks again

    async def outcome(self, name: str) -> Outcome:
        """Count."""
        chats = [await self.phones.chat(person) for person in self.asked]
        answers = [_answered(chat) for chat in chats]
        counts = await self.phones.counts()
        replies = Counter(reply for chat in answers for reply in chat)
        arrived = await self._arrivals()
        return Outcome(
            name=name,
            messages=self.said,
            answered=sum(1 for chat in self.asked.values() for one in chat if replies[one]),
            twice=sum(1 for times in replies.values() if times > 1),
            disordered=sum(_disorder(chat, arrived) for chat in answers),
            resent=counts.webhooks_tried - counts.webhooks_taken,
            slowest=max(wait for chat in chats for wait in _waits(chat)),
            seconds=time.monotonic() - self.began,
        )

    async def _ids(self) -> set[str]:
        return {p.user_id for p in await self.phones.people() if p.phone in self.asked}

    async def _arrivals(self) -> dict[str, tuple[int, int]]:
        """When each message was written, to the second, and in which place it was stored.

        A message that came first may be stored last, after its webhook has failed: who answers
        others meanwhile could not know of it.
        """
        found = self.store["inbox"].find({"kind": "message"})
        prefix, places = f"message:{NUMBER}:", await self._places()
        return {
            one["_id"].removeprefix(prefix): (one["sent_at"], places[one["_id"]])
            async for one in found
        }

    async def _places(self) -> dict[str, int]:
        """The order of writes, as the replica set noted it; what it notes no more was earlier."""
        inbox = f"{self.store.name}.inbox"
        log = self.store.client["local"]["oplog.rs"]
        places: dict[str, int] = defaultdict(int)
        async for note in log.find({"ns": {"$in": [inbox, "admin.$cmd"]}}):
            for write in note["o"].get("applyOps", [note]):
                if write["op"] == "i" and write["ns"] == inbox:
                    places[write["o"]["_id"]] = len(places) + 1
        assert len(places) >= self.said  # else nothing would be out of order, whatever happens
        return places


def _answered(chat: Sequence[MessageView]) -> list[str]:
    """The questions of a person in the order in which they were answered."""
    return [m.replies_to for m in chat if m.author is Author.BUSINESS and m.replies_to]


def _waits(chat: Sequence[MessageView]) -> list[float]:
    """Seconds from each question to what replied to it."""
    asked = {m.id: m.written_at for m in chat}
    replies = [(m.written_at, m.replies_to) for m in chat if m.author is Author.BUSINESS]
    return [(at - asked[to]).total_seconds() for at, to in replies if to in asked]


def _disorder(answered: Sequence[str], arrived: dict[str, tuple[int, int]]) -> int:
    """How often the later of two came first, though it was written and stored later."""
    first_times = list(dict.fromkeys(answered))
    return sum(
        arrived[earlier][0] > arrived[later][0] and arrived[earlier][1] > arrived[later][1]
        for earlier, later in pairwise(first_times)
    )
