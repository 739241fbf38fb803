"""The shapes in which the emulator tells of its traffic."""

from pydantic import AwareDatetime, BaseModel

from ansari_emulator.records.calls import Call, CallKind, Outcome
from ansari_emulator.records.counts import Counted, Counts


class GraphCallsView(BaseModel):
    """Calls of the business; each message that was accepted is `sent`, whatever the answer was."""

    sent: int
    typing: int
    refused: int


class CountsView(BaseModel):
    """How often each thing has happened."""

    webhooks_tried: int
    webhooks_taken: int
    graph_calls: GraphCallsView

    @classmethod
    def of(cls, counts: Counts) -> "CountsView":
        """How `counts` are shown."""
        return cls(
            webhooks_tried=counts[Counted.WEBHOOK_TRIED],
            webhooks_taken=counts[Counted.WEBHOOK_TAKEN],
            graph_calls=GraphCallsView(
                sent=counts[Counted.MESSAGE_SENT],
                typing=counts[Counted.TYPING],
                refused=counts[Counted.REFUSED],
            ),
        )


class CallView(BaseModel):
    """One call of the business about a person."""

    at: AwareDatetime
    kind: CallKind
    message_id: str | None
    outcome: Outcome

    @classmethod
    def of(cls, call: Call) -> "CallView":
        """How `call` is shown."""
        return cls(
            at=call.at,
            kind=call.kind,
            message_id=call.message_id,
            outcome=call.outcome,
        )
