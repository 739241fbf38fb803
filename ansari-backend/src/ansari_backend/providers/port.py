"""What a service of others is asked, and what it gives back, whichever service it is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Subject(StrEnum):
    """What a source is about."""

    FIQH = "fiqh"
    TAFSIR = "tafsir"
    QURAN = "quran"
    HADITH = "hadith"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePassage:
    """A text as a service gave it. We have no copy to check it by: retell it, never quote it."""

    provider: str
    """The service, as people know it."""
    source: str
    """The book, as people know it."""
    reference: str
    """Where in the book, as the service says: `3/42` is page 42 of volume 3; may be empty."""
    text: str
    link: str | None = None
    """A page that shows this very passage; None where we know of none that does."""
    grade: str | None = None
    """How sound a hadith is, as the service says."""
    verses: str | None = None
    """Of the Qur'an, such as `2:255` or `2:153-157`, where the passage is nothing else."""

    @property
    def title(self) -> str:
        """What a person reads as the source, and that it came from a service."""
        return f"{f'{self.source} {self.reference}'.strip()}, {self.provider}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one search brought, the best first; nothing fits when it is empty."""

    passages: tuple[RemotePassage, ...]


class Provider(Protocol):
    """Searches one source. Keeps no state that a caller could notice."""

    @property
    def name(self) -> str:
        """Name the service and what it searches, for operators."""
        ...

    @property
    def subject(self) -> Subject:
        """Tell what the source is about."""
        ...

    async def search(self, query: str, limit: int) -> Findings:
        """Give at most `limit` passages that fit the query, in any language.

        Raises:
            ProviderError: There is no answer. Its text never holds the query or a key.
        """
        ...
