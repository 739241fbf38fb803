"""Mutated payloads through the whole gateway: 200 for all, and everyone else is answered."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from fuzzing import mutations

SEEDS = range(5)
IN_A_BATCH = 100


@pytest.mark.parametrize("seed", SEEDS)
async def test_mutated_messages_hold_nobody_up(
    gateway: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    now = str(int(datetime.now(UTC).timestamp()))
    good = [
        {
            "from": f"1650{n}",
            "id": f"w{n}",
            "timestamp": now,
            "type": "text",
            "text": {"body": "Why?"},
        }
        for n in range(10)
    ]
    batch: list[Any] = mutations(IN_A_BATCH, seed=seed)
    for place, message in enumerate(good):
        batch.insert(place * 11, message)
    value = {"metadata": {"phone_number_id": "106540352242922"}, "messages": batch}
    body = {"entry": [{"changes": [{"field": "messages", "value": value}]}]}

    with caplog.at_level(logging.ERROR):
        response = await gateway.post(json.dumps(body).encode())
        await gateway.settle()

    assert response.status_code == 200
    answered = {call["to"] for call in gateway.meta.sent if call.get("to")}
    assert {f"+{message['from']}" for message in good} <= answered
    assert caplog.records == []
    assert "Traceback" not in capsys.readouterr().out
