"""Follow a model's run and give out what a person may hear of it."""

from collections.abc import Iterator

from pydantic_ai import AgentRunResultEvent
from pydantic_ai.messages import (
    AgentStreamEvent,
    FunctionToolCallEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ToolCallPart,
)

from ansari_backend.agent.answering import AnswerEvent, ToolUse, Words
from ansari_backend.agent.desk import Desk
from ansari_backend.agent.endings import CutError, WordlessError
from ansari_backend.agent.expansion import Expander
from ansari_backend.agent.marker import Gate


class Speech:
    """One answer on its way out: thinking aloud held back, references replaced by texts."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.said = False
        """Whether a word has left: then there is no way back."""
        self._gate = Gate()
        self._expander = Expander(desk.replace)

    def hear(self, event: AgentStreamEvent | AgentRunResultEvent[str]) -> Iterator[AnswerEvent]:
        """Take what happened in the run; give what leaves.

        Raises:
            CutError: The model began its answer and then went back to searching.
        """
        match event:
            case PartStartEvent(part=TextPart(content=text)):
                yield from self._words(self._gate.feed(text))
            case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
                yield from self._words(self._gate.feed(text))
            case PartStartEvent(part=ToolCallPart()):
                self._back_to_work()
            case FunctionToolCallEvent(part=call):
                self._back_to_work()
                query = str(call.args_as_dict().get("query", ""))
                yield ToolUse(name=call.tool_name, query=query)

    def end(self) -> Iterator[AnswerEvent]:
        """Give the rest of an answer that ended well.

        Raises:
            WordlessError: There was not a word in it.
        """
        yield from self._words(self._gate.end())
        yield from self._leaving(self._expander.end())
        if not self.said:
            raise WordlessError("the answer was empty")

    def _back_to_work(self) -> None:
        if self.said:
            raise CutError("a tool was called in the middle of the answer")
        self._gate = Gate()
        self._expander = Expander(self.desk.replace)

    def _words(self, text: str) -> Iterator[AnswerEvent]:
        yield from self._leaving(self._expander.feed(text))

    def _leaving(self, text: str) -> Iterator[AnswerEvent]:
        if text:
            self.said = True
            yield Words(text=text)
