"""An index of stems in each language: which texts have which words, and how telling each is."""

import math
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from tantivy import Document, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder

from ansari_backend.knowledge.failures import SearchFailedError
from ansari_backend.knowledge.languages import LANGUAGES

_HEAP: Final = 64_000_000
_STAND_IN_WEIGHT: Final = 0.2
"""A word that means the same counts less than the very word that was asked for."""


Place: TypeAlias = tuple[str, int, int]
"""Work, chapter and number of a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part of the texts that is searched: a book, a surah; all where nothing is said."""

    work: str | None = None
    chapter: int | None = None

    def has(self, place: Place) -> bool:
        """Tell whether a text stands in it."""
        work, chapter, _ = place
        return self.work in {None, work} and self.chapter in {None, chapter}


EVERYWHERE: Final = Part()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One word of a question, with the words that may stand for it."""

    word: str
    stand_ins: frozenset[str] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        """All words of which one must occur."""
        return self.stand_ins | {self.word}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A text that has words of the question."""

    work: str
    chapter: int
    number: int
    score: float
    words: frozenset[str]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.work, self.chapter, self.number


def schema() -> Schema:
    """Describe what is known of a text: where it stands, and its stems in each language."""
    builder = SchemaBuilder()
    builder.add_text_field("work", stored=True, tokenizer_name="raw")
    builder.add_unsigned_field("chapter", stored=True, indexed=True)
    builder.add_unsigned_field("number", stored=True, indexed=True)
    for language in LANGUAGES:
        # The stems come joined by blanks; they are kept to see which of them a hit has.
        builder.add_text_field(
            language, stored=True, tokenizer_name="whitespace", index_option="freq"
        )
    return builder.build()


class WordWriter:
    """Fills an index while it is built."""

    def __init__(self, writer: IndexWriter) -> None:
        self._writer = writer

    def add(self, work: str, chapter: int, number: int, stems: Mapping[str, Iterable[str]]) -> None:
        """Index one text by its stems in each language."""
        words = {language: " ".join(found) for language, found in stems.items()}
        document = Document(work=work, **words)
        document.add_unsigned("chapter", chapter)
        document.add_unsigned("number", number)
        self._writer.add_document(document)


@contextmanager
def writing(folder: Path) -> Iterator[WordWriter]:
    """Create an index; it is complete when the block ends without error."""
    folder.mkdir()
    writer = Index(schema(), path=str(folder)).writer(_HEAP, num_threads=1)
    yield WordWriter(writer)
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def reading(folder: Path) -> Iterator["WordIndex"]:
    """Open an index for as long as the block lasts, also where we may not write.

    tantivy puts a lock beside an index even to read it. In an image whose files belong to root
    that fails, so a copy (30 MB at most) is read there.
    """
    if os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        yield WordIndex(Index.open(str(folder)))
        return
    with TemporaryDirectory(prefix="ansari-") as copy:
        for file in folder.iterdir():
            shutil.copyfile(file, Path(copy) / file.name)
        yield WordIndex(Index.open(copy))


class WordIndex:
    """Searches; may be used by many threads at once."""

    def __init__(self, index: Index) -> None:
        """Take an index that nobody writes to any more."""
        self._schema = index.schema
        self._searcher = index.searcher()
        self.languages = frozenset(
            each for each in LANGUAGES if self._searcher.terms_with_prefix(each, "", limit=1)
        )
        """Those that it has texts in; Arabic at least."""

    def weight(self, subject: Subject, language: str) -> float:
        """Tell how much a word says: the rarer, the more; unknown words most of all."""
        return math.log(1 + self._searcher.num_docs / (1 + self._texts_with(subject, language)))

    def has(self, subject: Subject, language: str) -> bool:
        """Tell whether any text has the word, or one that stands for it."""
        return self._texts_with(subject, language) > 0

    def _texts_with(self, subject: Subject, language: str) -> int:
        return sum(self._searcher.doc_freq(language, word) for word in subject.words)

    def search(
        self, subjects: Iterable[Subject], language: str, limit: int, part: Part = EVERYWHERE
    ) -> list[Hit]:
        """Give the texts of a part that have any of the words, the best by BM25 first."""
        words = [(Occur.Should, self._any_of(subject, language)) for subject in subjects]
        within = [
            (Occur.Must, Query.boost_query(Query.term_query(self._schema, field, value), 0.0))
            for field, value in (("work", part.work), ("chapter", part.chapter))
            if value is not None
        ]
        query = Query.boolean_query([(Occur.Must, Query.boolean_query(words)), *within])
        try:
            found = self._searcher.search(query, limit).hits
            return [self._hit(score, self._searcher.doc(at), language) for score, at in found]
        except ValueError as error:  # all that tantivy ever raises
            raise SearchFailedError(repr(error)) from error

    def at(self, place: Place, language: str) -> Hit | None:
        """Give a text by its place, as if it had been found."""
        parts = [
            (Occur.Must, Query.term_query(self._schema, field, value))
            for field, value in zip(("work", "chapter", "number"), place, strict=True)
        ]
        hits = self._searcher.search(Query.boolean_query(parts), 1).hits
        return self._hit(0.0, self._searcher.doc(hits[0][1]), language) if hits else None

    def words(self, language: str) -> dict[tuple[str, int, int], str]:
        """Give the stems of every text, joined by blanks: by work, chapter and number."""
        found = self._searcher.search(Query.all_query(), self._searcher.num_docs).hits
        documents = (self._searcher.doc(at) for _, at in found)
        return {
            (each["work"][0], each["chapter"][0], each["number"][0]): each[language][0]
            for each in documents
        }

    def _any_of(self, subject: Subject, language: str) -> Query:
        parts = [(Occur.Should, self._term(subject.word, language))]
        for word in sorted(subject.stand_ins - {subject.word}):
            other = Query.boost_query(self._term(word, language), _STAND_IN_WEIGHT)
            parts.append((Occur.Should, other))
        return Query.boolean_query(parts)

    def _term(self, word: str, language: str) -> Query:
        return Query.term_query(self._schema, language, word, "freq")

    @staticmethod
    def _hit(score: float, document: Document, language: str) -> Hit:
        return Hit(
            work=document["work"][0],
            chapter=document["chapter"][0],
            number=document["number"][0],
            score=score,
            words=frozenset(" ".join(document[language]).split()),
        )
