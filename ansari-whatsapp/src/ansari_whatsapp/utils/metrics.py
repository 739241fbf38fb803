"""What the gateway counts and times, for Prometheus.

Label sets are bounded: nothing that Meta or a person sends becomes a label unless we know it. What
an alert looks at is there from the start, at 0: of a series that begins later, Prometheus does not
see the first increase.
Measuring costs a turn some ten microseconds, and the store nothing: the queue is read now and then.
"""

from collections import Counter as Tally
from collections.abc import Iterable
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 600.0)
PARTS: Final = (1, 2, 3, 4, 6, 8, 12)
STAGES: Final = ("waiting", "answering", "sending")
CALLS: Final = ("send", "typing", "media", "upload")
PUT_OFF: Final = ("backend", "sending", "fault")
ANSWERS: Final = (200, 400, 401, 403, 413, 503)
"""To webhooks."""


class Metrics:
    """The measures of this process."""

    MEDIA_TYPE: Final = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        webhooks = self._counter("webhooks", "Webhooks, by the HTTP status of our answer.", "code")
        self._webhooks = {status: webhooks.labels(status) for status in ANSWERS}
        self._events = self._counter(
            "webhook_events",
            "Events stored, by kind, the webhook field they came in, and type of message.",
            "kind",
            "field",
            "type",
        )
        self._repeated = self._counter("webhook_events_repeated", "Events stored already.")
        self._turns = self._counter(
            "turns", "Turns that ended, by what was to be done and by how.", "plan", "outcome"
        )
        self._turns.labels("ask", "answered")
        put_off = self._counter("turns_put_off", "Turns to be tried again.", "reason")
        self._put_off = {reason: put_off.labels(reason) for reason in PUT_OFF}
        self._set_aside = self._counter("turns_set_aside", "Turns that failed again and again.")
        seconds = self._seconds("turn_stage_seconds", "Of each turn, by stage.", "stage")
        self._stages = {stage: seconds.labels(stage) for stage in STAGES}
        self._typing = self._seconds("first_typing_seconds", "From a message to its sign.")
        self._parts = Histogram(
            "ansari_whatsapp_answer_parts",
            "Messages that an answer was sent in.",
            buckets=PARTS,
            registry=self._registry,
        )
        self._calls = self._counter(
            "graph_calls", "Calls to Meta, by what for and by its code.", "call", "code"
        )
        self._calls.labels("send", "ok")
        times = self._seconds("graph_call_seconds", "Of each call to Meta.", "call")
        self._call_times = {call: times.labels(call) for call in CALLS}
        self._statuses = self._counter("statuses", "Statuses noted, by name.", "status")
        for status in ("sent", "failed"):
            self._statuses.labels(status)
        self._waiting = self._gauge("queue_messages", "Messages that wait, in all instances.")
        self._oldest = self._gauge("queue_oldest_seconds", "Age of the oldest of them.")
        self._letters = self._gauge("set_aside_messages", "Messages that an operator has to see.")
        self._store = self._gauge("store_up", "Whether MongoDB answered when last asked.")
        self._backend = self._gauge("backend_up", "Whether the last question got an answer.")
        self._sending = self._gauge("sending_up", "0 while Meta wants an operator: token, account.")
        self._backend.set(1)
        self._sending.set(1)

    def webhook_answered(self, status: int) -> None:
        """Count a webhook by one of the `ANSWERS`."""
        self._webhooks[status].inc()

    def accepted(self, labels: Iterable[tuple[str, str, str]], repeated: int) -> None:
        """Count the new events of a webhook by kind, field and type, and how many were known."""
        for known, number in Tally(labels).items():
            self._events.labels(*known).inc(number)
        self._repeated.inc(repeated)

    def turn_ended(self, plan: str, outcome: str, parts: int) -> None:
        """Count a turn, and the parts of its answer if there was one."""
        self._turns.labels(plan, outcome).inc()
        if parts:
            self._parts.observe(parts)

    def turn_put_off(self, reason: str) -> None:
        """Count a turn that is taken again later, for one of the reasons in `PUT_OFF`."""
        self._put_off[reason].inc()

    def turn_set_aside(self) -> None:
        """Count a turn that is not taken again."""
        self._set_aside.inc()

    def took(self, stage: str, seconds: float) -> None:
        """Time one of the `STAGES` of a turn."""
        self._stages[stage].observe(seconds)

    def typing_shown(self, seconds: float) -> None:
        """Time how long a person saw nothing."""
        self._typing.observe(seconds)

    def called(self, call: str, code: str, seconds: float) -> None:
        """Count and time one of the `CALLS`.

        Its code is `ok`, one of Meta's that we know, `other`, or `none` where it gave none.
        """
        self._calls.labels(call, code).inc()
        self._call_times[call].observe(seconds)

    def sending_works(self, *, up: bool) -> None:
        """Take whether Meta takes our messages, or wants something of our operator."""
        self._sending.set(up)

    def noted(self, statuses: Iterable[str]) -> None:
        """Count statuses."""
        for status, number in Tally(statuses).items():
            self._statuses.labels(status).inc(number)

    def queue(self, waiting: int, oldest_seconds: float, set_aside: int) -> None:
        """Take a reading of the queue, and of what was set aside; the store has answered."""
        self._waiting.set(waiting)
        self._oldest.set(oldest_seconds)
        self._letters.set(set_aside)
        self._store.set(1)

    def store_is_away(self) -> None:
        """Take that there was no reading."""
        self._store.set(0)

    def backend_answers(self, *, up: bool) -> None:
        """Take how the last question to the backend ended."""
        self._backend.set(up)

    def details(self) -> dict[str, object]:
        """Give what an operator asks first."""
        value = self._registry.get_sample_value
        return {
            "backend": "ok" if value("ansari_whatsapp_backend_up") else "did not answer",
            "sending": "ok" if value("ansari_whatsapp_sending_up") else "see to token and account",
            "queue_messages": value("ansari_whatsapp_queue_messages"),
            "queue_oldest_seconds": value("ansari_whatsapp_queue_oldest_seconds"),
        }

    def text(self) -> bytes:
        """Give all of them in the text format of Prometheus."""
        return generate_latest(self._registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"ansari_whatsapp_{name}", what, labels, registry=self._registry)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(f"ansari_whatsapp_{name}", what, registry=self._registry)

    def _seconds(self, name: str, what: str, *labels: str) -> Histogram:
        full = f"ansari_whatsapp_{name}"
        return Histogram(full, what, labels, buckets=SECONDS, registry=self._registry)
