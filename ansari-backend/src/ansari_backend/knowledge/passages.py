"""The values that leave this room: references, and passages that carry text with its source."""

import re
from dataclasses import dataclass
from typing import Final

LONGEST_RANGE: Final = 10
"""Verses that one reference may span: more would fill a telephone's screen many times."""

_VERSES = re.compile(r"quran (\d{1,3}):(\d{1,3})(?:\s?[-–]\s?(\d{1,3}))?", re.IGNORECASE)
_COMMENT = re.compile(r"tafsir ([a-z]+) (\d{1,3})#(\d{1,4})", re.IGNORECASE)
_HADITH = re.compile(r"hadith ([a-z]+) (\d{1,5})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verses:
    """One verse of the Qur'an, or a few that follow one another."""

    surah: int
    first: int
    last: int

    def __str__(self) -> str:
        """Give the form that `parse_reference` reads, and that models write."""
        return f"quran {self.surah}:{self.span}"

    @property
    def span(self) -> str:
        """The verses without their surah: `255` or `153-157`."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hadith:
    """One hadith by its book and the number that our copy of the book gives it."""

    book: str
    number: int

    def __str__(self) -> str:
        """Give the form that `parse_reference` reads, and that models write."""
        return f"hadith {self.book} {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A piece of a tafsir; a comment on some verses has several, numbered through the surah."""

    tafsir: str
    surah: int
    piece: int

    def __str__(self) -> str:
        """Give the form that `parse_reference` reads, and that models write."""
        return f"tafsir {self.tafsir} {self.surah}#{self.piece}"


Reference = Verses | Hadith | Comment


def verse(surah: int, number: int) -> Verses:
    """Refer to a single verse."""
    return Verses(surah=surah, first=number, last=number)


def parse_reference(text: str) -> Reference | None:
    """Read `quran 2:255`, `quran 2:153-157`, `hadith bukhari 1` or `tafsir ibnkathir 2#17`.

    Anything else is no reference. Whether the passage exists is another question, which
    `Knowledge.find` answers.
    """
    plain = " ".join(text.split())
    if match := _VERSES.fullmatch(plain):
        surah, first, last = (int(part or match[2]) for part in match.groups())
        span = Verses(surah=surah, first=first, last=last)
        return span if 0 <= last - first < LONGEST_RANGE else None
    if match := _HADITH.fullmatch(plain):
        return Hadith(book=match[1].lower(), number=int(match[2]))
    if match := _COMMENT.fullmatch(plain):
        return Comment(tafsir=match[1].lower(), surah=int(match[2]), piece=int(match[3]))
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A passage in another language, in the words of a translator."""

    language: str
    text: str
    translator: str | None
    """None where our source doesn't name one, as with all hadith: we never guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words of scripture exactly as our copy has them, with all that is needed to check them."""

    reference: Reference
    title: str
    """What a person reads as the source: `Qur'an 2:255`, `Sahih al-Bukhari 1`."""
    arabic: str
    """Empty where a tafsir isn't in Arabic: then what it says stands as the translation."""
    translation: Translation | None = None
    numbering: str | None = None
    """Whose numbers these are, where editions of the same book disagree."""
    link: str | None = None
    """A page that shows this very passage; None where we know of none that does."""
    score: float = 0.0
    """How well it fits the query; comparable within one search only."""
    certain: bool = True
    """Whether it has the words or the subjects of the query. Else it is only near in meaning, and
    must be read before it is shown to anybody: the nearest verse may still be far off."""
