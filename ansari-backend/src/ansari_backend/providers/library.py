"""Put together the sources whose keys are set."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import httpx

from ansari_backend.providers.breaker import Breaker
from ansari_backend.providers.caching import Cached
from ansari_backend.providers.calling import new_client
from ansari_backend.providers.failures import ProviderSettingError
from ansari_backend.providers.guarding import Guarded
from ansari_backend.providers.kalimat import Kalimat
from ansari_backend.providers.patience import Patient
from ansari_backend.providers.port import Provider, Subject
from ansari_backend.providers.usul import ADDRESS as USUL_ADDRESS
from ansari_backend.providers.usul import Usul, books_in
from ansari_backend.providers.vectara import Vectara

SETTINGS: Final = MappingProxyType(
    {"Kalimat": "KALEMAT_API_KEY", "Usul": "USUL_API_TOKEN", "Vectara": "VECTARA_API_KEY"}
)
"""Which setting turns a service on."""
_ENCYCLOPEDIA: Final = "al-Mawsu'a al-Fiqhiyya"
_TAFSIR: Final = "Tafsir"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What an operator has set; without a key the service is off."""

    kalimat: str | None = None
    usul: str | None = None
    usul_address: str = USUL_ADDRESS
    usul_fiqh_books: str = ""
    """`id/version=Title, …`"""
    usul_tafsir_books: str = ""
    vectara: str | None = None
    vectara_fiqh_corpus: str = ""
    vectara_tafsir_corpus: str = ""


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
    for service in (_kalimat, _vectara, _usul):
        for source in service(client, keys):
            # A breaker each: a corpus that isn't there must not shut the others of its service out.
            yield Cached(Guarded(Patient(source), Breaker()))


def _kalimat(client: httpx.AsyncClient, keys: Keys) -> Iterator[Provider]:
    if keys.kalimat:
        yield Kalimat(client, keys.kalimat, Subject.QURAN)
        yield Kalimat(client, keys.kalimat, Subject.HADITH)


def _usul(client: httpx.AsyncClient, keys: Keys) -> Iterator[Provider]:
    shelves = {
        Subject.FIQH: books_in(keys.usul_fiqh_books, "USUL_FIQH_BOOKS"),
        Subject.TAFSIR: books_in(keys.usul_tafsir_books, "USUL_TAFSIR_BOOKS"),
    }
    if not keys.usul:
        return
    if not any(shelves.values()):
        raise ProviderSettingError(
            "USUL_API_TOKEN is set, but no book: name some in USUL_FIQH_BOOKS or USUL_TAFSIR_BOOKS."
        )
    for subject, books in shelves.items():
        for book in books:
            yield Usul(client, keys.usul, subject, book, keys.usul_address)


def _vectara(client: httpx.AsyncClient, keys: Keys) -> Iterator[Provider]:
    if not keys.vectara:
        return
    if not (keys.vectara_fiqh_corpus or keys.vectara_tafsir_corpus):
        raise ProviderSettingError(
            "VECTARA_API_KEY is set, but no corpus: name one in MAWSUAH_VECTARA_CORPUS_KEY or "
            "TAFSIR_VECTARA_CORPUS_KEY."
        )
    if corpus := keys.vectara_fiqh_corpus:
        yield Vectara(client, keys.vectara, Subject.FIQH, corpus, title=_ENCYCLOPEDIA)
    if corpus := keys.vectara_tafsir_corpus:
        yield Vectara(client, keys.vectara, Subject.TAFSIR, corpus, title=_TAFSIR)
