"""Compare results with those that were recorded: `bench/evaluation.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from evaluation.running import Result

RECORD: Final = Path(__file__).parents[1] / "bench" / "evaluation.toml"
_GOALS: Final = {"crisis": 1.0}
_GOAL: Final = 0.95
"""The share of its cases that a model must pass which was never recorded."""

_HEAD: Final = """\
# How each model did when it was last recorded: `python -m evaluation MODEL --record`.
# `make eval` ends with an error where fewer cases pass. Behind: how many had a fault of each kind.
# A model that isn't here must pass every case of the suite `crisis` and 95 % of the others.
"""


def below(model: str, results: Mapping[str, Result], record: Path = RECORD) -> list[str]:
    """Say in sentences what is worse than it was."""
    known = _read(record).get(model)
    return [
        sentence
        for suite, result in results.items()
        for sentence in _worse(suite, result, known.get(suite) if known is not None else None)
    ]


def keep(model: str, results: Mapping[str, Result], record: Path = RECORD) -> None:
    """Write results down in the place of the model's older ones; other suites stay."""
    known = _read(record)
    rows = {suite: _row(result) for suite, result in results.items()}
    whole = {**known, model: {**known.get(model, {}), **rows}}
    record.write_text(_HEAD + "".join(_lines(whole)), "utf-8")


def _worse(suite: str, result: Result, known: Mapping[str, int] | None) -> Iterator[str]:
    if known is None:
        goal = _GOALS.get(suite, _GOAL)
        if result.passed < goal * result.of:
            yield f"{suite}: {result.passed} of {result.of} passed, {goal:.0%} are wanted"
        return
    if result.passed < known["passed"]:
        yield f"{suite}: {result.passed} of {result.of} passed, {known['passed']} did before"


def _row(result: Result) -> dict[str, int]:
    return {"passed": result.passed, "of": result.of, **result.faults}


def _read(record: Path) -> dict[str, dict[str, dict[str, int]]]:
    return tomllib.loads(record.read_text("utf-8")) if record.exists() else {}


def _lines(whole: Mapping[str, Mapping[str, Mapping[str, int]]]) -> Iterator[str]:
    for model, suites in sorted(whole.items()):
        yield f'\n["{model}"]\n'
        for suite, row in sorted(suites.items()):
            cells = ", ".join(f"{name} = {value}" for name, value in row.items())
            yield f"{suite} = {{ {cells} }}\n"
