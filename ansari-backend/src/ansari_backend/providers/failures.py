"""Why a service gave no answer, named for what its catcher does next.

The texts name a status or a kind of error: never an address, which may hold a person's words.
"""


class ProviderError(Exception):
    """This source gave nothing: say so, and go on without it."""


class ProviderBusyError(ProviderError):
    """Not now: ask once more in a moment."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        """`retry_after` is how many seconds the service wants to be left alone, if it said so."""
        super().__init__(reason)
        self.retry_after = retry_after


class ProviderDeniedError(ProviderError):
    """Our key is not accepted: only the operator can help."""


class ProviderRefusedError(ProviderError):
    """This question is not accepted; the next one may be."""


class ProviderUnreadableError(ProviderError):
    """What came is in no form that we know: asking again would bring the same."""


class ProviderSlowError(ProviderError):
    """Nothing came in time: nobody waits any longer."""


class ProviderRestingError(ProviderError):
    """It failed again and again just now, so it was not even asked."""


class ProviderSettingError(Exception):
    """A setting names a source that can't be used; the text tells the operator what to do."""
