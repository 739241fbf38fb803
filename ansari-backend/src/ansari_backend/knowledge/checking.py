"""Check whether words are a verse or a hadith: word for word, nearly, or not at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from ansari_backend.knowledge.passages import Passage
from ansari_backend.knowledge.skeletons import is_within, share_of, skeleton
from ansari_backend.knowledge.words import plain_letters

Kind = Literal["quran", "hadith"]
Verdict = Literal["genuine", "altered", "not_found"]

ALIKE: Final = 0.6
"""The share of words that must be met for words to be a passage got wrong; with fewer, chance and
the common formulas of sacred texts decide."""
FEWEST_ALIKE: Final = 3
"""Words: of fewer, nobody can tell what they were meant to be."""

_ARABIC: Final = re.compile("[\u0621-\u064a\u0671-\u06d3]")
_OMISSION: Final = re.compile(r"\[?(?:\.\.\.|…)\]?")
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of words that were said to be scripture."""

    verdict: Verdict
    passage: Passage | None = None
    """The true text: what the words are from, or what they are like."""


NOT_FOUND: Final = Checked(verdict="not_found")


def is_arabic(text: str) -> bool:
    """Tell whether most letters are Arabic."""
    letters = sum(char.isalpha() for char in text)
    return letters > 0 and 2 * len(_ARABIC.findall(text)) > letters


def parts_of(text: str) -> list[str]:
    """Cut a quotation where it says that something is left out."""
    return [part for part in _OMISSION.split(text) if _WORD.search(part)]


def compare(text: str, candidates: Iterable[Passage]) -> Checked:
    """Give the passage that has all the words, else the one that has most of them."""
    best, best_share = NOT_FOUND, ALIKE
    parts = parts_of(text)
    for passage in candidates:
        for theirs in _texts_like(text, passage):
            if _has_all(parts, theirs):
                return Checked(verdict="genuine", passage=passage)
            share = share_of(_words(text), _words(theirs))
            if share >= best_share and len(_words(text)) >= FEWEST_ALIKE:
                best, best_share = Checked(verdict="altered", passage=passage), share
    return best


def verbatim_first(text: str, passages: Iterable[Passage]) -> list[Passage]:
    """Put the passages that have these very words before all others, as what was meant."""
    sought = _words(text)
    if len(sought) < FEWEST_ALIKE:
        return list(passages)
    return sorted(
        passages,
        key=lambda passage: (
            not any(
                is_within(sought, _words_like(text, theirs))
                for theirs in _texts_like(text, passage)
            )
        ),
    )


def _texts_like(text: str, passage: Passage) -> list[str]:
    """Compare Arabic with Arabic; Urdu and Persian are in its letters as well."""
    translated = [passage.translation.text] if passage.translation else []
    return [passage.arabic, *translated] if is_arabic(text) else translated


def _has_all(parts: list[str], text: str) -> bool:
    words = _words(text)
    return bool(parts) and all(is_within(_words(part), words) for part in parts)


def _words(text: str) -> list[str]:
    return _words_like(text, text)


def _words_like(model: str, text: str) -> list[str]:
    """Cut a text as words in the script of `model` are compared."""
    if is_arabic(model):
        return skeleton(text)
    return _WORD.findall(plain_letters(text))
