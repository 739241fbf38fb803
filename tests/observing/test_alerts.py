"""A real Prometheus watches real services, in which one thing after another goes wrong."""

import math
import re
from itertools import chain
from typing import Any

import pytest
from outages import FAULTS, Stage
from watching import queries, rules

WORDS = {"by", "le", "on", "or", "and", "group_left", "sum", "rate", "max", "min", "increase"}
SELECTOR = re.compile(r"\b((?:ansari|process)_\w+|up)\b(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(=~|!=|!~|=)\s*"([^"]*)"')
GROUPING = re.compile(r"\bby \(([^)]*)\)")


def test_every_alert_has_a_fault() -> None:
    assert list(FAULTS) == list(dict.fromkeys(FAULTS))
    assert set(FAULTS) == {rule["alert"] for rule in rules()}


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("alert", FAULTS)
async def test_an_alert_fires_when_that_goes_wrong_which_it_is_for(
    stage: Stage, until: Any, alert: str
) -> None:
    async def is_silent() -> bool:
        return not await stage.prometheus.is_raised(alert)

    async def fires() -> bool:
        return await stage.prometheus.fires(alert)

    await until(is_silent, 90)

    async with FAULTS[alert](stage):
        await until(fires, 90)


@pytest.mark.usefixtures("busy")
async def test_every_query_of_the_dashboard_returns_data(stage: Stage, until: Any) -> None:
    empty = queries()

    async def all_tell() -> bool:
        empty[:] = [query for query in empty if not await tells(stage, query)]
        return not empty

    try:
        await until(all_tell)
    except TimeoutError:
        pytest.fail(f"no data for {empty}")


async def tells(stage: Stage, query: str) -> bool:
    values = [float(one["value"][1]) for one in await stage.prometheus.ask(query)]
    return any(math.isfinite(value) for value in values)


async def test_rules_and_dashboard_ask_only_for_metrics_labels_and_values_that_exist(
    stage: Stage,
) -> None:
    unknown = []
    for query in chain((rule["expr"] for rule in rules()), queries()):
        grouped = {name.strip() for by in GROUPING.findall(query) for name in by.split(",")}
        for metric, matchers in SELECTOR.findall(query):
            labels = await stage.prometheus.labels_of(metric)
            if not labels:
                unknown.append(metric)
            unknown += [f"{metric}: {name}" for name in grouped - labels.keys()]
            for name, how, value in MATCHER.findall(matchers):
                wanted = value.split("|") if how == "=~" and ".*" not in value else [value]
                if how == "=" or len(wanted) > 1:
                    seen = labels.get(name, set())
                    unknown += [f"{metric}: {name}={one}" for one in wanted if one not in seen]

    assert unknown == []
