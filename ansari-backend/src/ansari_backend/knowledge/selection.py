"""Which texts an operator has switched on: an edition whose terms don't suit is never read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ansari_backend.knowledge.books import Book
from ansari_backend.knowledge.failures import SelectionError
from ansari_backend.knowledge.library import Library
from ansari_backend.knowledge.sources import Source, Surah
from ansari_backend.knowledge.tafsir_texts import Tafsir

_ALWAYS = frozenset({"quran", "quran.ar"})
"""Everything else is tied to the Qur'an in Arabic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Works (`bukhari`) and works in a language (`quran.fr`) that are on, or off."""

    on: frozenset[str] = field(default=frozenset())
    """Empty: all that isn't off."""
    off: frozenset[str] = field(default=frozenset())

    def takes(self, work: str, language: str | None = None) -> bool:
        """Tell whether a work is on, in a language or in any."""
        names = {work, f"{work}.{language}"} if language else {work}
        if names & _ALWAYS and (language in {None, "ar"}):
            return True
        if names & self.off:
            return False
        if language is None:
            return not self.on or any(name.split(".")[0] == work for name in self.on)
        return not self.on or bool(names & self.on)


def parse_selection(setting: str) -> Selection:
    """Read `KNOWLEDGE_SOURCES`: names that are on, or with a minus off: `-bayhaqi, -quran.fr`."""
    names = setting.replace(",", " ").split()
    return Selection(
        on=frozenset(name for name in names if not name.startswith("-")),
        off=frozenset(name.removeprefix("-") for name in names if name.startswith("-")),
    )


class SelectedTexts:
    """A library without the texts that are off."""

    def __init__(self, library: Library, selection: Selection) -> None:
        """Take what is on.

        Raises:
            SelectionError: A name is none of this library's works.
        """
        self._library = library
        self._selection = selection
        books = (book.key for book in library.books())
        tafsirs = (tafsir.key for tafsir in library.tafsirs())
        works = {"quran", *books, *tafsirs}
        named = {name.split(".")[0] for name in selection.on | selection.off}
        if unknown := named - works:
            raise SelectionError(unknown, works)

    def versions(self) -> dict[str, str]:
        """See `Library`."""
        return self._library.versions()

    def surahs(self) -> tuple[Surah, ...]:
        """See `Library`."""
        return self._library.surahs()

    def quran(self, surahs: tuple[Surah, ...]) -> Iterator[Source]:
        """See `Library`."""
        return self._kept(self._library.quran(surahs))

    def tafsirs(self) -> tuple[Tafsir, ...]:
        """See `Library`."""
        return tuple(
            each
            for each in self._library.tafsirs()
            if self._selection.takes(each.key, each.language)
        )

    def tafsir(self, tafsir: Tafsir, surahs: tuple[Surah, ...]) -> Iterator[Source]:
        """See `Library`."""
        return self._library.tafsir(tafsir, surahs)

    def books(self) -> tuple[Book, ...]:
        """See `Library`."""
        return tuple(each for each in self._library.books() if self._selection.takes(each.key))

    def hadith(self, book: Book) -> Iterator[Source]:
        """See `Library`."""
        return self._kept(self._library.hadith(book))

    def _kept(self, sources: Iterable[Source]) -> Iterator[Source]:
        for source in sources:
            edition = source.edition
            if self._selection.takes(edition.origin or edition.work, edition.language):
                yield source
