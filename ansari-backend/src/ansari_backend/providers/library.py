"""Put together the sources whose keys are set."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import httpx

from ansari_backend.providers.breaker import Breaker
from ansari_backend.providers.caching import Cached
from ansari_backend.providers.calling import new_client
from ansari_backend.providers.guarding import Guarded
from ansari_backend.providers.kalimat import Kalimat
from ansari_backend.providers.patience import Patient
from ansari_backend.providers.port import Provider, Subject

SERVICES: Final = ("Kalimat",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What an operator has set; without a key the service is off."""

    kalimat: str | None = None


class Library:
    """All sources that are on: none, unless an operator wants them."""

    def __init__(
        self, providers: tuple[Provider, ...] = (), client: httpx.AsyncClient | None = None
    ) -> None:
        """`client` is closed with the library."""
        self.providers = providers
        self._client = client

    def on(self, *subjects: Subject) -> tuple[Provider, ...]:
        """Give the sources on any of these subjects."""
        return tuple(each for each in self.providers if each.subject in subjects)

    @property
    def edition(self) -> str:
        """Name all sources: with others, answers differ."""
        return ", ".join(each.name for each in self.providers)

    async def close(self) -> None:
        """Let go of the connections to the services."""
        if self._client:
            await self._client.aclose()


def open_library(keys: Keys) -> Library:
    """Make the sources that have a key; nothing is called yet.

    Raises:
        ProviderSettingError: A setting names a source that can't be used.
    """
    client = new_client()
    return Library(tuple(_providers(client, keys)), client)


def _providers(client: httpx.AsyncClient, keys: Keys) -> Iterator[Provider]:
    for service in (_kalimat,):
        breaker = Breaker()
        for source in service(client, keys):
            yield Cached(Guarded(Patient(source), breaker))


def _kalimat(client: httpx.AsyncClient, keys: Keys) -> Iterator[Provider]:
    if keys.kalimat:
        yield Kalimat(client, keys.kalimat, Subject.QURAN)
        yield Kalimat(client, keys.kalimat, Subject.HADITH)
