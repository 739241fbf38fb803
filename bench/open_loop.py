"""Whether webhooks are answered in time at the rate that Meta asks of a number.

Open loop: 80 messages and 240 statuses a second arrive at their time, whether or not those before
them are answered.
"""

import time
from dataclasses import dataclass
from typing import Final

from load import Arrival, Outcome, evenly, open_loop, run
from options import read_options
from processes import Service, cpu_seconds, end_on_signals
from stage import open_stage, show_complaints
from tables import Cell, show
from texts import hearing
from webhooks import PEOPLE, messages, statuses

MESSAGES_A_SECOND: Final = 80
STATUSES_A_SECOND: Final = 240
BACKEND_SECONDS: Final = 2.0
REFERENCE_SHARE: Final = 1 / 3
"""Of the time, for the gateway that stores nothing."""

LAST_ANSWERS_SECONDS: Final = 30.0
"""How long we wait for answers after the last webhook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    outcome: Outcome
    asked: int
    answered: int
    repeats: int
    cpu_share: float


def main() -> None:
    """Measure the reference and the gateway, and print the table."""
    options = read_options(__doc__, seconds=60, short=3)
    end_on_signals()
    with open_stage() as stage, stage.fakes(backend_seconds=BACKEND_SECONDS) as fakes:
        with stage.bare_gateway(fakes) as bare:
            reference = _measure(bare, fakes, max(2, options.seconds * REFERENCE_SHARE))
        with stage.gateway(fakes, database="open_loop") as gateway:
            measured = _measure(gateway, fakes, options.seconds)
            show_complaints("gateway", gateway)
    heads = ["", "arrived", "p50 ms", "p99 ms", "max ms", "refused", "CPU %", "answered", "twice"]
    rows = [_row("stores nothing", reference), _row("gateway, all", measured)]
    title = f"Webhooks, open loop: {MESSAGES_A_SECOND} messages and {STATUSES_A_SECOND} statuses/s"
    show(title, heads, rows)


def _row(name: str, measured: _Measured) -> list[Cell]:
    outcome = measured.outcome
    return [
        name,
        len(outcome.latencies) + outcome.refused,
        outcome.milliseconds(0.5),
        outcome.milliseconds(0.99),
        outcome.milliseconds(1),
        outcome.refused,
        f"{measured.cpu_share:.0%}",
        f"{measured.answered:,} of {measured.asked:,}",
        measured.repeats,
    ]


def _measure(service: Service, fakes: Service, seconds: float) -> _Measured:
    asked = round(MESSAGES_A_SECOND * seconds)
    arrivals = evenly(messages(range(PEOPLE), asked), MESSAGES_A_SECOND)
    arrivals += evenly(statuses(round(STATUSES_A_SECOND * seconds)), STATUSES_A_SECOND)
    return run(_post(service, fakes, arrivals, asked))


async def _post(service: Service, fakes: Service, arrivals: list[Arrival], asked: int) -> _Measured:
    async with hearing(fakes.port) as texts:
        before, began = cpu_seconds(service.pid), time.monotonic()
        outcome = await open_loop(service.port, arrivals)
        used, took = cpu_seconds(service.pid) - before, time.monotonic() - began
        await texts.wait_for(asked, seconds=LAST_ANSWERS_SECONDS)
        return _Measured(
            outcome=outcome,
            asked=asked,
            answered=len(texts.sent_at),
            repeats=texts.repeats,
            cpu_share=used / took,
        )


if __name__ == "__main__":
    main()
