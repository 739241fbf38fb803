"""Count what comes in, for Prometheus."""

from collections.abc import Sequence
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest

from ansari_whatsapp.meta.events import KNOWN_FIELDS, Event


class Metrics:
    """The counters of this process."""

    MEDIA_TYPE: Final = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._events = Counter(
            "ansari_whatsapp_webhook_events",
            "Events stored, by kind and by the webhook field they came in.",
            ["kind", "field"],
            registry=self._registry,
        )
        self._repeated = Counter(
            "ansari_whatsapp_webhook_events_repeated",
            "Events that were stored already.",
            registry=self._registry,
        )

    def count(self, events: Sequence[Event], new: Sequence[Event]) -> None:
        """Count the events of a webhook, of which some may be new."""
        for event in new:
            # Meta adds fields without notice, and a label must not grow without bounds.
            field = event.field if event.field in KNOWN_FIELDS else "unknown"
            self._events.labels(event.kind, field).inc()
        self._repeated.inc(len(events) - len(new))

    def text(self) -> bytes:
        """Give all of them in the text format of Prometheus."""
        return generate_latest(self._registry)
