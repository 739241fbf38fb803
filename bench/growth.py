"""Whether a message costs more when many are stored already.

A closed loop of sixteen people: each writes, gets the answer, and then the next one writes.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Final

from client import Client, connect
from filling import FIRST_PERSON, Document, Filling
from load import run
from options import read_options
from percentiles import percentile
from processes import Service, cpu_seconds, end_on_signals
from pymongo import MongoClient
from stage import Stage, open_stage, show_complaints
from tables import Cell, show
from texts import hearing
from webhooks import PEOPLE, Webhook, messages

SIZES: Final = (10_000, 100_000, 1_000_000)
SHORT_SIZES: Final = (10_000, 30_000)
AT_ONCE: Final = 16
MOST_A_SECOND: Final = 500
WARM_UP_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 20.0
KNOWN: Final = range(FIRST_PERSON, FIRST_PERSON + PEOPLE // 2)
"""Who writes: people whose chats the store holds from the first size on, whatever came before."""
ROUNDS: Final = 4


@dataclass(slots=True, kw_only=True)
class _Measured:
    """What the rounds of one size came to."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0
    gateway_cpu: float = 0
    mongod_cpu: float = 0
    unanswered: int = 0

    def each_ms(self) -> list[float]:
        """Give the wall clock, the gateway's and mongod's processor time for one message."""
        number = max(1, len(self.latencies))
        spent = (self.seconds, self.gateway_cpu, self.mongod_cpu)
        return [seconds * 1000 / number for seconds in spent]


def main() -> None:
    """Fill a store for each size, measure them in turn, and print the table."""
    options = read_options(__doc__, seconds=12, short=1)
    sizes = SHORT_SIZES if options.short else SIZES
    end_on_signals()
    with open_stage() as stage, stage.fakes(backend_seconds=0) as fakes, ExitStack() as stack:
        gateways = {size: stack.enter_context(_gateway(stage, fakes, size)) for size in sizes}
        for size, gateway in gateways.items():
            _fill(stage, gateway, fakes, size)
        measured = _rounds(stage, gateways, fakes, options.seconds)
        heads = ["stored", "messages", "ms each", "of first", "p50 ms", "p99 ms"]
        heads += ["gateway CPU ms", "of first", "mongod CPU ms", "of first", "unanswered"]
        first = measured[sizes[0]].each_ms()
        rows = [_row(size, measured[size], first) for size in sizes]
        show(f"One message and its answer, {AT_ONCE} people at a time", heads, rows)
        for size, gateway in gateways.items():
            show_complaints(f"gateway with {size:,}", gateway)


def _gateway(stage: Stage, fakes: Service, size: int) -> AbstractContextManager[Service]:
    return stage.gateway(
        fakes,
        database=f"growth_{size}",
        whatsapp_burst_window_seconds="0",
        whatsapp_number_messages_per_second="100000",
    )


def _fill(stage: Stage, gateway: Service, fakes: Service, size: int) -> None:
    # Others write first, and leave the documents that are copied.
    run(_measure(stage, gateway, fakes, range(PEOPLE), seconds=WARM_UP_SECONDS, sums=_Measured()))
    store: MongoClient[Document] = MongoClient(stage.mongo_url, tz_aware=True)
    with store:
        Filling(store[f"growth_{size}"]).fill_up_to(size)


def _rounds(
    stage: Stage, gateways: dict[int, Service], fakes: Service, seconds: float
) -> dict[int, _Measured]:
    """Measure all sizes in each round, there and back: a slower minute meets them alike."""
    measured = {size: _Measured() for size in gateways}
    for number in range(ROUNDS):
        order = list(gateways) if number % 2 else list(reversed(gateways))
        for size in order:
            gateway, sums = gateways[size], measured[size]
            run(_measure(stage, gateway, fakes, KNOWN, seconds=WARM_UP_SECONDS, sums=_Measured()))
            run(_measure(stage, gateway, fakes, KNOWN, seconds=seconds / ROUNDS, sums=sums))
    return measured


def _row(size: int, measured: _Measured, first: list[float]) -> list[Cell]:
    wall, gateway, mongod = measured.each_ms()
    ratios = [a / b for a, b in zip(measured.each_ms(), first, strict=True)]
    return [
        f"{size:,}",
        len(measured.latencies),
        wall,
        ratios[0],
        percentile(measured.latencies, 0.5) * 1000,
        percentile(measured.latencies, 0.99) * 1000,
        gateway,
        ratios[1],
        mongod,
        ratios[2],
        measured.unanswered,
    ]


async def _measure(
    stage: Stage,
    gateway: Service,
    fakes: Service,
    people: range,
    *,
    seconds: float,
    sums: _Measured,
) -> None:
    webhooks = iter(messages(people, round(MOST_A_SECOND * seconds)))
    pids = (gateway.pid, stage.mongod)
    before = [cpu_seconds(pid) for pid in pids]
    loop = asyncio.get_running_loop()
    began = loop.time()
    writing = _People(webhooks, began + seconds)
    async with hearing(fakes.port, writing.hear) as _:
        clients = [await connect(gateway.port) for _ in range(AT_ONCE)]
        await asyncio.gather(*(writing.write(client) for client in clients))
    spent = [cpu_seconds(pid) - was for pid, was in zip(pids, before, strict=True)]
    sums.latencies += writing.latencies
    sums.seconds += loop.time() - began
    sums.gateway_cpu += spent[0]
    sums.mongod_cpu += spent[1]
    sums.unanswered += writing.unanswered


def _ignore(_status: int) -> None:
    """What counts is the answer to the person."""


class _People:
    """Write, wait for the answer, and let the next one write."""

    def __init__(self, webhooks: Iterator[Webhook], until: float) -> None:
        self._webhooks = webhooks
        self._until = until
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self.latencies: list[float] = []
        self.unanswered = 0

    def hear(self, wamid: str) -> None:
        waiting = self._waiting.pop(wamid, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    async def write(self, client: Client) -> None:
        loop = asyncio.get_running_loop()
        for webhook in self._webhooks:
            began = loop.time()
            if began >= self._until:
                break
            answered = self._waiting[webhook.wamid] = loop.create_future()
            client.send(webhook.request, _ignore)
            try:
                await asyncio.wait_for(answered, ANSWER_SECONDS)
            except TimeoutError:
                self.unanswered += 1
            else:
                self.latencies.append(loop.time() - began)
        client.close()


if __name__ == "__main__":
    main()
