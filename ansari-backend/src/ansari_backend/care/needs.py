"""Hear from a message that its writer is in need: despairing, or hurt by somebody.

All languages are heard at once, since in need people write in whichever comes first. The signs are
in `words/`, one file per language, for translators to edit; how they are written is said in
`words/en.toml`. They are statements about oneself: who asks for a ruling, or grieves, gives none.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from ansari_backend.care.words import all_words, words_in

LONGEST_HEARD: Final = 8_000
"""Characters at the beginning of a message, and as many at its end: nobody hides a cry for help in
the middle of a book, and hearing stays quick."""

_MARKS: Final = re.compile(
    "[\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200c\u200d'’‘`´ʼ]"
)
_ALIKE: Final = str.maketrans("ىیےکہةھۀıɓɗƙ", "يييكهههه" + "ibdk")


class Need(StrEnum):
    """What somebody needs help with."""

    DESPAIR = "despair"
    """They may harm themselves, or do not want to live."""
    VIOLENCE = "violence"
    """Somebody harms them, or is about to."""


@dataclass(frozen=True, slots=True)
class _Signs:
    """What tells of one need in one language, and what only looks like it."""

    need: Need
    signs: re.Pattern[str]
    unless: re.Pattern[str] | None

    def heard_in(self, text: str) -> bool:
        harmless = [found.span() for found in self.unless.finditer(text)] if self.unless else []
        return any(
            not any(start < found.end() and found.start() < end for start, end in harmless)
            for found in self.signs.finditer(text)
        )


def need_in(text: str) -> Need | None:
    """Tell what need speaks from a person's own words, if any does.

    It takes about a millisecond for a message, and some tens for the longest: call it in a thread.
    """
    plain = _plain(_heard_part(text), keep="")
    return next((signs.need for signs in _all_signs() if signs.heard_in(plain)), None)


def words_for(need: Need, language: str) -> str:
    """Say to somebody in need that they are heard, and where there is help."""
    answer: str = words_in(language)[need]["answer"]
    return answer.strip()


def _heard_part(text: str) -> str:
    if len(text) <= 2 * LONGEST_HEARD:
        return text
    return f"{text[:LONGEST_HEARD]} . {text[-LONGEST_HEARD:]}"


def _plain(text: str, *, keep: str) -> str:
    """Write letters as people type them in haste, with one space between words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = _MARKS.sub("", letters).translate(_ALIKE)
    return "".join(
        char if char.isalnum() or char in keep or _joins(char) else " " for char in letters
    )


def _joins(char: str) -> bool:
    """Whether it belongs to the letter before it, as Bengali vowels do."""
    return unicodedata.category(char).startswith("M")


@cache
def _all_signs() -> Sequence[_Signs]:
    """Despair first: who is hurt by others and wants to die must hear of help with that."""
    files = list(all_words())
    return [_signs(need, words[need]) for need in Need for words in files]


def _signs(need: Need, words: Mapping[str, Sequence[str]]) -> _Signs:
    unless = words.get("unless", ())
    return _Signs(need, _any_of(words["signs"]), _any_of(unless) if unless else None)


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    alternatives = "|".join(_pattern(phrase) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _pattern(phrase: str) -> str:
    return "".join(_pieces(" ".join(_plain(phrase, keep="()|?*").split())))


def _pieces(phrase: str) -> Iterator[str]:
    for char in phrase:
        match char:
            case " ":
                yield " +"
            case "(":
                yield "(?:"
            case ")" | "|" | "?":
                yield char
            case "*":
                yield r"\w*"
            case _:
                yield re.escape(char)
