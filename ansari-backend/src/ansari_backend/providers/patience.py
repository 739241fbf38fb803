"""Ask a busy service again, for no longer than anybody waits."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from ansari_backend.providers.failures import ProviderBusyError, ProviderSlowError
from ansari_backend.providers.port import Findings, Provider

SECONDS: Final = 6.0
"""For one search with all its tries: a person waits for the answer."""
_TRIES: Final = 3
_backoff: Final = wait_exponential_jitter(initial=0.2, max=2.0, jitter=0.3)


class Patient:
    """`Provider` that asks again what may work a moment later, and gives up in time.

    How long a service wants to be left alone is heeded; longer than there is time is a no.
    """

    def __init__(
        self,
        provider: Provider,
        seconds: float = SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._provider = provider
        self._seconds = seconds
        self._sleep = sleep
        self.name = provider.name
        self.subject = provider.subject

    async def search(self, query: str, limit: int) -> Findings:
        """See `Provider`."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(ProviderBusyError),
            wait=_pause,
            stop=stop_after_attempt(_TRIES) | stop_before_delay(self._seconds),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            async with asyncio.timeout(self._seconds):
                return await retrying(self._provider.search, query, limit)
        except TimeoutError:
            raise ProviderSlowError(f"nothing within {self._seconds:g} seconds") from None


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, ProviderBusyError) and error.retry_after is not None:
        return error.retry_after
    return _backoff(state)
