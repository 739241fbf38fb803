"""Cut a text into the stems by which it is found, the same way for texts and for questions."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Final

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

_SHORTEST_STEM: Final = 2
_TELLING_STEM: Final = 3
_SHORT_OF_A_WORD: Final = 5

# Vowel signs, the small letters of the Uthmani script, tatweel, and signs that are not seen.
_MARKS: Final = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e]"
)
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’‘`ʿʾ](?=\w)")
_WORD: Final = re.compile(r"\w+")
_LETTERS: Final = re.compile(r"[^\W_]+")

_WEAK: Final = re.compile("[اويىةهء]")
_FORMED_BY: Final = re.compile("^(?:ست|مت|ت|م|ن)(?=...)")

_ARABIC_LETTERS: Final = str.maketrans("أإآٱىؤئکیہ", "اااايويكيه")
_TURKISH_CAPITALS: Final = str.maketrans("Iİ", "ıi")
_URDU_LETTERS: Final = str.maketrans("أإآٱيىئكهةۃؤ", "اااایییکہہہو")

# After Larkey's light10, what hangs on a word; but the feminine ending stays, as it often makes
# another word: without it charity (صدقة) becomes truth (صدق), and its plural takes it back.
_ARABIC_PREFIXES: Final = ("وال", "بال", "كال", "فال", "لل", "ال")
_ARABIC_SUFFIXES: Final = ("ها", "هم", "ان", "ون", "ين", "ه", "ي")
_ARABIC_PLURAL: Final = "ات"
_URDU_SUFFIXES: Final = ("یوں", "یاں", "وں", "یں", "ے", "ہ")
_INDONESIAN_PARTICLES: Final = ("lah", "kah", "nya", "pun", "ku", "mu")
_INDONESIAN_SUFFIXES: Final = ("kan", "an", "i")
_INDONESIAN_PREFIXES: Final = ("meng", "peng", "mem", "men", "pem", "pen", "ber", "per", "ter")
_INDONESIAN_SHORT_PREFIXES: Final = ("me", "pe", "be", "ke", "di", "se")


def stems(text: str, language: str) -> list[str]:
    """Give the stems of a text in the order of its words."""
    return _ANALYSERS.get(language, _english)(text)


def plain_letters(text: str) -> str:
    """Drop what a person may or may not type: vowel signs, the many shapes of one letter."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_ARABIC_LETTERS).lower()


def arabic_roots(stemmed: Iterable[str]) -> list[str]:
    """Give what words of one family share, roughly: the consonants, without what often leads."""
    return [_arabic_root(stem) for stem in stemmed]


@cache
def _arabic_root(stem: str) -> str:
    consonants = _FORMED_BY.sub("", _WEAK.sub("", stem))
    return consonants if len(consonants) >= _SHORTEST_STEM else stem


def _arabic(text: str) -> list[str]:
    return [_arabic_stem(word) for word in _WORD.findall(plain_letters(text))]


@cache
def _arabic_stem(word: str) -> str:
    if word.startswith("و") and len(word) > _SHORTEST_STEM + 1 and word[1:3] != "ال":
        word = word[1:]
    word = _cut_start(word, _ARABIC_PREFIXES)
    if word.endswith(_ARABIC_PLURAL) and len(word) > _SHORTEST_STEM + len(_ARABIC_PLURAL):
        return word.removesuffix(_ARABIC_PLURAL) + "ة"
    return _cut_ends(word, _ARABIC_SUFFIXES)


def _urdu(text: str) -> list[str]:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_URDU_LETTERS)
    return [_urdu_stem(word) for word in _WORD.findall(plain)]


@cache
def _urdu_stem(word: str) -> str:
    return _cut_end(word, _URDU_SUFFIXES)


def _indonesian(text: str) -> list[str]:
    return [_indonesian_stem(word) for word in _WORD.findall(text.lower().replace("'", ""))]


@cache
def _indonesian_stem(word: str) -> str:
    """Strip affixes while four letters are left, so that no short word loses its body."""
    word = _cut_end(word, _INDONESIAN_PARTICLES, left=4)
    for prefixes in (_INDONESIAN_PREFIXES, _INDONESIAN_SHORT_PREFIXES):
        word = _cut_start(word, prefixes, left=4)
    return _cut_end(word, _INDONESIAN_SUFFIXES, left=4)


def _english(text: str) -> list[str]:
    letters = text if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return _snowball("english").analyze(_APOSTROPHE.sub("", letters))


def _cut_start(word: str, prefixes: tuple[str, ...], left: int = _SHORTEST_STEM) -> str:
    for prefix in prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= left:
            return word[len(prefix) :]
    return word


def _cut_end(word: str, suffixes: tuple[str, ...], left: int = _SHORTEST_STEM) -> str:
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= left:
            return word[: -len(suffix)]
    return word


def _cut_ends(word: str, suffixes: tuple[str, ...]) -> str:
    """Cut each suffix once, in their order, as one may hang on another."""
    for suffix in suffixes:
        word = _cut_end(word, (suffix,))
    return word


def _by_snowball(language: str, text: str) -> list[str]:
    """Stem with the letters that the stemmer knows, then drop what many don't type."""
    words = _LETTERS.findall(unicodedata.normalize("NFC", text).lower())
    return [_snowball_stem(language, word) for word in words]


@cache
def _snowball_stem(language: str, word: str) -> str:
    """Leave enough of a word: the Turkish stemmer leaves two letters of a pig and a dollar."""
    stem = "".join(_snowball(language).analyze(word)) or word
    enough = len(stem) >= _TELLING_STEM or 2 * len(stem) > len(word)
    return _without_accents(stem if enough else word[:_SHORT_OF_A_WORD])


def _turkish(text: str) -> list[str]:
    return _by_snowball("turkish", text.translate(_TURKISH_CAPITALS))


@cache
def _snowball(language: str) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    return builder.filter(Filter.stemmer(language)).build()


@cache
def _without_accents(stem: str) -> str:
    plain = stem.replace("ı", "i").replace("ß", "ss")
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))


_ANALYSERS: Final[Mapping[str, Callable[[str], list[str]]]] = MappingProxyType(
    {
        "ar": _arabic,
        "ur": _urdu,
        "id": _indonesian,
        "en": _english,
        "de": partial(_by_snowball, "german"),
        "es": partial(_by_snowball, "spanish"),
        "fr": partial(_by_snowball, "french"),
        "ru": partial(_by_snowball, "russian"),
        "tr": _turkish,
    }
)
