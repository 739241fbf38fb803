"""Payloads that something has been done to: none is an error, and none takes another along.

The five thousand go through everything that reads them. A part of them goes, in large batches,
through the whole gateway in `tests/app/test_fuzzed_webhooks.py`.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from fuzzing import mutated_messages
from hypothesis import given, settings

from ansari_whatsapp.conversation.turn import Policy, read_message
from ansari_whatsapp.inbox.store import Waiting
from ansari_whatsapp.meta.events import read_events

NUMBER = "106540352242922"
POLICY = Policy(
    number_ids=frozenset({NUMBER}),
    retention=timedelta(hours=3),
    age_limit=timedelta(days=1),
    patience=timedelta(minutes=10),
    burst_window=timedelta(seconds=1),
)


@settings(deadline=None, max_examples=5_000)
@given(mutated_messages)
def test_a_mutated_message_can_be_read_and_leaves_its_neighbours(message: Any) -> None:
    neighbours = [
        {"from": "1650", "id": f"w{place}", "timestamp": "1", "type": "text", "text": {"body": "?"}}
        for place in "ab"
    ]
    value = {
        "metadata": {"phone_number_id": NUMBER},
        "messages": [neighbours[0], message, neighbours[1]],
    }
    entry = {"changes": [{"field": "messages", "value": value}]}

    events = read_events(json.dumps({"entry": [entry]}).encode())
    read = [_read(event.payload) for event in events if event.kind == "message"]

    assert {f"message:{NUMBER}:wa", f"message:{NUMBER}:wb"} <= {event.id for event in events}
    assert {"wa", "wb"} <= {each.inbound.wamid for each in read}


def _read(payload: str) -> Any:
    now = datetime.now(UTC)
    waiting = Waiting(
        id="1",
        person="1",
        number_id=NUMBER,
        sent_at=int(now.timestamp()),
        received_at=now,
        arrival=1,
        payload=payload,
    )
    return read_message(waiting, POLICY)
