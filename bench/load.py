"""Post prepared webhooks, as fast as they are answered or at given times, as cheaply as can be."""

import asyncio
import gc
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TypeVar

import uvloop
from client import LOST, Client, connect
from percentiles import percentile
from webhooks import Webhook

OK: Final = 200
LAST_ANSWERS_SECONDS: Final = 15

Result = TypeVar("Result")


@dataclass(kw_only=True)
class Outcome:
    """What became of the webhooks that were posted."""

    latencies: list[float] = field(default_factory=list)
    """Seconds, of those answered with 200."""
    accepted_at: dict[str, float] = field(default_factory=dict)
    refused: int = 0
    """Answered with anything else, or not at all."""
    seconds: float = 0

    @property
    def rate(self) -> float:
        """Accepted webhooks a second."""
        return len(self.latencies) / self.seconds

    def milliseconds(self, share: float) -> float:
        """Give a percentile of the latency."""
        return percentile(self.latencies, share) * 1000

    def note(self, webhook: Webhook, status: int, since: float) -> None:
        """Note an answer that has just come."""
        if status != OK:
            self.refused += 1
            return
        now = time.monotonic()
        self.latencies.append(now - since)
        self.accepted_at[webhook.wamid] = now


class _Poster:
    """Posts the next webhook in the moment in which the last is answered."""

    def __init__(
        self, client: Client, webhooks: Iterator[Webhook], ends_at: float, outcome: Outcome
    ) -> None:
        self._client = client
        self._webhooks = webhooks
        self._ends_at = ends_at
        self._outcome = outcome
        self.ended = asyncio.get_running_loop().create_future()

    def post(self) -> None:
        began = time.monotonic()
        webhook = next(self._webhooks, None) if began < self._ends_at else None
        if webhook is None:
            self.ended.set_result(None)
            return

        def answered(status: int) -> None:
            self._outcome.note(webhook, status, began)
            if status == LOST:
                self.ended.set_result(None)
            else:
                self.post()

        self._client.send(webhook.request, answered)


async def closed_loop(
    port: int, webhooks: Iterator[Webhook], *, clients: int, seconds: float
) -> Outcome:
    """Have so many clients post for so long, each its next webhook when it has the answer."""
    connections = [await connect(port) for _ in range(clients)]
    outcome = Outcome()
    began = time.monotonic()
    posters = [_Poster(one, webhooks, began + seconds, outcome) for one in connections]
    for poster in posters:
        poster.post()
    await asyncio.gather(*(poster.ended for poster in posters))
    outcome.seconds = time.monotonic() - began
    for connection in connections:
        connection.close()
    return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A webhook, and when it arrives: seconds after the beginning."""

    due: float
    webhook: Webhook


def evenly(webhooks: Sequence[Webhook], rate: float) -> list[Arrival]:
    """Let so many arrive in each second, at even distances."""
    return [Arrival(due=at / rate, webhook=webhook) for at, webhook in enumerate(webhooks)]


class _Pool:
    """As many connections as are needed at a time."""

    def __init__(self, port: int, outcome: Outcome) -> None:
        self._port = port
        self._outcome = outcome
        self._idle: list[Client] = []
        self._posts: set[asyncio.Task[None]] = set()
        self._is_empty = asyncio.Event()
        self._is_over = False
        self.under_way = 0

    def post(self, webhook: Webhook, due: float) -> None:
        self.under_way += 1
        self._is_empty.clear()
        while self._idle:
            client = self._idle.pop()
            if client.is_open:
                self._send(client, webhook, due)
                return
        task = asyncio.create_task(self._post_anew(webhook, due))
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    async def _post_anew(self, webhook: Webhook, due: float) -> None:
        try:
            client = await connect(self._port)
        except OSError:
            self._note(webhook, LOST, due)
        else:
            self._send(client, webhook, due)

    def _send(self, client: Client, webhook: Webhook, due: float) -> None:
        def answered(status: int) -> None:
            self._note(webhook, status, due)
            self._idle.append(client)

        client.send(webhook.request, answered)

    def _note(self, webhook: Webhook, status: int, due: float) -> None:
        if self._is_over:
            return
        self._outcome.note(webhook, status, due)
        self.under_way -= 1
        if not self.under_way:
            self._is_empty.set()

    async def wait(self, seconds: float) -> None:
        """Wait until all are answered, but no longer than that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._is_empty.wait()

    def close(self) -> None:
        """Hang up; what is not answered by now counts as refused."""
        self._is_over = True
        self._outcome.refused += self.under_way
        for client in self._idle:
            client.close()


async def open_loop(port: int, arrivals: Sequence[Arrival]) -> Outcome:
    """Post each webhook at its time, whether or not those before it are answered.

    Latency counts from the time that was meant, so that a stall shows in all that it delays.
    """
    outcome = Outcome()
    pool = _Pool(port, outcome)
    began = time.monotonic()
    for arrival in sorted(arrivals, key=lambda one: one.due):
        due = began + arrival.due
        if (early := due - time.monotonic()) > 0:
            await asyncio.sleep(early)
        pool.post(arrival.webhook, due)
    outcome.seconds = time.monotonic() - began
    await pool.wait(LAST_ANSWERS_SECONDS)
    pool.close()
    return outcome


def run(measuring: Coroutine[None, None, Result]) -> Result:
    """Run a measurement on the cheapest loop, and without the garbage collector's pauses."""
    gc.collect()
    gc.disable()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(measuring)
    finally:
        gc.enable()
