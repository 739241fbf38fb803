"""The books of hadith that we know: what they are called, and how their numbers are meant."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One collection, as `books.toml` describes it."""

    key: str
    title: str
    arabic: str
    urdu: str
    spellings: tuple[str, ...]
    file: str
    count: int
    leading: bool = False
    first: int = 1
    numbering: str | None = None
    link: str | None = None

    def title_in(self, language: str) -> str:
        """Name the book as its readers do."""
        return {"ar": self.arabic, "ur": self.urdu}.get(language, self.title)


def _read() -> tuple[Book, ...]:
    raw = tomllib.loads(files(__package__).joinpath("books.toml").read_text("utf-8"))
    return tuple(Book(**{**book, "spellings": tuple(book["spellings"])}) for book in raw["book"])


BOOKS: Final = _read()
"""In the order of their soundness, as far as there is one."""
SOUNDNESS: Final = {book.key: place for place, book in enumerate(BOOKS)}
BY_KEY: Final = {book.key: book for book in BOOKS}
