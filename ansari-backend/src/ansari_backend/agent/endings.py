"""Tell how a model's run ended, and what that means for who asked."""

from typing import Final

from pydantic_ai.exceptions import (
    AgentRunError,
    ContentFilterError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelHTTPError,
    ModelQuotaExceededError,
    ModelRequestRejectedError,
    ModelRequestTimeout,
    OutputTokenLimitExceeded,
    RunTimedOut,
    UnexpectedModelBehavior,
)
from pydantic_ai.messages import ModelMessage, ModelResponse


class EndingError(Exception):
    """The run gave no whole answer; the text names the reason, never a person's words."""


class CutError(EndingError):
    """The words broke off: let the model go on from there."""


class FullError(CutError):
    """The model used up the room that an answer has: likewise, but it was not interrupted."""


class EmptyError(EndingError):
    """The model had nothing to say: ask again."""


class RefusedError(EndingError):
    """The model won't answer this, however often it is asked: say so."""


class DownError(EndingError):
    """The vendor could not be asked just now: ask once more, then another."""


class HopelessError(EndingError):
    """The vendor won't take this, or time is up: ask another at once."""


def ending(error: AgentRunError) -> EndingError:
    """Translate what the library raised; its words may hold a person's, so only its name stays."""
    return _kind(error)(type(error).__name__)


def _kind(error: AgentRunError) -> type[EndingError]:
    return next((kind for causes, kind in _KINDS if isinstance(error, causes)), HopelessError)


_KINDS: Final[tuple[tuple[tuple[type[AgentRunError], ...], type[EndingError]], ...]] = (
    ((OutputTokenLimitExceeded,), FullError),
    ((ContentFilterError,), RefusedError),
    ((UnexpectedModelBehavior,), EmptyError),
    ((RunTimedOut, ModelRequestRejectedError, ModelQuotaExceededError), HopelessError),
    ((ModelHTTPError, ModelRequestTimeout, ModelConnectionError), DownError),
    ((ModelAPIError,), CutError),  # what came could not be read
)
"""The first line that fits decides: the library's errors are kinds of one another."""


def counts_against_vendor(error: Exception) -> bool:
    """Tell whether others should be spared this vendor; a request it can't take says nothing."""
    cause = error.__cause__
    if isinstance(cause, ModelAuthenticationError | ModelQuotaExceededError | RunTimedOut):
        return True
    return isinstance(error, DownError | CutError) and not isinstance(error, FullError)


def check_last(messages: list[ModelMessage], *, marks_its_end: bool) -> None:
    """Make sure that the last words are the last.

    A stream that breaks off is no error to most libraries: only the missing reason for its end
    shows it. Our own key-less model gives none (`marks_its_end`), and breaks nothing off.

    Raises:
        CutError: They broke off.
        RefusedError: A filter ended them.
    """
    last = messages[-1]
    reason = last.finish_reason if isinstance(last, ModelResponse) else None
    if reason == "content_filter":
        raise RefusedError(reason)
    if reason == "length":
        raise FullError(reason)
    if reason == "error" or (reason is None and marks_its_end):
        raise CutError(str(reason))
