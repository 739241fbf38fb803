"""Run the suites against a model and print a table: `python -m evaluation MODEL`."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated

import typer

from ansari_backend.agent.lineup import KEYLESS
from ansari_backend.agent.models import ModelSettingError
from ansari_backend.app.failing import told
from ansari_backend.app.logs import configure_logs
from ansari_backend.app.settings import AgentSettings, SettingsError, read
from ansari_backend.knowledge.artefact import default_place
from ansari_backend.knowledge.failures import KnowledgeError
from ansari_backend.knowledge.knowledge import open_knowledge
from evaluation.agents import agents
from evaluation.baseline import below, keep
from evaluation.cases import SuiteError, read_suites
from evaluation.running import Result, run


def main(
    model: Annotated[str, typer.Argument(help="keyless, scripted, or vendor:model.")] = KEYLESS,
    suites: Annotated[list[str] | None, typer.Option("--suite", help="Only this one.")] = None,
    at_once: Annotated[int, typer.Option(min=1, help="Conversations side by side.")] = 4,
    *,
    answers: Annotated[bool, typer.Option("--answers", help="Print what failed in full.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Keep this as the baseline.")] = False,
) -> None:
    """Run the suites against a model; end with 1 where it is worse than its baseline."""
    configure_logs("ERROR", as_json=False)
    began = time.monotonic()
    with told(SettingsError, ModelSettingError, KnowledgeError, SuiteError):
        cases = read_suites(suites or ())
        everything = [case for suite in cases.values() for case in suite]
        make = agents(model, read(AgentSettings), everything)
        with open_knowledge(default_place()) as knowledge:
            results = asyncio.run(run(cases, make, knowledge, at_once))
    _show(model, results, time.monotonic() - began, answers=answers)
    if record:
        keep(model, results)
    if worse := below(model, results):
        typer.echo("\nBelow the baseline:\n" + "\n".join(f"  {line}" for line in worse), err=True)
        raise typer.Exit(1)


def _show(model: str, results: Mapping[str, Result], seconds: float, *, answers: bool) -> None:
    _print(f"\n{model}\n")
    for line in table(results):
        _print(f"  {line}")
    for result in results.values():
        for outcome in result.outcomes:
            for fault in outcome.faults:
                _print(f"  {outcome.case.label}: {fault.kind}: {fault.detail}")
            if answers and outcome.faults:
                turns = zip(outcome.case.turns, outcome.answers, strict=True)
                _print("".join(f"\n{turn.ask}\n\n{told.text}\n\n" for turn, told in turns))
    _print(f"\n  {seconds:.0f} s, {_cost(results)}")


def table(results: Mapping[str, Result]) -> Sequence[str]:
    """Write a line for each suite: how many passed, and what was wrong with the others."""
    rows = [["suite", "passed", "of", "share", "faults"]]
    for name, result in results.items():
        faults = ", ".join(f"{kind} {number}" for kind, number in result.faults.items())
        share = f"{result.passed / result.of:.0%}"
        rows.append([name, str(result.passed), str(result.of), share, faults])
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    align: list[Callable[[str, int], str]] = [str.ljust, str.rjust, str.rjust, str.rjust]
    return [
        "   ".join([*map(lambda put, cell, width: put(cell, width), align, row, widths), row[4]])
        for row in rows
    ]


def _cost(results: Mapping[str, Result]) -> str:
    costs = [outcome.dollars for result in results.values() for outcome in result.outcomes]
    known = sum((cost for cost in costs if cost), Decimal(0))
    return f"${known:.2f}" + (" and what has no known price" if None in costs else "")


def _print(text: str) -> None:
    """Write UTF-8 whatever the locale says."""
    typer.echo(f"{text}\n".encode(), nl=False)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
