"""Remember for a while what a service answered: people ask the same, and calls cost money."""

import time
from collections.abc import Callable
from typing import Final

from cachetools import TTLCache

from ansari_backend.providers.port import Findings, Provider

SECONDS: Final = 3600.0
ENTRIES: Final = 256
"""Of each source; a search takes some ten kilobytes."""


class Cached:
    """`Provider` that asks the same only once in an hour. A failure is not remembered."""

    def __init__(
        self,
        provider: Provider,
        *,
        seconds: float = SECONDS,
        entries: int = ENTRIES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._provider = provider
        self._known: TTLCache[tuple[str, int], Findings] = TTLCache(entries, seconds, clock)
        self.name = provider.name
        self.subject = provider.subject

    async def search(self, query: str, limit: int) -> Findings:
        """See `Provider`."""
        asked = (" ".join(query.split()), limit)
        findings = self._known.get(asked)
        if findings is None:
            findings = self._known[asked] = await self._provider.search(*asked)
        return findings
