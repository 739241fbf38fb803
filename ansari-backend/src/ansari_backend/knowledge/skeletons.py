"""Find Arabic words in the Qur'an whatever they are spelled with, and tell how near others come.

Copies differ in vowel signs, hamzas and alifs, and people leave out more. What stays of a word is
its skeleton. Words are looked for in the spelling of today and in that of the first copies.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from ansari_backend.knowledge.passages import LONGEST_RANGE, Verses
from ansari_backend.knowledge.words import plain_letters

_WORD: Final = re.compile(r"[^\W\d_]+")
_LOST: Final = re.compile("[اءﭐ]")
_BASMALA: Final = ("بسم", "لله", "لرحمن", "لرحيم")
_SURAH_END: Final = " | "
_SLACK: Final = 3
"""Words that may be missing or too many before a passage begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verse:
    """One verse as the store has it."""

    surah: int
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A passage that some words are like."""

    verses: Verses
    share: float
    """Of the words, those that it has in the same order."""


def skeleton(text: str) -> list[str]:
    """Reduce words to what all spellings of them share; words that are nothing but alif go."""
    letters = plain_letters(text).replace("ة", "ه")
    words = (_LOST.sub("", word) for word in _WORD.findall(letters))
    return [word for word in words if word]


def is_within(words: Sequence[str], text: Sequence[str]) -> bool:
    """Tell whether a text has these words, one right after the other."""
    return f" {' '.join(words)} " in f" {' '.join(text)} "


def share_of(words: Sequence[str], text: Sequence[str]) -> float:
    """Give the share of the words that a text has in their order."""
    blocks = SequenceMatcher(None, words, text, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)


class _Copy:
    """All verses in one spelling, as one long line."""

    def __init__(self, verses: Iterable[Verse]) -> None:
        self.places: list[tuple[int, int]] = []
        self.words: list[str] = []
        self.first_words: list[int] = []
        pieces: list[str] = []
        self._starts: list[int] = []
        length, surah = 0, 0
        for verse in verses:
            between = _SURAH_END if verse.surah != surah else " "
            surah = verse.surah
            words = skeleton(verse.text)
            length += len(between)
            self._starts.append(length)
            self.places.append((verse.surah, verse.number))
            self.first_words.append(len(self.words))
            self.words += words
            piece = " ".join(words)
            pieces += [between, piece]
            length += len(piece)
        self._line = "".join(pieces) + " "

    def find(self, words: Sequence[str]) -> Verses | None:
        """Give the first place where the words stand, as whole words."""
        sought = " ".join(words)
        at = self._line.find(f" {sought} ")
        if at < 0:
            return None
        first = bisect_right(self._starts, at + 1) - 1
        last = bisect_right(self._starts, at + len(sought)) - 1
        return self.verses(first, last)

    def verses(self, first: int, last: int) -> Verses | None:
        """Refer to the verses between two places, if one reference can."""
        (surah, begin), (other, end) = self.places[first], self.places[last]
        is_one = surah == other and end - begin < LONGEST_RANGE
        return Verses(surah=surah, first=begin, last=end) if is_one else None


class QuranSkeletons:
    """Searches; may be used by many threads at once."""

    def __init__(self, today: Sequence[Verse], uthmani: Sequence[Verse]) -> None:
        """Take all verses in both spellings, in their order."""
        self._today = _Copy(today)
        self._copies = (self._today, _Copy(uthmani))
        self._pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, pair in enumerate(pairwise(self._today.words)):
            self._pairs[pair].append(at)

    def find(self, text: str) -> Verses | None:
        """Give the verses that have exactly these words, one after the other."""
        words = skeleton(text)
        if not words:
            return None
        return self._find(words) or self._find_after_basmala(words)

    def nearest(self, text: str) -> Near | None:
        """Give the passage that has most of the words, if any has two of them together."""
        words = skeleton(text)
        votes = Counter(
            place - at
            for at, pair in enumerate(pairwise(words))
            for place in self._pairs.get(pair, ())
        )
        best = max(
            votes,
            key=lambda start: sum(votes[start + shift] for shift in range(-_SLACK, _SLACK + 1)),
            default=None,
        )
        return None if best is None else self._near(words, best)

    def _find(self, words: Sequence[str]) -> Verses | None:
        return next((found for copy in self._copies if (found := copy.find(words))), None)

    def _find_after_basmala(self, words: Sequence[str]) -> Verses | None:
        """People write it before the first verse of any surah; our copies keep it apart."""
        if tuple(words[: len(_BASMALA)]) != _BASMALA or len(words) == len(_BASMALA):
            return None
        found = self._find(words[len(_BASMALA) :])
        return found if found and found.first == 1 else None

    def _near(self, words: Sequence[str], start: int) -> Near | None:
        begin = max(0, start - _SLACK)
        window = self._today.words[begin : start + len(words) + _SLACK]
        blocks = SequenceMatcher(None, words, window, autojunk=False).get_matching_blocks()[:-1]
        if not blocks:
            return None
        first = bisect_right(self._today.first_words, begin + blocks[0].b) - 1
        last_word = begin + blocks[-1].b + blocks[-1].size - 1
        last = bisect_right(self._today.first_words, last_word) - 1
        verses = self._today.verses(first, last) or self._today.verses(first, first)
        share = sum(block.size for block in blocks) / len(words)
        return Near(verses=verses, share=share) if verses else None
