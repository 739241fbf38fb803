"""Ask the texts: search the Qur'an or the hadith, or look up a reference."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from sqlite3 import Error as SqliteError
from typing import Final, Protocol

from ansari_backend.knowledge.artefact import HADITH_INDEX, QURAN_INDEX, TEXTS, read_manifest
from ansari_backend.knowledge.checking import (
    ALIKE,
    FEWEST_ALIKE,
    NOT_FOUND,
    Checked,
    Kind,
    compare,
    is_arabic,
    parts_of,
)
from ansari_backend.knowledge.failures import KnowledgeUnreadableError, SearchFailedError
from ansari_backend.knowledge.finder import PassageFinder
from ansari_backend.knowledge.hadith_texts import BOOKS
from ansari_backend.knowledge.languages import LANGUAGES, language_of
from ansari_backend.knowledge.passage_index import PassageIndex
from ansari_backend.knowledge.passages import (
    Hadith,
    Passage,
    Reference,
    Verses,
    verse,
)
from ansari_backend.knowledge.ranking import overlapping, rank
from ansari_backend.knowledge.skeletons import QuranSkeletons, skeleton
from ansari_backend.knowledge.spotting import Spotter
from ansari_backend.knowledge.text_store import TextStore
from ansari_backend.knowledge.word_index import WordIndex, reading

_QURAN_IN: Final = frozenset(LANGUAGES)
_ORDER: Final = {book.key: place for place, book in enumerate(BOOKS)}
_CANDIDATES: Final = 24
"""Passages that words are compared with, of those that share most of them."""
_HADITH_IN: Final = frozenset({"ar", "en", "ur"})


class Knowledge(Protocol):
    """The texts that answers stand on. Synchronous, quick, and safe to call from many threads.

    Every method may raise `SearchFailedError`.
    """

    def search_quran(self, query: str, language: str, limit: int) -> list[Passage]:
        """Give the verses that fit a query in any of our languages, the best first.

        A query that names passages gets just those. `language` is the one that translations are
        wanted in, and decides where the query's own is not clear. Empty: nothing fits.
        """

    def search_hadith(self, query: str, language: str, limit: int) -> list[Passage]:
        """Do the same among the hadith."""

    def named(self, text: str) -> list[Reference]:
        """Give what a text refers to, in the many ways people do; it may not exist."""

    def find(self, reference: Reference, language: str) -> Passage | None:
        """Give the passage itself; None if there is no such verse or hadith, in whole or part."""

    def check_quotation(self, text: str, kind: Kind) -> Checked:
        """Tell whether words are from the Qur'an, or from a hadith: exactly, nearly, or not.

        Vowel signs, hamzas, alifs and punctuation make no difference, nor where the words begin
        and end; another word does. `…` stands for words left out.
        """

    def passages_of(self, passages: Sequence[tuple[str, str]]) -> PassageIndex:
        """Make passages that somebody else has cut searchable: the name and Arabic of each."""


class BuiltKnowledge:
    """`Knowledge` over an artefact on disk."""

    def __init__(self, texts: TextStore, quran: WordIndex, hadith: WordIndex) -> None:
        self._quran = quran
        self._hadith = hadith
        surahs = texts.surahs()
        self._spotter = Spotter(surahs)
        self._finder = PassageFinder(texts, surahs)
        self._skeletons = QuranSkeletons(*texts.verses())

    def search_quran(self, query: str, language: str, limit: int) -> list[Passage]:
        """See `Knowledge`."""
        if named := self._spotter.references(query):
            return self._named(named, Verses, language, limit)
        hits = rank(self._quran, query, language, _QURAN_IN, limit)
        scores: dict[Reference, float] = {verse(hit.chapter, hit.number): hit.score for hit in hits}
        return self._passages(scores, language)

    def search_hadith(self, query: str, language: str, limit: int) -> list[Passage]:
        """See `Knowledge`."""
        if named := self._spotter.references(query):
            return self._named(named, Hadith, language, limit)
        hits = rank(self._hadith, query, language, _HADITH_IN, limit)
        scores: dict[Reference, float] = {
            Hadith(book=hit.work, number=hit.number): hit.score for hit in hits
        }
        return self._passages(scores, language)

    def named(self, text: str) -> list[Reference]:
        """See `Knowledge`."""
        return self._spotter.references(text)

    def find(self, reference: Reference, language: str) -> Passage | None:
        """See `Knowledge`."""
        return self._finder.find(reference, language)

    def check_quotation(self, text: str, kind: Kind) -> Checked:
        """See `Knowledge`."""
        if kind == "quran" and is_arabic(text) and (checked := self._check_verses(text)):
            return checked
        index, languages = (
            (self._quran, _QURAN_IN) if kind == "quran" else (self._hadith, _HADITH_IN)
        )
        language = language_of(text, "en")
        if language not in languages:
            return NOT_FOUND
        hits = overlapping(index, text, language, _CANDIDATES)
        hits.sort(key=lambda hit: _ORDER.get(hit.work, 0))  # the soundest book that has them
        references = [
            verse(hit.chapter, hit.number)
            if kind == "quran"
            else Hadith(book=hit.work, number=hit.number)
            for hit in hits
        ]
        return compare(text, [p for ref in references if (p := self.find(ref, language))])

    def passages_of(self, passages: Sequence[tuple[str, str]]) -> PassageIndex:
        """See `Knowledge`."""
        return PassageIndex(passages, self._quran.words("ar"))

    def _check_verses(self, text: str) -> Checked | None:
        """Find Arabic words in the Qur'an; None where they may be another language's."""
        found = [self._skeletons.find(part) for part in parts_of(text)]
        if found and all(found):
            verses = next(each for each in found if each)
            return Checked(verdict="genuine", passage=self.find(verses, "ar"))
        near = self._skeletons.nearest(text)
        enough = near and len(skeleton(text)) >= FEWEST_ALIKE
        if near and enough and near.share >= ALIKE:
            return Checked(verdict="altered", passage=self.find(near.verses, "ar"))
        return NOT_FOUND if language_of(text, "ar") == "ar" else None

    def _named(
        self, named: list[Reference], kind: type[Verses | Hadith], language: str, limit: int
    ) -> list[Passage]:
        """Who names a passage wants that one: nothing else is searched for."""
        wanted = [reference for reference in named if isinstance(reference, kind)]
        return self._passages(dict.fromkeys(wanted[:limit], 1.0), language)

    def _passages(self, scores: Mapping[Reference, float], language: str) -> list[Passage]:
        return [
            replace(passage, score=score)
            for reference, score in scores.items()
            if (passage := self.find(reference, language))
        ]


@contextmanager
def open_knowledge(place: Path) -> Iterator[Knowledge]:
    """Open an artefact for reading, for as long as the block lasts.

    Raises:
        KnowledgeMissingError: There is none; the message names the command that builds it.
        KnowledgeUnreadableError: What is there is broken, foreign, or of another version.
    """
    read_manifest(place)
    with ExitStack() as stack:
        try:
            texts = stack.enter_context(closing(TextStore(place / TEXTS)))
            quran, hadith = (
                stack.enter_context(reading(place / name)) for name in (QURAN_INDEX, HADITH_INDEX)
            )
            knowledge = BuiltKnowledge(texts, quran, hadith)
        # tantivy reports everything it can't open as ValueError.
        except (SearchFailedError, SqliteError, OSError, ValueError) as error:
            raise KnowledgeUnreadableError(place, "its files are damaged") from error
        yield knowledge
