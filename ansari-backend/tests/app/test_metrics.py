"""What an operator sees of answers, scraped as Prometheus does."""

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from ansari_backend.agent.answering import AnswerUnavailableError, Counts, Made, ToolUse
from ansari_backend.agent.spending import Spending
from ansari_backend.app.settings import Settings

Backend = Callable[[Settings], AbstractAsyncContextManager[httpx.AsyncClient]]

MADE = Made(
    model="openai:good",
    spending=Spending(requests=2, input_tokens=900, output_tokens=70, dollars=Decimal("0.02")),
    counts=Counts(inserted=2, verified=1, corrected=3, removed=1),
    lasting=False,
    fell_back=True,
    tool_times=(("search_quran", 0.1), ("search_quran", 0.3)),
)


async def scraped(client: httpx.AsyncClient) -> dict[str, float]:
    """Every sample by its name and labels."""
    answer = await client.get("/metrics")
    return {
        " ".join(
            [sample.name.removeprefix("ansari_backend_"), *sorted(sample.labels.values())]
        ): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_an_answer_is_seen_with_its_cost_and_its_quotations(
    client: httpx.AsyncClient, thread: str, ask: Callable, script: list
) -> None:
    script[:] = [ToolUse(name="search_quran", query="patience"), "Patience", " is light.", MADE]

    await ask(thread, "What is patience?")

    seen = await scraped(client)
    assert seen["answers_total openai:good"] == 1
    assert seen["model_fallbacks_total openai:good"] == 1
    assert seen["tokens_total input openai:good"] == 900
    assert seen["answer_dollars_sum openai:good"] == pytest.approx(0.02)
    assert seen["spent_dollars_total"] == pytest.approx(0.02)
    assert seen["tool_calls_total search_quran"] == 1
    assert seen["tool_call_seconds_count search_quran"] == 2
    assert seen["store_up"] == 1
    assert seen["answer_search_seconds_sum openai:good"] == pytest.approx(0.4)
    fates = {fate: seen[f"quotations_total {fate}"] for fate in ("corrected", "removed")}
    assert fates == {"corrected": 3, "removed": 1}
    told = (await client.get("/metrics")).text
    assert not re.search("patience|15551230001", told, re.IGNORECASE)


async def test_a_tool_that_a_model_made_up_gets_no_label_of_its_own(
    client: httpx.AsyncClient, thread: str, ask: Callable, script: list
) -> None:
    made = replace(MADE, tool_times=(("read_mind", 0.1),))
    script[:] = [ToolUse(name="read_mind", query="patience"), "Patience is light.", made]

    await ask(thread, "What is patience?")

    seen = await scraped(client)
    assert seen["tool_calls_total unknown"] == seen["tool_call_seconds_count unknown"] == 1
    assert not [name for name in seen if "read_mind" in name]


async def test_a_question_without_an_answer_is_seen(
    client: httpx.AsyncClient, thread: str, ask: Callable, script: list
) -> None:
    script[:] = [AnswerUnavailableError("nobody")]

    assert (await ask(thread)).status_code == 503

    assert (await scraped(client))["answer_failures_total AnswerUnavailableError"] == 1


async def test_metrics_can_be_kept_from_strangers(backend: Backend, settings: Settings) -> None:
    guarded = settings.model_copy(update={"metrics_key": SecretStr("new,old")})
    async with backend(guarded) as client:
        assert (await client.get("/metrics")).status_code == 401
        for key, status in (("new,old", 401), ("new", 200), ("old", 200)):
            bearer = {"Authorization": f"Bearer {key}"}
            assert (await client.get("/metrics", headers=bearer)).status_code == status


async def test_without_a_database_the_process_lives_and_is_not_ready(
    backend: Backend, settings: Settings, closed_port: int
) -> None:
    nowhere = SecretStr(f"mongodb://127.0.0.1:{closed_port}/?timeoutMS=200")
    async with backend(settings.model_copy(update={"mongo_url": nowhere})) as client:
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
        assert (await scraped(client))["store_up"] == 0


@pytest.mark.usefixtures("thread")
async def test_with_its_database_it_becomes_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/readyz")).status_code == 200
