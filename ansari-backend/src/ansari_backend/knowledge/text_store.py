"""All texts in one SQLite file: written once by the build, then only read."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final

from ansari_backend.knowledge.failures import SearchFailedError
from ansari_backend.knowledge.rows import Place
from ansari_backend.knowledge.skeletons import Verse
from ansari_backend.knowledge.sources import Edition, Source, Surah

_TABLES: Final = """
    CREATE TABLE surahs (number INTEGER PRIMARY KEY, arabic TEXT, english TEXT, verses INTEGER);
    CREATE TABLE editions (
        work TEXT, language TEXT, name TEXT, translator TEXT, package TEXT, notice TEXT,
        shown INTEGER, searched INTEGER, texts INTEGER, sha256 TEXT,
        PRIMARY KEY (work, language, name)
    ) WITHOUT ROWID;
    CREATE TABLE texts (
        work TEXT, chapter INTEGER, number INTEGER, language TEXT, text TEXT,
        PRIMARY KEY (work, chapter, number, language)
    ) WITHOUT ROWID;
    CREATE TABLE explained (
        work TEXT, chapter INTEGER, number INTEGER, first INTEGER, last INTEGER,
        PRIMARY KEY (work, chapter, number)
    ) WITHOUT ROWID;
    CREATE INDEX explained_by_verse ON explained (chapter, first, last);
    CREATE TABLE spelled_today (chapter INTEGER, number INTEGER, text TEXT);
"""

_PIECES: Final = (
    "SELECT work, chapter, number, first, last, language, text"
    " FROM explained JOIN texts USING (work, chapter, number) "
)


class TextWriter:
    """Fills the file while it is built."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add_surahs(self, surahs: Iterable[Surah]) -> None:
        """Store the names of the surahs."""
        self._connection.executemany(
            "INSERT INTO surahs VALUES (?, ?, ?, ?)",
            ((surah.number, surah.arabic, surah.english, surah.verses) for surah in surahs),
        )

    def add(self, source: Source) -> None:
        """Store the texts of an edition that people are shown, one for each work and language."""
        edition = source.edition
        self._connection.executemany(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?)",
            (
                (edition.work, line.chapter, line.number, edition.language, line.text)
                for line in source
            ),
        )
        self._connection.executemany(
            "INSERT INTO explained VALUES (?, ?, ?, ?, ?)",
            (
                (edition.work, line.chapter, line.number, *line.verses)
                for line in source
                if line.verses
            ),
        )

    def register(self, source: Source) -> None:
        """Note an edition that texts are shown from, or searched in, maybe in two forms."""
        edition = source.edition
        self._connection.execute(
            "INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET shown = max(shown, excluded.shown), searched = max(searched, excluded.searched)",
            (
                edition.work,
                edition.language,
                edition.name,
                edition.translator,
                edition.package,
                edition.notice,
                edition.shown,
                edition.searched,
                len(source.lines),
                _sha256(source),
            ),
        )

    def add_spelling(self, source: Source) -> None:
        """Store the Qur'an in the spelling that people type, beside the one that they are shown."""
        self._connection.executemany(
            "INSERT INTO spelled_today VALUES (?, ?, ?)",
            ((line.chapter, line.number, line.text) for line in source),
        )

    def counts(self) -> dict[str, int]:
        """Count the texts of each work and language."""
        rows = self._connection.execute(
            "SELECT work || ' ' || language, count(*) FROM texts GROUP BY 1 ORDER BY 1"
        )
        return dict(rows.fetchall())


def _sha256(source: Source) -> str:
    digest = sha256()
    for line in source:
        digest.update(f"{line.text}\n".encode())
    return digest.hexdigest()


@contextmanager
def writing(file: Path) -> Iterator[TextWriter]:
    """Create the file; what was added is in it when the block ends without error."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(_TABLES)
        yield TextWriter(connection)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One verse or hadith in the languages that we have."""

    number: int
    by_language: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An edition that the texts were made from, or are searched in."""

    edition: Edition
    texts: int
    sha256: str
    """Of its texts, each followed by a new line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a tafsir, and the verses that it explains."""

    work: str
    surah: int
    number: int
    first: int
    last: int
    language: str
    text: str


class TextStore:
    """Looks up texts; may be used by many threads at once."""

    def __init__(self, file: Path) -> None:
        uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = Lock()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def span(
        self, work: str, chapter: int, first: int, last: int, languages: Collection[str]
    ) -> list[Texts]:
        """Give what exists in these languages between two numbers, in order."""
        marks = ", ".join("?" * len(languages))
        rows = self._rows(
            "SELECT number, language, text FROM texts WHERE work = ? AND chapter = ?"  # noqa: S608 - marks
            f" AND number BETWEEN ? AND ? AND language IN ({marks}) ORDER BY number",
            (work, chapter, first, last, *languages),
        )
        found: dict[int, dict[str, str]] = {}
        for number, language, text in rows:
            found.setdefault(number, {})[language] = text
        return [Texts(number=number, by_language=texts) for number, texts in found.items()]

    def piece(self, work: str, surah: int, number: int) -> Piece | None:
        """Give a piece of a tafsir by its number."""
        where = "WHERE work = ? AND chapter = ? AND number = ?"
        return next(iter(self._pieces(where, (work, surah, number))), None)

    def pieces_on(self, surah: int, first: int, last: int) -> list[Piece]:
        """Give all that explains any of these verses, tafsir by tafsir."""
        where = "WHERE chapter = ? AND first <= ? AND last >= ? ORDER BY work, number"
        return self._pieces(where, (surah, last, first))

    def _pieces(self, where: str, values: tuple[object, ...]) -> list[Piece]:
        return [
            Piece(
                work=work,
                surah=surah,
                number=number,
                first=first,
                last=last,
                language=language,
                text=text,
            )
            for work, surah, number, first, last, language, text in self._rows(
                _PIECES + where, values
            )
        ]

    def editions(self) -> list[Entry]:
        """List what the texts were made from."""
        rows = self._rows("SELECT * FROM editions ORDER BY work, language, shown DESC, name", ())
        return [
            Entry(
                edition=Edition(
                    work=work,
                    language=language,
                    name=name,
                    translator=translator,
                    package=package,
                    notice=notice,
                    shown=bool(shown),
                    searched=bool(searched),
                ),
                texts=texts,
                sha256=digest,
            )
            for (
                work,
                language,
                name,
                translator,
                package,
                notice,
                shown,
                searched,
                texts,
                digest,
            ) in rows
        ]

    def numbers(self, work: str, language: str) -> list[int]:
        """List the numbers of a book that there are texts of."""
        query = "SELECT number FROM texts WHERE work = ? AND language = ? ORDER BY number"
        return [number for (number,) in self._rows(query, (work, language))]

    def explained(self, work: str) -> set[tuple[int, int]]:
        """Give the surah and number of each verse that a tafsir has a comment on."""
        rows = self._rows("SELECT chapter, first, last FROM explained WHERE work = ?", (work,))
        return {(surah, n) for surah, first, last in rows for n in range(first, last + 1)}

    def verses_by_piece(self) -> dict[Place, list[Place]]:
        """Give the verses that each piece of a tafsir is about."""
        rows = self._rows("SELECT work, chapter, number, first, last FROM explained", ())
        return {
            (work, surah, number): [("quran", surah, each) for each in range(first, last + 1)]
            for work, surah, number, first, last in rows
        }

    def verses(self) -> tuple[list[Verse], list[Verse]]:
        """Give all verses in the spelling of today, and in that of the first copies."""
        today = "SELECT chapter, number, text FROM spelled_today ORDER BY chapter, number"
        uthmani = (
            "SELECT chapter, number, text FROM texts"
            " WHERE work = 'quran' AND language = 'ar' ORDER BY chapter, number"
        )
        one, other = (
            [Verse(surah=surah, number=number, text=text) for surah, number, text in rows]
            for rows in (self._rows(today, ()), self._rows(uthmani, ()))
        )
        return one, other

    def translators(self) -> dict[tuple[str, str], str | None]:
        """Name who translated each work into each language, where that is known."""
        rows = self._rows("SELECT work, language, translator FROM editions WHERE shown", ())
        return {(work, language): translator for work, language, translator in rows}

    def surahs(self) -> tuple[Surah, ...]:
        """List the surahs in order."""
        rows = self._rows("SELECT number, arabic, english, verses FROM surahs ORDER BY number", ())
        return tuple(
            Surah(number=number, arabic=arabic, english=english, verses=verses)
            for number, arabic, english, verses in rows
        )

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise SearchFailedError(repr(error)) from error
