"""Let one model tell its answer, in as many runs as it takes: asked again, or made to go on."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from itertools import count
from typing import Final

from pydantic_ai import Agent as Runner
from pydantic_ai import UsageLimits
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    TextPart,
)
from pydantic_ai.models import Model

from ansari_backend.agent.answering import AnswerEvent
from ansari_backend.agent.desk import Desk
from ansari_backend.agent.endings import (
    DownError,
    EndingError,
    FullError,
    HopelessError,
    RefusedError,
    check_last,
    ending,
)
from ansari_backend.agent.speech import EnoughError, Speech
from ansari_backend.agent.spending import spent_on
from ansari_backend.agent.tools import MOST_STEPS
from ansari_backend.knowledge.failures import SearchFailedError

_MOST_RUNS: Final = 3
_TRIES: Final = 2
"""How often a model is asked afresh that could not be reached, or said nothing."""
_PAUSE_SECONDS: Final = 0.5
_GO_ON: Final = (
    "Your answer was cut off. Go on with the very next character after the last one above: repeat "
    "nothing, explain nothing, write no `<answer>`, call no tool, and come to an end soon."
)


class Telling:
    """One model's answer to one question."""

    def __init__(
        self,
        *,
        runner: Runner[Desk, str],
        model: Model,
        marks_its_end: bool,
        speech: Speech,
        until: float,
    ) -> None:
        self._runner = runner
        self._model = model
        self._marks_its_end = marks_its_end
        self._speech = speech
        self._until = until
        self._messages: list[ModelMessage] = []

    async def tell(
        self, question: str, history: Sequence[ModelMessage]
    ) -> AsyncIterator[AnswerEvent]:
        """Yield the answer; it is whole, or says that it is not, when this ends.

        Raises:
            EndingError: There is no whole answer; whether words have left, `Speech.said` tells.
        """
        prompt: str | None = question
        before = list(history)
        for run in count(1):
            try:
                async for event in self._once(prompt, before):
                    yield event
            except EndingError as error:
                if not self._may_run_again(error, run):
                    if not isinstance(error, FullError):
                        raise
                    async for event in self._speech.end_early():
                        yield event
                    return
                if isinstance(error, FullError) or self._speech.said:
                    prompt, before = _GO_ON, self._so_far()
                    continue
                self._speech.begin_again()
                if found := self._found():
                    prompt, before = None, found
                await asyncio.sleep(_PAUSE_SECONDS if isinstance(error, DownError) else 0)
            else:
                return

    def _may_run_again(self, error: EndingError, run: int) -> bool:
        if isinstance(error, HopelessError):
            return False
        return run < (_MOST_RUNS if self._speech.said or isinstance(error, FullError) else _TRIES)

    async def _once(
        self, prompt: str | None, before: list[ModelMessage]
    ) -> AsyncIterator[AnswerEvent]:
        """Run the model once; what it refuses and what is too long ends well, with a sentence."""
        try:
            async for event in self._run(prompt, before):
                yield event
        except EnoughError:
            last = self._speech.cut_short()
        except RefusedError:
            last = self._speech.refused()
        else:
            last = self._speech.end()
        async for event in last:
            yield event

    async def _run(
        self, prompt: str | None, before: list[ModelMessage]
    ) -> AsyncIterator[AnswerEvent]:
        left = self._until - time.monotonic()
        if left <= 0:
            raise HopelessError("no time left")
        running = self._runner.run_stream_events(
            prompt,
            message_history=before,
            model=self._model,
            deps=self._speech.desk,
            usage_limits=UsageLimits(request_limit=MOST_STEPS + 1),
            timeout=left,
        )
        try:
            async with running as events:
                try:
                    async for event in events:
                        async for heard in self._speech.hear(event):
                            yield heard
                finally:
                    self._messages = events.all_messages()
                    self._speech.desk.spending += spent_on(self._messages[len(before) :])
            check_last(self._messages, marks_its_end=self._marks_its_end)
        except AgentRunError as error:
            raise ending(error) from error
        except SearchFailedError as error:
            raise HopelessError(type(error).__name__) from error

    def _found(self) -> list[ModelMessage]:
        """Give what went on up to the last answer of a tool.

        Asked again without it, a model whose searches are used up would know of no passage.
        """
        messages = list(self._messages)
        while messages and isinstance(messages[-1], ModelResponse):
            messages.pop()
        return messages

    def _so_far(self) -> list[ModelMessage]:
        """Give what went on, ending with the words that were cut off and with nothing undone."""
        said = self._speech.step_words
        return [*self._found(), ModelResponse(parts=[TextPart(content=said)])]
