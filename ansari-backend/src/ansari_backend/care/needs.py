"""Hear from a message that its writer is in need: despairing, or hurt by somebody.

All languages are heard at once, since in need people write in whichever comes first. The signs are
in `words/`, one file per language, for translators to edit; how they are written is said in
`words/en.toml`. They are statements about oneself: who asks for a ruling, or grieves, gives none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from ansari_backend.care.signs import any_of, plain
from ansari_backend.care.words import languages, words_in

LONGEST_HEARD: Final = 8_000
"""Characters at the beginning of a message, and as many at its end: nobody hides a cry for help in
the middle of a book, and hearing stays quick."""


class Need(StrEnum):
    """What somebody needs help with; what comes first goes first where both are heard."""

    DESPAIR = "despair"
    """They may harm themselves, or do not want to live."""
    VIOLENCE = "violence"
    """Somebody harms them, or is about to."""


@dataclass(frozen=True, slots=True)
class _Signs:
    """What tells of a need in one language, and what only looks like it."""

    language: str
    signs: re.Pattern[str]
    unless: re.Pattern[str] | None

    def heard_in(self, text: str) -> bool:
        harmless = [found.span() for found in self.unless.finditer(text)] if self.unless else []
        return any(
            not any(start < found.end() and found.start() < end for start, end in harmless)
            for found in self.signs.finditer(text)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cry:
    """A need that was heard, and in which languages: some share their words."""

    need: Need
    languages: tuple[str, ...]

    def answer(self, language: str) -> str:
        """Say that they are heard, and where there is help, in the language they cried in.

        `language` is the person's as far as is known; it decides where several share the words.
        """
        spoken = language if language in self.languages else self.languages[0]
        return words_for(self.need, spoken)


def cry_in(text: str) -> Cry | None:
    """Tell what need speaks from a person's own words, if any does.

    It takes about a millisecond for a message, and some tens for the longest: call it in a thread.
    """
    words = plain(_heard_part(text))
    for need in Need:
        heard = [signs.language for signs in _signs_of(need) if signs.heard_in(words)]
        if heard:
            return Cry(need=need, languages=tuple(heard))
    return None


def words_for(need: Need, language: str) -> str:
    """Give the words in a language, or in English."""
    answer: str = words_in(language)[need]["answer"]
    return answer.strip()


def _heard_part(text: str) -> str:
    if len(text) <= 2 * LONGEST_HEARD:
        return text
    return f"{text[:LONGEST_HEARD]} . {text[-LONGEST_HEARD:]}"


@cache
def _signs_of(need: Need) -> Sequence[_Signs]:
    return [_signs(language, words_in(language)[need]) for language in sorted(languages())]


def _signs(language: str, words: Mapping[str, Sequence[str]]) -> _Signs:
    unless = words.get("unless", ())
    return _Signs(language, any_of(words["signs"]), any_of(unless) if unless else None)
