"""Count and time what answers take, for Prometheus, around any agent.

Labels are the models of the setting, our tools and our error types: bounded, and nobody's words. A
model may call a tool that it made up.
"""

import time
from collections.abc import AsyncIterator, Sequence
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

from ansari_backend.agent.answering import (
    Agent,
    AnswerBrokenError,
    AnswerEvent,
    AnswerUnavailableError,
    Condensed,
    Exchange,
    Made,
    Question,
    ToolUse,
    Words,
)
from ansari_backend.agent.calendar import prayer_times
from ansari_backend.agent.services import TOOLS as SERVICE_TOOLS
from ansari_backend.agent.spending import Spending
from ansari_backend.agent.tools import TOOLS

SECONDS: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 120.0)
DOLLARS: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
QUOTATIONS: Final = ("inserted", "verified", "corrected", "removed")
FAILURES: Final = (AnswerUnavailableError.__name__, AnswerBrokenError.__name__)
KNOWN_TOOLS: Final = frozenset(tool.__name__ for tool in (*TOOLS, *SERVICE_TOOLS, prayer_times))


class Metrics:
    """The measures of this process."""

    MEDIA_TYPE: Final = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._store = Gauge(
            "ansari_backend_store_up",
            "Whether MongoDB answered when last asked.",
            registry=self._registry,
        )
        self._answers = self._counter("answers", "Answers, by who made them.", "model")
        self._fallbacks = self._counter(
            "model_fallbacks", "Answers that another model than the first had to make.", "model"
        )
        failures = self._counter("answer_failures", "Questions without an answer.", "error")
        self._failures = {name: failures.labels(name) for name in FAILURES}
        self._tokens = self._counter("tokens", "Tokens that vendors counted.", "model", "kind")
        self._spent = self._counter("spent_dollars", "Cost of all that vendors did for us.")
        self._unpriced = self._counter("answers_unpriced", "Answers of unknown price.", "model")
        self._tools = self._counter("tool_calls", "Searches of models.", "tool")
        self._tool_times = self._histogram("tool_call_seconds", "Of each.", SECONDS, "tool")
        self._quotations = self._counter("quotations", "What became of them.", "fate")
        self._dollars = self._histogram("answer_dollars", "Cost of an answer.", DOLLARS, "model")
        self._first = self._histogram(
            "first_words_seconds", "From a question to the first words.", SECONDS, "model"
        )
        self._whole = self._histogram(
            "answer_seconds", "From a question to the end of its answer.", SECONDS, "model"
        )
        self._searching = self._histogram(
            "answer_search_seconds", "Of an answer, spent in searches.", SECONDS, "model"
        )

    def made(self, made: Made, first: float, whole: float) -> None:
        """Count an answer; times in seconds since the question."""
        model, spending = made.model, made.spending
        self._answers.labels(model).inc()
        if made.fell_back:
            self._fallbacks.labels(model).inc()
        self.spent(model, spending)
        if spending.dollars is None:
            self._unpriced.labels(model).inc()
        else:
            self._dollars.labels(model).observe(float(spending.dollars))
        for fate in QUOTATIONS:
            self._quotations.labels(fate).inc(getattr(made.counts, fate))
        self._first.labels(model).observe(first)
        self._whole.labels(model).observe(whole)
        self._searching.labels(model).observe(sum(seconds for _, seconds in made.tool_times))
        for tool, seconds in made.tool_times:
            self._tool_times.labels(_known(tool)).observe(seconds)

    def spent(self, model: str, spending: Spending) -> None:
        """Count tokens and money."""
        self._spent.inc(float(spending.dollars or 0))
        self._tokens.labels(model, "input").inc(spending.input_tokens)
        self._tokens.labels(model, "output").inc(spending.output_tokens)
        self._tokens.labels(model, "cached").inc(spending.cached_tokens)

    def used(self, tool: str) -> None:
        """Count a search."""
        self._tools.labels(_known(tool)).inc()

    def failed(self, error: AnswerUnavailableError | AnswerBrokenError) -> None:
        """Count a question that got no answer."""
        self._failures[type(error).__name__].inc()

    def store_answers(self, *, up: bool) -> None:
        """Take whether MongoDB answered just now."""
        self._store.set(up)

    def text(self) -> bytes:
        """Give all of them in the text format of Prometheus."""
        return generate_latest(self._registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"ansari_backend_{name}", what, labels, registry=self._registry)

    def _histogram(
        self, name: str, what: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        full = f"ansari_backend_{name}"
        return Histogram(full, what, labels, buckets=buckets, registry=self._registry)


def _known(tool: str) -> str:
    return tool if tool in KNOWN_TOOLS else "unknown"


class Measured:
    """An agent that is measured while it answers."""

    def __init__(self, agent: Agent, metrics: Metrics) -> None:
        self._agent = agent
        self._metrics = metrics

    @property
    def edition(self) -> str | None:
        """See `Agent`."""
        return self._agent.edition

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """See `Agent`."""
        began = time.monotonic()
        first: float | None = None
        try:
            async for event in self._agent.answer(question):
                match event:
                    case Words() if first is None:
                        first = time.monotonic() - began
                    case ToolUse(name=name):
                        self._metrics.used(name)
                    case Made():
                        self._metrics.made(event, first or 0.0, time.monotonic() - began)
                yield event
        except (AnswerUnavailableError, AnswerBrokenError) as error:
            self._metrics.failed(error)
            raise

    async def condense(self, summary: str, history: Sequence[Exchange]) -> Condensed | None:
        """See `Agent`."""
        condensed = await self._agent.condense(summary, history)
        if condensed:
            self._metrics.spent(condensed.model, condensed.spending)
        return condensed

    async def close(self) -> None:
        """See `Agent`."""
        await self._agent.close()
