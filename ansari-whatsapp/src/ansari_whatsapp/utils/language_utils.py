"""Tell which language a text is in and which way it runs, offline.

Scripts decide first, since they cannot be mistaken; a small statistical model decides between
languages that share a script.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal, Protocol

FALLBACK_LANGUAGE: Final = "en"
LANGUAGES_BY_SCRIPT: Final = {
    "ARABIC": ("ar", "ur", "fa"),
    "LATIN": ("en", "id", "ms", "fr", "tr", "es", "de", "ha", "sw", "so", "bs"),
    "BENGALI": ("bn",),
    "CYRILLIC": ("ru",),
}
"""The languages that we tell apart, each under the script it is mostly written in."""
_SCRIPT_OF: Final = {
    language: script for script, languages in LANGUAGES_BY_SCRIPT.items() for language in languages
}
_FEW_WORDS: Final = 3
_URDU_LETTERS: Final = frozenset("ٹڈڑںےھہ")
_PERSIAN_OR_URDU_LETTERS: Final = frozenset("پچژگکی")
_ADDRESS: Final = re.compile(r"https?://\S+|\S+@\S+")


class _Identifier(Protocol):
    def rank(self, text: str) -> Sequence[tuple[str, float]]:
        """Give all languages with their likelihood, the likeliest first."""


def detect_language(text: str, *, known: str | None = None) -> str:
    """Give the code of the language that this text is in.

    `known` is the language its writer was last seen to use. It stands where a text is too short
    to tell or tells nothing, unless the script speaks against it.
    """
    words = _ADDRESS.sub(" ", text)
    script = _script(words)
    if script is None:
        return known or FALLBACK_LANGUAGE
    if known and len(words.split()) < _FEW_WORDS and _SCRIPT_OF.get(known, script) == script:
        return known
    return _language(words, script)


def text_direction(text: str) -> Literal["ltr", "rtl"]:
    """Give the direction of the first character that has one (rule P2 of UAX 9)."""
    for char in text:
        match unicodedata.bidirectional(char):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return "ltr"


def _script(text: str) -> str | None:
    """Give the script that most letters are in, if we know one of its languages."""
    names = (unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha())
    known = Counter(name for name in names if name in LANGUAGES_BY_SCRIPT)
    return max(known, key=lambda name: known[name]) if known else None


def _language(text: str, script: str) -> str:
    candidates = _by_letters(text) if script == "ARABIC" else LANGUAGES_BY_SCRIPT[script]
    if len(candidates) == 1:
        return candidates[0]
    return next(language for language, _ in _identifier().rank(text) if language in candidates)


def _by_letters(text: str) -> tuple[str, ...]:
    """Narrow down by the letters that Arabic, or Arabic and Persian, do without."""
    letters = set(text)
    if letters & _URDU_LETTERS:
        return ("ur",)
    return ("ur", "fa") if letters & _PERSIAN_OR_URDU_LETTERS else LANGUAGES_BY_SCRIPT["ARABIC"]


@cache
def _identifier() -> _Identifier:
    """Load the model when it is first needed: it takes half a second."""
    from py3langid import langid  # type: ignore[import-untyped] # noqa: PLC0415 -- as said above

    identifier: _Identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    return identifier
