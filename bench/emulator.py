"""What the emulator costs beside the gateway that it tests: processor and memory.

A thousand people write ten times each through emulator and gateway, and every one is answered; as
an instrument the emulator must be lighter than what it measures.
"""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from load import run
from options import read_options
from processes import Service, cpu_seconds, end_on_signals, memory_mb, serving
from stage import Stage, open_stage, show_complaints
from tables import show
from webhooks import NUMBER, PEOPLE, SECRET, WORDS, phone_of

from ansari_emulator.client import Phones, phones_at

ROUNDS: Final = 10
WRITERS: Final = 32
SETTLE_SECONDS: Final = 2.0
"""Without anything new, until a round counts as over: longer than the pause between statuses."""

PATIENCE_SECONDS: Final = 300.0
"""For the answers to one round, after which something hangs."""


class NotAnsweredError(Exception):
    """Somebody waits in vain: the figures would be those of another thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    """What one program used over the measured rounds."""

    name: str
    cpu: float
    memory_at_first: float
    memory: float


def main() -> None:
    """Measure emulator and gateway over the same messages, and print the table."""
    options = read_options(__doc__, seconds=0, short=0)
    people, rounds = (50, 2) if options.short else (PEOPLE, ROUNDS)
    end_on_signals()
    with open_stage() as stage, stage.fakes(backend_seconds=0) as fakes:
        with _emulator(stage) as emulator, _gateway(stage, fakes, emulator) as gateway:
            costs = run(_measure(emulator, gateway, people=people, rounds=rounds))
        show_complaints("gateway", gateway)
    _show(costs, messages=people * rounds)


def _emulator(stage: Stage) -> AbstractContextManager[Service]:
    command = ["ansari", "emulator", "--number-id", NUMBER, "--app-secret", SECRET]
    token = {"META_ACCESS_TOKEN_FROM_SYS_USER": "a token of the bench"}
    return serving(command, log=stage.folder / "emulator.log", environment=token)


def _gateway(stage: Stage, fakes: Service, emulator: Service) -> AbstractContextManager[Service]:
    return stage.gateway(
        fakes,
        database="emulated",
        meta_graph_url=emulator.url,
        whatsapp_burst_window_seconds="0",
        whatsapp_number_messages_per_second="1000",
    )


async def _measure(emulator: Service, gateway: Service, *, people: int, rounds: int) -> list[_Cost]:
    programs = {"gateway": gateway.pid, "emulator": emulator.pid}
    async with phones_at(emulator.url) as phones:
        await phones.move_callback(f"{gateway.url}/whatsapp/v2", "a word of the bench")
        for person in range(people):
            await phones.add(name="Amina Yılmaz", phone=phone_of(person))
        await _write(phones, people)  # newcomers are welcomed, which costs more: not measured
        memory = {name: memory_mb(pid) for name, pid in programs.items()}
        cpu = {name: cpu_seconds(pid) for name, pid in programs.items()}
        for _ in range(rounds):
            await _write(phones, people)
        return [
            _Cost(
                name=name,
                cpu=cpu_seconds(pid) - cpu[name],
                memory_at_first=memory[name],
                memory=memory_mb(pid, peak=True),
            )
            for name, pid in programs.items()
        ]


async def _write(phones: Phones, people: int) -> None:
    """Let everybody write once, and wait until all is answered and all statuses are told."""
    await phones.reset_counts()
    waiting = iter(range(people))

    async def write_in_turn() -> None:
        for person in waiting:
            await phones.say(phone_of(person), WORDS)

    await asyncio.gather(*(write_in_turn() for _ in range(WRITERS)))
    seen, last = None, None
    async with asyncio.timeout(PATIENCE_SECONDS):
        while seen is None or seen != last or seen.webhooks_taken < people:
            await asyncio.sleep(SETTLE_SECONDS)
            last, seen = seen, await phones.counts()
    if seen.graph_calls.sent < people:
        raise NotAnsweredError(f"{seen.graph_calls.sent} answers to {people} messages")


def _show(costs: list[_Cost], *, messages: int) -> None:
    gateway, emulator = costs
    rows = [
        [cost.name, cost.cpu / messages * 1000, cost.memory_at_first, cost.memory] for cost in costs
    ]
    heads = ["", "CPU ms/message", "RSS MB first", "peak"]
    show(f"{messages:,} messages through emulator and gateway", heads, rows)
    ratio = emulator.cpu / gateway.cpu
    print(f"The emulator takes {ratio:.2f} of the gateway's time (asked: below 0.5)")


if __name__ == "__main__":
    main()
