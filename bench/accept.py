"""How many webhooks a second are accepted, beside an app that only checks their signatures.

Closed loop: each client posts its next webhook when it has the answer to the last.
"""

import gc
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from load import Outcome, closed_loop, run
from options import read_options
from processes import Service, end_on_signals
from stage import Stage, open_stage, show_complaints
from tables import Cell, show
from texts import hearing
from webhooks import PEOPLE, Webhook, messages

CLIENTS: Final = (1, 32, 128)
MOST_A_SECOND: Final = 9_000
WARM_UP_SECONDS: Final = 1.0
LAST_ANSWERS_SECONDS: Final = 15.0
"""How long we wait for answers after the last webhook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    outcome: Outcome
    answered: int
    """Turns that were answered while webhooks came in."""
    answered_in_the_end: int
    sent: int


def main() -> None:
    """Measure all three at each number of clients, and print the table."""
    options = read_options(__doc__, seconds=5, short=0.5)
    clients = CLIENTS[:2] if options.short else CLIENTS
    end_on_signals()
    with open_stage() as stage, ExitStack() as services:
        fakes = services.enter_context(stage.fakes(backend_seconds=0))
        runners = _start(stage, fakes, services)
        rows: list[list[Cell]] = []
        for number in clients:
            rows += _rows(number, runners, fakes, options.seconds)
        heads = [
            "",
            "clients",
            "accepted/s",
            "p50 ms",
            "p99 ms",
            "refused",
            "of bare",
            "answered/s",
        ]
        show("Accepted webhooks, closed loop", heads, rows)
        for name, service in list(runners.items())[1:]:
            show_complaints(name, service)


def _start(stage: Stage, fakes: Service, services: ExitStack) -> dict[str, Service]:
    """Start what is compared; pacing is out of the way, because it is not what is measured."""
    unpaced = {
        "whatsapp_number_messages_per_second": "100000",
        "whatsapp_burst_window_seconds": "0",
    }
    web = stage.gateway(fakes, database="web", role="web")
    everything = stage.gateway(fakes, database="all", role="all", **unpaced)
    return {
        "bare app": services.enter_context(stage.bare_app()),
        "gateway, web": services.enter_context(web),
        "gateway, all": services.enter_context(everything),
    }


def _rows(
    clients: int, runners: dict[str, Service], fakes: Service, seconds: float
) -> Iterator[list[Cell]]:
    bare = 0.0
    for name, service in runners.items():
        measured = _measure(service, fakes, clients, seconds, answers=name.endswith("all"))
        outcome = measured.outcome
        bare = bare or outcome.rate
        yield [
            name,
            clients,
            outcome.rate,
            outcome.milliseconds(0.5),
            outcome.milliseconds(0.99),
            outcome.refused,
            f"{outcome.rate / bare:.2f}",
            measured.answered / outcome.seconds if measured.answered else "",
        ]
        if measured.answered_in_the_end < measured.sent:
            print(f"  {measured.sent - measured.answered_in_the_end} messages without an answer")


def _measure(
    service: Service, fakes: Service, clients: int, seconds: float, *, answers: bool
) -> _Measured:
    prepared = messages(range(PEOPLE), round(MOST_A_SECOND * (seconds + WARM_UP_SECONDS)))
    gc.freeze()
    webhooks = iter(prepared)
    return run(_post(service, fakes, webhooks, clients, seconds, answers=answers))


async def _post(
    service: Service,
    fakes: Service,
    webhooks: Iterator[Webhook],
    clients: int,
    seconds: float,
    *,
    answers: bool,
) -> _Measured:
    async with hearing(fakes.port) as texts:
        warm = await closed_loop(service.port, webhooks, clients=clients, seconds=WARM_UP_SECONDS)
        before = len(texts.sent_at)
        outcome = await closed_loop(service.port, webhooks, clients=clients, seconds=seconds)
        during = len(texts.sent_at) - before
        sent = len(warm.latencies) + len(outcome.latencies) if answers else 0
        await texts.wait_for(sent, seconds=LAST_ANSWERS_SECONDS)
        return _Measured(
            outcome=outcome,
            answered=during,
            answered_in_the_end=len(texts.sent_at),
            sent=sent,
        )


if __name__ == "__main__":
    main()
