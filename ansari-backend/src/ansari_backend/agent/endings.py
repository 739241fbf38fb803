"""Tell how a model's run ended, and what that means for who asked."""

from pydantic_ai.exceptions import (
    AgentRunError,
    ContentFilterError,
    ModelAPIError,
    ModelHTTPError,
    ModelRequestTimeout,
    ModelTimeoutError,
    OutputTokenLimitExceeded,
    UnexpectedModelBehavior,
)
from pydantic_ai.messages import ModelMessage, ModelResponse


class CutError(Exception):
    """The model's words broke off: nothing says that they are whole."""


class WordlessError(Exception):
    """The model refused, or had nothing to say: asking it again would not help."""


class UnreachableError(Exception):
    """The model or the texts could not be asked, or took too long."""


def ending(error: AgentRunError) -> Exception:
    """Translate what the library raised; its words may hold a person's, so only its name stays."""
    match error:
        case OutputTokenLimitExceeded():
            return CutError(type(error).__name__)
        case ContentFilterError() | UnexpectedModelBehavior():
            return WordlessError(type(error).__name__)
        case ModelHTTPError() | ModelTimeoutError() | ModelRequestTimeout():
            return UnreachableError(type(error).__name__)
        case ModelAPIError():  # the connection broke, or what came could not be read
            return CutError(type(error).__name__)
        case _:
            return UnreachableError(type(error).__name__)


def check_last(messages: list[ModelMessage], *, marks_its_end: bool) -> None:
    """Make sure that the last words are the last.

    A stream that breaks off is no error to most libraries: only the missing reason for its end
    shows it. Our own key-less model gives none (`marks_its_end`), and breaks nothing off.

    Raises:
        CutError: They broke off.
        WordlessError: A filter ended them.
    """
    last = messages[-1]
    reason = last.finish_reason if isinstance(last, ModelResponse) else None
    if reason == "content_filter":
        raise WordlessError(reason)
    if reason in {"length", "error"} or (reason is None and marks_its_end):
        raise CutError(str(reason))
