"""Ask the texts: search the Qur'an, the hadith or the tafsirs, or look up a reference."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from sqlite3 import Error as SqliteError
from typing import Final, Protocol
from zipfile import BadZipFile

from ansari_backend.knowledge.artefact import (
    FURTHER_INDEX,
    HADITH_INDEX,
    INDEXES,
    QURAN_INDEX,
    TAFSIR_INDEX,
    TEXTS,
    VECTORS,
    read_manifest,
)
from ansari_backend.knowledge.checking import Checked, Kind, verbatim_first
from ansari_backend.knowledge.embedding import load_embedder
from ansari_backend.knowledge.explanations import Explanations
from ansari_backend.knowledge.failures import KnowledgeUnreadableError, SearchFailedError
from ansari_backend.knowledge.finder import PassageFinder
from ansari_backend.knowledge.passage_index import PassageIndex
from ansari_backend.knowledge.passages import (
    Comment,
    Hadith,
    Passage,
    Reference,
    Verses,
    verse,
)
from ansari_backend.knowledge.quoted import Quotation
from ansari_backend.knowledge.ranking import Ranker, Ranking, rank_strictly
from ansari_backend.knowledge.scope import read_scope
from ansari_backend.knowledge.skeletons import QuranSkeletons
from ansari_backend.knowledge.spotting import Spotter
from ansari_backend.knowledge.text_store import TextStore
from ansari_backend.knowledge.topics import leading, read_topics
from ansari_backend.knowledge.vectors import Meanings, read_sets
from ansari_backend.knowledge.verifying import Verifier
from ansari_backend.knowledge.word_index import EVERYWHERE, Hit, Part, WordIndex, reading

_DAMAGES: Final = (SearchFailedError, SqliteError, OSError, ValueError, KeyError, BadZipFile)
"""What opening files that are broken raises: tantivy reports everything as ValueError."""
_SPARE: Final = 2
"""Passages that are looked at for each that is wanted: one further down may have the very words."""


class Knowledge(Protocol):
    """The texts that answers stand on. Synchronous, quick, and safe to call from many threads.

    Every method may raise `SearchFailedError`.
    """

    @property
    def finds_meanings(self) -> bool:
        """Whether questions are compared with texts by their meaning too, not by words alone."""

    def search_quran(
        self, query: str, language: str, limit: int, part: Part = EVERYWHERE
    ) -> list[Passage]:
        """Give the verses that fit a query in any of our languages, the best first.

        A query that names passages gets just those. `language` is the one that translations are
        wanted in, and decides where the query's own is not clear. `part` may be a surah. Empty:
        nothing fits.
        """

    def search_hadith(
        self, query: str, language: str, limit: int, part: Part = EVERYWHERE
    ) -> list[Passage]:
        """Do the same among the hadith: the six books first, the others where these have none.

        `part` may be a book.
        """

    def search_tafsir(
        self, query: str, language: str, limit: int, part: Part = EVERYWHERE
    ) -> list[Passage]:
        """Do the same among the commentaries; a query that names verses gets what is on them."""

    def named(self, text: str) -> list[Reference]:
        """Give what a text refers to, in the many ways people do; it may not exist."""

    def find(self, reference: Reference, language: str) -> Passage | None:
        """Give the passage itself; None if there is no such verse or hadith, in whole or part."""

    def check_quotation(self, text: str, kind: Kind) -> Checked:
        """Tell whether words are from the Qur'an, or from a hadith: exactly, nearly, or not.

        Vowel signs, hamzas, alifs and punctuation make no difference, nor where the words begin
        and end; another word does. `…` stands for words left out.
        """

    def find_quotations(self, text: str) -> list[Quotation]:
        """Give what a text quotes in any script or translation, in its order, each checked.

        That is what stands in quotation marks or as a Markdown quotation, what follows words such
        as "the Prophet said:", and Arabic in a text of another script.
        """

    def passages_of(self, passages: Sequence[tuple[str, str]]) -> PassageIndex:
        """Make passages that somebody else has cut searchable: the name and Arabic of each."""


class BuiltKnowledge:
    """`Knowledge` over an artefact on disk."""

    def __init__(
        self,
        texts: TextStore,
        indexes: Mapping[str, WordIndex],
        meanings: Mapping[str, Meanings],
    ) -> None:
        """Take the index of each name of `INDEXES`, and the vectors of those that have some."""
        self._texts = texts
        self._quran = Ranker(
            index=indexes[QURAN_INDEX],
            meanings=meanings.get(QURAN_INDEX),
            explanations=Explanations(index=indexes[TAFSIR_INDEX], verses=texts.verses_by_piece()),
        )
        self._hadith = Ranker(index=indexes[HADITH_INDEX], meanings=meanings.get(HADITH_INDEX))
        self._further = indexes[FURTHER_INDEX]
        self._tafsir = indexes[TAFSIR_INDEX]
        surahs = texts.surahs()
        self._spotter = Spotter(surahs)
        self._finder = PassageFinder(texts, surahs)
        skeletons = QuranSkeletons(*texts.verses())
        leading, further = indexes[HADITH_INDEX], indexes[FURTHER_INDEX]
        self._verifier = Verifier(
            skeletons, indexes[QURAN_INDEX], (leading, further), self._finder.find
        )

    @property
    def finds_meanings(self) -> bool:
        """See `Knowledge`."""
        return self._quran.meanings is not None or self._hadith.meanings is not None

    def search_quran(
        self, query: str, language: str, limit: int, part: Part = EVERYWHERE
    ) -> list[Passage]:
        """See `Knowledge`."""
        if named := self._spotter.references(query):
            return self._named(named, Verses, language, limit)
        ranking = self._quran.rank(query, language, _SPARE * limit, part)
        passages = self._ranked(ranking, language, lambda hit: verse(hit.chapter, hit.number))
        return verbatim_first(query, passages)[:limit]

    def search_hadith(
        self, query: str, language: str, limit: int, part: Part = EVERYWHERE
    ) -> list[Passage]:
        """See `Knowledge`."""
        if named := self._spotter.references(query):
            return self._named(named, Hadith, language, limit)
        ranking = self._hadith.rank(query, language, _SPARE * limit, part)
        # In so many books a word or two stand together by chance, but for one that was named.
        fewest = 1 if part.work else 3
        if not ranking.hits:
            hits = rank_strictly(self._further, query, language, limit, fewest=fewest, part=part)
            ranking = Ranking(hits=hits, certain=frozenset(hit.place for hit in hits))
        passages = self._ranked(
            ranking, language, lambda hit: Hadith(book=hit.work, number=hit.number)
        )
        return verbatim_first(query, passages)[:limit]

    def search_tafsir(
        self, query: str, language: str, limit: int, part: Part = EVERYWHERE
    ) -> list[Passage]:
        """See `Knowledge`."""
        if named := self._spotter.references(query):
            return self._comments_on(named, language, limit)
        hits = rank_strictly(self._tafsir, query, language, limit, part=part)
        scores: dict[Reference, float] = {
            Comment(tafsir=hit.work, surah=hit.chapter, piece=hit.number): hit.score for hit in hits
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
        return self._verifier.check(text, kind)

    def find_quotations(self, text: str) -> list[Quotation]:
        """See `Knowledge`."""
        return self._verifier.check_all(text)

    def passages_of(self, passages: Sequence[tuple[str, str]]) -> PassageIndex:
        """See `Knowledge`."""
        return PassageIndex(passages, self._quran.index.words("ar"), self._quran.meanings)

    def _comments_on(self, named: Iterable[Reference], language: str, limit: int) -> list[Passage]:
        """Give each tafsir's comments in turn, those in the reader's language first."""
        pieces = [
            piece
            for verses in named
            if isinstance(verses, Verses)
            for piece in self._texts.pieces_on(verses.surah, verses.first, verses.last)
        ]
        places: dict[str, int] = {}
        turns = {}
        for piece in pieces:
            places[piece.work] = turn = places.get(piece.work, 0) + 1
            comment = Comment(tafsir=piece.work, surah=piece.surah, piece=piece.number)
            turns[comment] = (piece.language != language, piece.language != "en", turn)
        ranked = sorted(turns, key=turns.__getitem__)
        return self._passages(dict.fromkeys(ranked[:limit], 1.0), language)

    def _named(
        self, named: list[Reference], kind: type[Verses | Hadith], language: str, limit: int
    ) -> list[Passage]:
        """Who names a passage wants that one: nothing else is searched for."""
        wanted = [reference for reference in named if isinstance(reference, kind)]
        return self._passages(dict.fromkeys(wanted[:limit], 1.0), language)

    def _ranked(
        self, ranking: Ranking, language: str, named: Callable[[Hit], Reference]
    ) -> list[Passage]:
        return [
            replace(passage, score=hit.score, certain=hit.place in ranking.certain)
            for hit in ranking.hits
            if (passage := self.find(named(hit), language))
        ]

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
            indexes = {name: stack.enter_context(reading(place / name)) for name in INDEXES}
            knowledge = BuiltKnowledge(texts, indexes, _meanings(place / VECTORS))
        except _DAMAGES as error:
            raise KnowledgeUnreadableError(place, "its files are damaged") from error
        yield knowledge


def _meanings(place: Path) -> dict[str, Meanings]:
    """Read the vectors; none where there are none, or no model to compare a question with them."""
    sets = {folder.name: found for folder in place.iterdir() if (found := read_sets(folder))}
    embedder = load_embedder() if sets else None
    if embedder is None:
        return {}
    scope, lead = read_scope(), leading(read_topics(), embedder)
    return {name: Meanings(embedder, scope, lead, found) for name, found in sets.items()}
