"""Spare people the wait for a service that is known to fail, and tell operators why."""

import structlog

from ansari_backend.providers.breaker import Breaker
from ansari_backend.providers.failures import (
    ProviderError,
    ProviderRefusedError,
    ProviderRestingError,
)
from ansari_backend.providers.port import Findings, Provider

_log = structlog.get_logger(__name__)


class Guarded:
    """`Provider` that is left alone for a while after it failed again and again."""

    def __init__(self, provider: Provider, breaker: Breaker) -> None:
        self._provider = provider
        self._breaker = breaker
        self.name = provider.name
        self.subject = provider.subject

    async def search(self, query: str, limit: int) -> Findings:
        """See `Provider`."""
        if not self._breaker.lets_through():
            raise ProviderRestingError("it failed again and again")
        try:
            findings = await self._provider.search(query, limit)
        except ProviderError as error:
            _log.warning(
                "provider failed", provider=self.name, kind=type(error).__name__, reason=str(error)
            )
            if isinstance(error, ProviderRefusedError):
                self._breaker.worked()  # it is there, and has judged this one question
            else:
                self._breaker.failed()
            raise
        self._breaker.worked()
        return findings
