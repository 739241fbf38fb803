"""A model that follows a list of calls."""

import json
from collections.abc import AsyncIterator
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

Call = tuple[str, dict[str, Any]]


class Caller:
    """A model that makes its calls one after another, and then says what it was given."""

    def __init__(self, *calls: Call, says: str = "Done.") -> None:
        self._calls = list(calls)
        self._says = says
        self.given: list[Any] = []
        self.offered: list[str] = []
        self.told = ""

    def model(self) -> FunctionModel:
        return FunctionModel(self._at_once, stream_function=self._stream)

    def _at_once(self, _: list[ModelMessage], __: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=[TextPart(content="")])

    async def _stream(
        self, messages: list[ModelMessage], info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        parts = messages[-1].parts
        self.given += [part.content for part in parts if isinstance(part, ToolReturnPart)]
        self.offered = [tool.name for tool in info.function_tools]
        self.told = info.instructions or ""
        may_call = (info.model_settings or {}).get("tool_choice") != "none"
        if self._calls and may_call:
            name, arguments = self._calls.pop(0)
            yield {0: DeltaToolCall(name=name, json_args=json.dumps(arguments), tool_call_id="1")}
        else:
            yield f"<answer>{self._says}"
