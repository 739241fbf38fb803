"""A message that a turn has read is no news to it, and what comes after it is."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import AsyncMongoClient, monitoring
from pymongo.asynchronous.database import AsyncDatabase

ANNA = "16505551234"
Database = AsyncDatabase[dict[str, Any]]


def text(words: str, wamid: str) -> dict[str, Any]:
    moment = str(int(datetime.now(UTC).timestamp()))
    return {"from": ANNA, "id": wamid, "timestamp": moment, "type": "text", "text": {"body": words}}


class Looks(monitoring.CommandListener):
    """Counts how often the inbox is looked over, and how often one person's part is read."""

    def __init__(self) -> None:
        self.over = 0
        self.at_a_person = 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        wanted = event.command.get("filter", {})
        self.over += event.command.get("aggregate") == "inbox"
        self.at_a_person += event.command.get("find") == "inbox" and "person" in wanted

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to count."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to count."""


@pytest.mark.parametrize("window", [0, 0.05])
async def test_a_long_turn_reads_its_messages_once_however_often_the_inbox_is_looked_over(
    open_gateway: Any, mongo_url: str, database: Database, until: Any, window: float
) -> None:
    looks = Looks()
    listened = AsyncMongoClient[dict[str, Any]](
        mongo_url, tz_aware=True, w="majority", event_listeners=[looks]
    )
    async with (
        listened as client,
        open_gateway(store=client[database.name], whatsapp_burst_window_seconds=window) as gateway,
    ):
        gateway.backend.gate.clear()
        await gateway.receive(text("Is music allowed?", "w1"))
        await until(lambda: len(gateway.backend.questions) == 1)
        read, seen = looks.at_a_person, looks.over

        await until(lambda: looks.over >= seen + 3)

        assert looks.at_a_person == read
        gateway.backend.gate.set()
        await gateway.settle()


async def test_what_another_instance_took_meanwhile_is_news(open_gateway: Any, until: Any) -> None:
    async with (
        open_gateway(whatsapp_burst_window_seconds=0.05) as serving,
        open_gateway(role="web") as taking,
    ):
        serving.backend.gate.clear()
        await serving.receive(text("Is music allowed?", "w1"))
        await until(lambda: len(serving.backend.questions) == 1)

        await taking.receive(text("At weddings, I mean", "w2"))

        await until(lambda: len(serving.backend.questions) == 2)
        assert serving.backend.questions[-1]["message"] == "Is music allowed?\nAt weddings, I mean"
        serving.backend.gate.set()
        await serving.settle()
