"""The values that a reader of packages hands to the build: texts and who they come from."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One text of one work in one language, and whom to name for it."""

    work: str
    """`quran`, a book of hadith: `bukhari`, `muslim`, …, or a tafsir: `ibnkathir`, …"""
    language: str
    name: str
    translator: str | None
    package: str
    notice: str
    shown: bool = True
    """Whether people are shown this text; one edition at most for a work and a language."""
    searched: bool = True
    """Whether its words lead to the passage."""
    embedded: bool = False
    """Whether it is also found by meaning, through vectors of its texts."""
    origin: str = ""
    """The work whose words these are, where they only lead to another one."""
    respelled: bool = False
    """Whether it is the text that is shown, in the spelling that people type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One verse or hadith of an edition, or a piece of a tafsir."""

    chapter: int
    """The surah; 0 for hadith, whose numbers run through the book."""
    number: int
    text: str
    verses: tuple[int, int] | None = None
    """The first and the last verse that a piece of a tafsir explains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An edition with its lines, read and checked."""

    edition: Edition
    lines: tuple[Line, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Line]:
        """Walk through the lines in the order of the book."""
        return iter(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surah:
    """A chapter of the Qur'an, as people call it."""

    number: int
    arabic: str
    english: str
    verses: int
