"""Tell which of our languages a few words are in."""

import re
from types import MappingProxyType
from typing import Final

from ansari_backend.knowledge.vocabulary import vocabulary
from ansari_backend.knowledge.words import stems

LANGUAGES: Final = ("ar", "en", "ur", "id", "de", "es", "fr", "ru", "tr")
"""The languages that we have texts in."""

_ARABIC_SCRIPT: Final = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")
_IN_LATIN_LETTERS: Final = ("en", "id", "de", "es", "fr", "tr")
_LATIN_SCRIPT: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_CYRILLIC_SCRIPT: Final = re.compile("[\u0400-\u04ff]")
_URDU_ONLY: Final = re.compile("[ٹڈڑںےہھگچپ]")
_NEAR_KIN: Final = MappingProxyType({"ms": "id"})
"""Malay is read and searched as Indonesian, which its speakers understand."""
_MISTAKEN_FOR: Final = MappingProxyType({"fa": ("ar", "ur")})
"""What a language is heard as that shares its script with some of ours; else it is Latin."""
_FALLBACK: Final = "en"
_ENGLISH_WORDS: Final = 2
_ENGLISH_SHARE: Final = 3
"""One telling word in so many."""
_TELLING: Final = 3
"""Fewer words in Arabic letters tell nothing: Urdu borrowed most of its words from Arabic."""


def texts_language(spoken: str) -> str:
    """Give the one of `LANGUAGES` in which who speaks a language is shown our texts."""
    nearest = _NEAR_KIN.get(spoken, spoken)
    return nearest if nearest in LANGUAGES else _FALLBACK


def spoken_in(text: str, hint: str) -> str:
    """Tell the language of a person's words, also where it is none of `LANGUAGES`.

    Of such a language we know no words: there `hint` is believed, if the script doesn't deny it.
    """
    heard = language_of(text, hint)
    if hint in LANGUAGES or heard not in _MISTAKEN_FOR.get(hint, _IN_LATIN_LETTERS):
        return heard
    return hint


def language_of(text: str, hint: str) -> str:
    """Choose one of `LANGUAGES`; `hint` decides where the words don't."""
    hint = _NEAR_KIN.get(hint, hint)
    if len(_ARABIC_SCRIPT.findall(text)) > len(_LATIN_SCRIPT.findall(text)):
        return _arabic_or_urdu(text, hint)
    if len(_CYRILLIC_SCRIPT.findall(text)) > len(_LATIN_SCRIPT.findall(text)):
        return "ru"
    if _LATIN_SCRIPT.search(text):
        return _in_latin_letters(text, hint)
    return hint if hint in LANGUAGES else _FALLBACK


def is_ours(text: str, hint: str) -> bool:
    """Tell whether words are in one of `LANGUAGES`, and not in another that we can't read."""
    if not any(script.search(text) for script in (_ARABIC_SCRIPT, _CYRILLIC_SCRIPT, _LATIN_SCRIPT)):
        return False
    expected = _NEAR_KIN.get(hint, hint) in LANGUAGES
    return expected or _telling_words(text, language_of(text, hint)) > 0


def _arabic_or_urdu(text: str, hint: str) -> str:
    if _URDU_ONLY.search(text) or (hint == "ur" and len(text.split()) < _TELLING):
        return "ur"
    urdu, arabic = _telling_words(text, "ur"), _telling_words(text, "ar")
    if urdu == arabic:
        return "ur" if hint == "ur" and urdu else "ar"
    return "ur" if urdu > arabic else "ar"


def _in_latin_letters(text: str, hint: str) -> str:
    if hint in LANGUAGES and hint not in _IN_LATIN_LETTERS:
        return _in_borrowed_letters(text, hint)
    expected = (hint, "en", "id") if hint in _IN_LATIN_LETTERS else ("en", "id")
    telling = {language: _telling_words(text, language) for language in expected}
    for language in _IN_LATIN_LETTERS:  # one word is chance: these must have one more
        telling.setdefault(language, _telling_words(text, language) - 1)
    return max(telling, key=lambda language: telling[language])


def _in_borrowed_letters(text: str, hint: str) -> str:
    """Many write Urdu or Arabic in Latin letters, where an `is` or an `el` is there by chance."""
    english = _telling_words(text, _FALLBACK)
    is_english = english >= _ENGLISH_WORDS and english * _ENGLISH_SHARE >= len(text.split())
    return _FALLBACK if is_english else hint


def _telling_words(text: str, language: str) -> int:
    words = vocabulary()
    known = words.particles[language] | words.asking[language]
    return sum(word in known for word in stems(text, language))
