"""Phrases as translators write them, to be found in what people type in haste.

`(a|b)` is either of them, `(a )?` may be missing, `*` at the end of a word is any ending, `…` is up
to three words of any kind. Capitals, marks, apostrophes and punctuation make no difference.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

_MARKS: Final = re.compile(
    "[\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200c\u200d'’‘`´ʼ]"
)
_GAP: Final = "~"
_ALIKE: Final = str.maketrans("ىیےکہةھۀıɓɗƙ", "يييكهههه" + "ibdk")


def plain(text: str, *, keep: str = "") -> str:
    """Write letters as people type them; what is none becomes a blank, but for those to keep."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = _MARKS.sub("", letters).translate(_ALIKE)
    return "".join(
        char if char.isalnum() or char in keep or _joins(char) else " " for char in letters
    )


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Look for these phrases, as whole words, in a text made plain."""
    alternatives = "|".join(_pattern(phrase) for phrase in phrases)
    return re.compile(rf"(?<![^ ])(?:{alternatives})(?![^ ])")


def _joins(char: str) -> bool:
    """Whether it belongs to the letter before it, as Bengali vowels do."""
    return unicodedata.category(char).startswith("M")


def _pattern(phrase: str) -> str:
    # normalising would make three full stops of it
    words = " ".join(plain(phrase.replace("…", _GAP), keep=f"()|?*{_GAP}").split())
    return "".join(_pieces(words.replace(f"{_GAP} ", _GAP)))


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
                yield "[^ ]*"  # not \\w: that knows no Bengali vowel
            case "~":  # _GAP
                yield "(?:[^ ]+ +){0,3}"
            case _:
                yield re.escape(char)
