"""Follow a model's run and give out what a person may hear of it."""

import re
import time
from collections.abc import AsyncIterator, Callable
from typing import Final

from anyio import to_thread
from pydantic_ai import AgentRunResultEvent
from pydantic_ai.messages import (
    AgentStreamEvent,
    FunctionToolCallEvent,
    FunctionToolResultEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ToolCallPart,
)

from ansari_backend.agent.answering import AnswerEvent, Cited, ToolUse, Words
from ansari_backend.agent.desk import Desk
from ansari_backend.agent.endings import CutError, EmptyError
from ansari_backend.agent.expansion import Expander
from ansari_backend.agent.marker import Gate
from ansari_backend.agent.paragraphs import Paragraphs
from ansari_backend.agent.phrases import phrases_in
from ansari_backend.agent.quoting import sources_list
from ansari_backend.knowledge.quoted import ARABIC

_LONGEST: Final = 12_000
"""Characters: three of WhatsApp's longest messages. Nobody reads more on a telephone."""


_WORTH_A_LOOK: Final = re.compile(rf"[\d:：>“”„«»﴿\"「『{ARABIC}]")
"""Every quotation and every reference has one of these."""


class EnoughError(Exception):
    """The answer is longer than anybody wants: end it here."""


class Speech:
    """One answer on its way out: thinking aloud held back, quotations checked and put in."""

    def __init__(self, desk: Desk, check: Callable[[str], str]) -> None:
        """`check` gives a paragraph back as it may leave."""
        self.desk = desk
        self.said = 0
        """Characters that have left: then there is no way back."""
        self.step_words = ""
        """What the model wrote in this step, as it wrote it."""
        self._phrases = phrases_in(desk.voice)
        self._check = check
        self._called_at: dict[str, float] = {}
        self.begin_again()

    def begin_again(self) -> None:
        """Forget what was held back."""
        self.step_words = ""
        self._gate = Gate()
        self._paragraphs = Paragraphs()
        self._expander = Expander(self.desk.replace)

    async def hear(
        self, event: AgentStreamEvent | AgentRunResultEvent[str]
    ) -> AsyncIterator[AnswerEvent]:
        """Take what happened in the run; give what leaves.

        Raises:
            CutError: The model began its answer and then went back to searching.
            EnoughError: It has said more than fits.
        """
        match event:
            case PartStartEvent(part=TextPart(content=text)):
                async for heard in self._words(text):
                    yield heard
            case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
                async for heard in self._words(text):
                    yield heard
            case PartStartEvent(part=ToolCallPart()):
                self._back_to_work()
            case FunctionToolCallEvent(part=call):
                self._back_to_work()
                self._called_at[call.tool_call_id] = time.monotonic()
                yield ToolUse(name=call.tool_name, query=_sought(call))
            case FunctionToolResultEvent(part=result):
                if began := self._called_at.pop(result.tool_call_id, None):
                    took = time.monotonic() - began
                    self.desk.tool_times.append((result.tool_name or "", took))

    async def end(self) -> AsyncIterator[AnswerEvent]:
        """Give the rest of an answer that ended well, and its sources.

        Raises:
            EmptyError: There was not a word in it.
        """
        async for event in self._rest():
            yield event
        if not self.said:
            raise EmptyError("the answer was empty")
        async for event in self._closing():
            yield event

    async def end_early(self) -> AsyncIterator[AnswerEvent]:
        """Give the rest of an answer that never came to an end, and say so."""
        async for event in self._rest():
            yield event
        async for event in self.cut_short():
            yield event

    async def cut_short(self) -> AsyncIterator[AnswerEvent]:
        """Drop the rest of an answer that is too long, and say so."""
        self.desk.lasting = False
        yield self._note(self._phrases.cut)
        async for event in self._closing():
            yield event

    async def refused(self) -> AsyncIterator[AnswerEvent]:
        """Say that the model won't answer, or won't go on."""
        self.desk.lasting = False
        if not self.said:
            yield self._note(self._phrases.wordless)
            return
        yield self._note(self._phrases.stopped)
        async for event in self._closing():
            yield event

    def _back_to_work(self) -> None:
        if self.said:
            raise CutError("a tool was called in the middle of the answer")
        self.begin_again()

    async def _words(self, text: str) -> AsyncIterator[AnswerEvent]:
        self.step_words += text
        for paragraph in self._paragraphs.feed(self._gate.feed(text)):
            async for event in self._leaving(paragraph):
                yield event
            if self.said > _LONGEST:
                raise EnoughError

    async def _rest(self) -> AsyncIterator[AnswerEvent]:
        for paragraph in self._paragraphs.feed(self._gate.end()):
            async for event in self._leaving(paragraph):
                yield event
        async for event in self._leaving(self._paragraphs.end()):
            yield event
        async for event in self._spoken(self._expander.end()):
            yield event

    async def _closing(self) -> AsyncIterator[AnswerEvent]:
        """Tell what was left out, and on what the answer stands."""
        for what in sorted(self.desk.unsearched):
            yield self._note(self._phrases.unsearched.format(getattr(self._phrases, what)))
        if self.desk.left_out:
            yield self._note(self._phrases.left_out)
        if sources := self.desk.sources:
            yield self._note(sources_list(sources, self.desk.voice))
            yield Cited(sources=sources)

    async def _leaving(self, paragraph: str) -> AsyncIterator[AnswerEvent]:
        checked = paragraph
        if _WORTH_A_LOOK.search(paragraph):
            # In a thread: to look a quotation up takes longer than others may wait for the loop.
            checked = await to_thread.run_sync(self._check, paragraph)
        async for event in self._spoken(self._expander.feed(checked)):
            yield event

    async def _spoken(self, text: str) -> AsyncIterator[AnswerEvent]:
        if text:
            self._count(text)
            yield Words(text=text)

    def _note(self, text: str) -> Words:
        lead = "\n\n" if self.said else ""
        self._count(text)
        return Words(text=lead + text)

    def _count(self, text: str) -> None:
        self.said += len(text)
        self.desk.heard = True


def _sought(call: ToolCallPart) -> str:
    """Say what is looked for; a model may send anything."""
    arguments = call.args_as_dict()
    queries = arguments.get("queries", arguments.get("words", ""))
    return " | ".join(map(str, queries)) if isinstance(queries, list) else str(queries)
