"""What whole turns cost with a backend that takes ten seconds: time, processor and memory.

First 80 messages a second, each from another person whose chat is known, as most are; then the same
from newcomers, who cost four more calls to the backend; then a thousand turns held at once.
"""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

import httpx
from filling import acquaint
from load import Outcome, evenly, open_loop, run
from options import read_options
from percentiles import percentile
from processes import Service, cpu_seconds, end_on_signals, memory_mb
from stage import Stage, open_stage, show_complaints
from tables import Cell, show
from texts import Texts, hearing
from webhooks import PEOPLE, Webhook, messages

MESSAGES_A_SECOND: Final = 80
PACE: Final = "120"
"""Messages a second that the gateway may send: at 80, no stall could ever be caught up."""
SETTLE_SECONDS: Final = 2.0
"""From the first answer on, until the run counts as steady."""

LAST_ANSWERS_SECONDS: Final = 30.0
"""How long we wait after the last of them is due."""

HELD_A_SECOND: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to be tried."""

    seconds: float
    backend_seconds: float
    held: int
    """Turns to be held in flight at once."""

    @property
    def held_seconds(self) -> float:
        """How long the backend takes, so that the first still waits when the last has come."""
        return self.held / HELD_A_SECOND + self.backend_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steady:
    """The steady part of a run: from when to when, and the processor time that it took."""

    since: float
    until: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    turns_a_second: float
    delays: list[float]
    cpu_ms: float
    asked: int
    refused: int
    answered: int
    most_in_flight: int
    memory_at_first: float
    memory: float


def main() -> None:
    """Measure the gateway and the one that stores nothing, and print both tables."""
    options = read_options(__doc__, seconds=30, short=3)
    plan = _Plan(seconds=options.seconds, backend_seconds=10, held=1_000)
    if options.short:
        plan = _Plan(seconds=options.seconds, backend_seconds=0.5, held=200)
    end_on_signals()
    with open_stage() as stage:
        _show_steady(stage, plan)
        _show_held(stage, plan)


def _show_steady(stage: Stage, plan: _Plan) -> None:
    rows: list[list[Cell]] = []
    acquaint(stage.mongo_url, "known", range(PEOPLE, PEOPLE + _messages_of(plan)))
    with stage.fakes(backend_seconds=plan.backend_seconds) as fakes:
        runs = {
            "stores nothing": stage.bare_gateway(fakes),
            "gateway, known people": _gateway(stage, fakes, "known"),
            "gateway, newcomers": _gateway(stage, fakes, "newcomers"),
        }
        for name, opening in runs.items():
            with opening as gateway:
                rows.append(_steady_row(name, run(_measure_steady(gateway, fakes, plan))))
                show_complaints(name, gateway)
    heads = ["", "turns/s", "added p50 ms", "added p99 ms", "CPU ms/turn", "refused"]
    title = f"Turns, {MESSAGES_A_SECOND}/s, with a backend of {plan.backend_seconds:g} s"
    show(title, [*heads, "answered", "in flight", "RSS MB first", "peak"], rows)


def _show_held(stage: Stage, plan: _Plan) -> None:
    rows: list[list[Cell]] = []
    acquaint(stage.mongo_url, "held", range(PEOPLE, PEOPLE + plan.held))
    openings = {
        "stores nothing": stage.bare_gateway,
        "gateway, known people": lambda fakes: _gateway(stage, fakes, "held"),
    }
    for name, opening in openings.items():
        # Each its own fakes, because these count what was in flight.
        with (
            stage.fakes(backend_seconds=plan.held_seconds) as fakes,
            opening(fakes) as gateway,
        ):
            rows.append(_held_row(run(_measure_held(gateway, fakes, plan)), name))
            show_complaints(name, gateway)
    heads = ["", "in flight", "refused", "answered", "RSS MB first", "peak", "KB each"]
    show(f"{plan.held:,} turns held in flight", heads, rows)


def _gateway(stage: Stage, fakes: Service, database: str) -> AbstractContextManager[Service]:
    return stage.gateway(
        fakes,
        database=database,
        whatsapp_burst_window_seconds="0",
        whatsapp_number_messages_per_second=PACE,
    )


def _messages_of(plan: _Plan) -> int:
    return round(MESSAGES_A_SECOND * plan.seconds)


def _steady_row(name: str, measured: _Measured) -> list[Cell]:
    return [
        name,
        measured.turns_a_second,
        percentile(measured.delays, 0.5) * 1000,
        percentile(measured.delays, 0.99) * 1000,
        measured.cpu_ms,
        measured.refused,
        f"{measured.answered:,} of {measured.asked:,}",
        measured.most_in_flight,
        measured.memory_at_first,
        measured.memory,
    ]


def _held_row(measured: _Measured, name: str) -> list[Cell]:
    grown = measured.memory - measured.memory_at_first
    return [
        name,
        measured.most_in_flight,
        measured.refused,
        f"{measured.answered:,} of {measured.asked:,}",
        measured.memory_at_first,
        measured.memory,
        grown * 1024 / max(1, measured.most_in_flight),
    ]


async def _measure_steady(gateway: Service, fakes: Service, plan: _Plan) -> _Measured:
    asked = messages(range(PEOPLE, 2**31), _messages_of(plan))
    watching = asyncio.create_task(_watch_steady_part(gateway.pid, plan))
    return await _measure(
        gateway,
        fakes,
        asked,
        rate=MESSAGES_A_SECOND,
        backend_seconds=plan.backend_seconds,
        watching=watching,
    )


async def _measure_held(gateway: Service, fakes: Service, plan: _Plan) -> _Measured:
    asked = messages(range(PEOPLE, 2**31), plan.held)
    return await _measure(
        gateway, fakes, asked, rate=HELD_A_SECOND, backend_seconds=plan.held_seconds
    )


async def _measure(
    gateway: Service,
    fakes: Service,
    asked: list[Webhook],
    *,
    rate: float,
    backend_seconds: float,
    watching: "asyncio.Task[_Steady] | None" = None,
) -> _Measured:
    memory_at_first = memory_mb(gateway.pid)
    async with hearing(fakes.port) as texts:
        accepted = await open_loop(gateway.port, evenly(asked, rate))
        steady = await watching if watching else _Steady(since=0, until=float("inf"), cpu=0)
        await texts.wait_for(
            len(accepted.accepted_at), seconds=backend_seconds + LAST_ANSWERS_SECONDS
        )
        delays = _delays(accepted, texts, steady, backend_seconds)
        return _Measured(
            turns_a_second=len(delays) / (steady.until - steady.since),
            delays=delays,
            cpu_ms=steady.cpu * 1000 / max(1, len(delays)),
            asked=len(asked),
            refused=accepted.refused,
            answered=len(texts.sent_at),
            most_in_flight=await _most_in_flight(fakes),
            memory_at_first=memory_at_first,
            memory=memory_mb(gateway.pid, peak=True),
        )


async def _watch_steady_part(pid: int, plan: _Plan) -> _Steady:
    """Take the time in which messages come in and answers go out alike."""
    began = asyncio.get_running_loop().time()
    lead = plan.backend_seconds + SETTLE_SECONDS if plan.seconds > plan.backend_seconds else 0
    lead = min(lead, plan.seconds / 2 + plan.backend_seconds / 2)
    await asyncio.sleep(lead)
    since, before = asyncio.get_running_loop().time(), cpu_seconds(pid)
    await asyncio.sleep(began + plan.seconds - since)
    return _Steady(
        since=since, until=asyncio.get_running_loop().time(), cpu=cpu_seconds(pid) - before
    )


def _delays(
    accepted: Outcome, texts: Texts, steady: _Steady, backend_seconds: float
) -> list[float]:
    """Give what the gateway added to each turn that ended in the steady part."""
    return [
        sent_at - accepted.accepted_at[wamid] - backend_seconds
        for wamid, sent_at in texts.sent_at.items()
        if wamid in accepted.accepted_at and steady.since <= sent_at < steady.until
    ]


async def _most_in_flight(fakes: Service) -> int:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{fakes.url}/bench/in-flight")
        return int(answer.json()["most"])


if __name__ == "__main__":
    main()
