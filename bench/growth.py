"""Whether a message costs more when many are stored already.

A closed loop of sixteen people: each writes, gets the answer, and then the next one writes.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
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

DATABASE: Final = "growth"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    latencies: list[float]
    seconds: float
    gateway_cpu: float
    mongod_cpu: float
    unanswered: int

    @property
    def cpu_ms(self) -> float:
        """Of the gateway, for each message."""
        return self.gateway_cpu * 1000 / len(self.latencies)


def main() -> None:
    """Fill the store step by step, measure at each, and print the table."""
    options = read_options(__doc__, seconds=10, short=1)
    sizes = SHORT_SIZES if options.short else SIZES
    end_on_signals()
    with (
        open_stage() as stage,
        stage.fakes(backend_seconds=0) as fakes,
        stage.gateway(
            fakes,
            database=DATABASE,
            whatsapp_burst_window_seconds="0",
            whatsapp_number_messages_per_second="100000",
        ) as gateway,
    ):
        rows = list(_rows(stage, gateway, fakes, sizes, options.seconds))
        heads = ["stored", "messages", "ms each", "of first", "p50 ms", "p99 ms"]
        heads += ["gateway CPU ms", "of first", "mongod CPU ms", "of first", "unanswered"]
        show(f"One message and its answer, {AT_ONCE} people at a time", heads, rows)
        show_complaints("gateway", gateway)


def _rows(
    stage: Stage, gateway: Service, fakes: Service, sizes: tuple[int, ...], seconds: float
) -> Iterator[list[Cell]]:
    # Others write first, and leave the documents that are copied.
    run(_measure(stage, gateway, fakes, range(PEOPLE), WARM_UP_SECONDS))
    first: list[float] = []
    store: MongoClient[Document] = MongoClient(stage.mongo_url, tz_aware=True)
    with store:
        filling = Filling(store[DATABASE])
        for size in sizes:
            filling.fill_up_to(size)
            run(_measure(stage, gateway, fakes, KNOWN, WARM_UP_SECONDS))
            measured = run(_measure(stage, gateway, fakes, KNOWN, seconds))
            number = len(measured.latencies)
            mine = [
                measured.seconds * 1000 / number,
                measured.cpu_ms,
                measured.mongod_cpu * 1000 / number,
            ]
            first = first or mine
            yield _row(size, measured, mine, first)


def _row(size: int, measured: _Measured, mine: list[float], first: list[float]) -> list[Cell]:
    (each, gateway, mongod), ratios = mine, [a / b for a, b in zip(mine, first, strict=True)]
    return [
        f"{size:,}",
        len(measured.latencies),
        each,
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
    stage: Stage, gateway: Service, fakes: Service, people: range, seconds: float
) -> _Measured:
    webhooks = iter(messages(people, round(MOST_A_SECOND * seconds)))
    pids = (gateway.pid, stage.mongod)
    before = [cpu_seconds(pid) for pid in pids]
    loop = asyncio.get_running_loop()
    began = loop.time()
    writing = _People(webhooks, began + seconds)
    async with hearing(fakes.port, writing.hear) as _:
        clients = [await connect(gateway.port) for _ in range(AT_ONCE)]
        await asyncio.gather(*(writing.write(client) for client in clients))
    gateway_cpu, mongod_cpu = (
        cpu_seconds(pid) - was for pid, was in zip(pids, before, strict=True)
    )
    return _Measured(
        latencies=writing.latencies,
        seconds=loop.time() - began,
        gateway_cpu=gateway_cpu,
        mongod_cpu=mongod_cpu,
        unanswered=writing.unanswered,
    )


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
