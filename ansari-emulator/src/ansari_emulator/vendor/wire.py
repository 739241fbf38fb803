"""OpenAI's protocol for chats, as far as it is spoken here.

https://platform.openai.com/docs/api-reference/chat
"""

from typing import Any

from pydantic import BaseModel, ConfigDict


class _Tolerant(BaseModel):
    """Clients send much that changes nothing here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ChatMessage(_Tolerant):
    """One message of the chat so far."""

    role: str
    content: str | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        """Its words; what is no text has none."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(str(part.get("text", "")) for part in self.content or ())


class _Function(_Tolerant):
    name: str


class Tool(_Tolerant):
    """Something that the caller can do."""

    function: _Function


class StreamOptions(_Tolerant):
    """What a stream has besides."""

    include_usage: bool = False


class ChatRequest(_Tolerant):
    """A chat that is to go on."""

    model: str
    messages: list[ChatMessage]
    tools: list[Tool] = []
    tool_choice: str | dict[str, Any] | None = None
    stream: bool = False
    stream_options: StreamOptions | None = None

    @property
    def tools_to_call(self) -> list[str]:
        """Those that may be called now."""
        return [] if self.tool_choice == "none" else [tool.function.name for tool in self.tools]

    @property
    def wants_usage(self) -> bool:
        """Whether a stream is to end with the count of tokens."""
        return self.stream_options is not None and self.stream_options.include_usage
