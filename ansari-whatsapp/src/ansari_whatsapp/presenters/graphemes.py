"""Find where one character, as a reader sees it, ends and the next begins.

The part of Unicode's rules (UAX 29) that our languages and emoji need, without a dependency:
combining signs, joiners, skin tones, flags, the end-of-verse sign with its number, Bengali
conjuncts. Hangul written in single letters is left out.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

_JOINER: Final = "\u200d"
_PREPENDED: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
_VIRAMA: Final = 9
"""The combining class of the sign that ties two consonants of an Indian script."""


def clusters(text: str) -> Iterator[str]:
    """Split a text into what readers take for single characters."""
    cluster = ""
    for char in text:
        if cluster and not _belongs(char, cluster):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def extends(char: str) -> bool:
    """Tell whether this is written onto the character before it, whichever that is."""
    return not char.isalnum() and (
        unicodedata.category(char) in {"Mn", "Mc", "Me"}
        or char in {_JOINER, "\u200c"}
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _belongs(char: str, cluster: str) -> bool:
    last = cluster[-1]
    if extends(char) or last in _PREPENDED:
        return True
    if last == _JOINER and unicodedata.category(char) == "So":
        return True
    if unicodedata.combining(last.replace(_JOINER, cluster[-2:-1] or last)) == _VIRAMA:
        return unicodedata.category(char) == "Lo"
    return _is_half_flag(char) and _is_half_flag(cluster)


def _is_half_flag(text: str) -> bool:
    return len(text) == 1 and "\U0001f1e6" <= text <= "\U0001f1ff"
