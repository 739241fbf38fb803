"""An index of stems in each language: which texts have which words, and how telling each is."""

import math
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

from tantivy import Document, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder

from ansari_backend.knowledge.failures import SearchFailedError
from ansari_backend.knowledge.languages import LANGUAGES
from ansari_backend.knowledge.rows import Place, Rows, RowWriter, reading_rows

_HEAP: Final = 64_000_000
_STAND_IN_WEIGHT: Final = 0.2
"""A word that means the same counts less than the very word that was asked for."""
_WORDS: Final = "words"
"""The folder of tantivy's files; those of the rows lie beside it."""


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

    def scored(self, score: float) -> "Hit":
        """Give the same with another score: `dataclasses.replace`, at a fifth of its time."""
        return Hit(
            work=self.work,
            chapter=self.chapter,
            number=self.number,
            score=score,
            words=self.words,
        )


def schema() -> Schema:
    """Describe what a text is found by: where it stands, and its stems in each language."""
    builder = SchemaBuilder()
    builder.add_unsigned_field("row", fast=True)
    builder.add_text_field("work", tokenizer_name="raw")
    builder.add_unsigned_field("chapter", indexed=True)
    for language in LANGUAGES:
        # The stems come joined by blanks.
        builder.add_text_field(language, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class WordWriter:
    """Fills an index while it is built."""

    def __init__(self, writer: IndexWriter) -> None:
        self._writer = writer
        self._rows = RowWriter()

    def add(self, work: str, chapter: int, number: int, stems: Mapping[str, Iterable[str]]) -> None:
        """Index one text by its stems in each language."""
        words = {language: " ".join(found) for language, found in stems.items()}
        document = Document(work=work, **words)
        document.add_unsigned("chapter", chapter)
        document.add_unsigned("row", self._rows.add((work, chapter, number), words))
        self._writer.add_document(document)

    def finish(self, folder: Path) -> None:
        """Store what is still in memory."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._rows.write(folder)


@contextmanager
def writing(folder: Path) -> Iterator[WordWriter]:
    """Create an index; it is complete when the block ends without error."""
    (folder / _WORDS).mkdir(parents=True)
    words = WordWriter(Index(schema(), path=str(folder / _WORDS)).writer(_HEAP, num_threads=1))
    yield words
    words.finish(folder)


@contextmanager
def reading(folder: Path) -> Iterator["WordIndex"]:
    """Open an index for as long as the block lasts, also where we may not write.

    tantivy puts a lock beside an index even to read it. In an image whose files belong to root
    that fails, so a copy (11 MB at most) is read there.
    """
    with ExitStack() as stack:
        rows = stack.enter_context(reading_rows(folder))
        words = folder / _WORDS
        if not os.access(words, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            copy = Path(stack.enter_context(TemporaryDirectory(prefix="ansari-")))
            words = shutil.copytree(words, copy / _WORDS, copy_function=shutil.copyfile)
        yield WordIndex(Index.open(str(words)), rows)


class WordIndex:
    """Searches; may be used by many threads at once."""

    def __init__(self, index: Index, rows: Rows) -> None:
        """Take an index that nobody writes to any more, and its rows."""
        self._rows = rows
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
            found = self._searcher.search(query, limit, count=False).hits
            rows = self._searcher.fast_field_values("row", [at for _, at in found])
        except ValueError as error:  # all that tantivy ever raises
            raise SearchFailedError(repr(error)) from error
        return [
            self._hit(row, score, language)
            for row, (score, _) in zip(cast("list[int]", rows), found, strict=True)
        ]

    def holds(self, place: Place) -> bool:
        """Tell whether a text is in this index."""
        return self._rows.row(place) is not None

    def at(self, place: Place, language: str) -> Hit | None:
        """Give a text by its place, as if it had been found."""
        row = self._rows.row(place)
        return None if row is None else self._hit(row, 0.0, language)

    def words(self, language: str) -> dict[Place, str]:
        """Give the stems of every text, joined by blanks."""
        return {
            self._rows.place(row): self._rows.stems(row, language) for row in range(len(self._rows))
        }

    def _any_of(self, subject: Subject, language: str) -> Query:
        parts = [(Occur.Should, self._term(subject.word, language))]
        for word in sorted(subject.stand_ins - {subject.word}):
            other = Query.boost_query(self._term(word, language), _STAND_IN_WEIGHT)
            parts.append((Occur.Should, other))
        return Query.boolean_query(parts)

    def _term(self, word: str, language: str) -> Query:
        return Query.term_query(self._schema, language, word, "freq")

    def _hit(self, row: int, score: float, language: str) -> Hit:
        work, chapter, number = self._rows.place(row)
        words = frozenset(self._rows.stems(row, language).split())
        return Hit(work=work, chapter=chapter, number=number, score=score, words=words)
