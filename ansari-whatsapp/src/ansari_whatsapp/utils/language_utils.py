"""Tell which language a text is in, whether it is romanised, and which way it runs; offline.

Scripts decide first, since they cannot be mistaken. Between languages that share a script,
everyday words vote (`telling_words.toml`), and a small statistical model has a vote beside them:
the model knows no Urdu or Arabic in Latin letters, and the words leave gaps that it fills.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
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
FEW_WORDS: Final = 3
"""A text of fewer words tells little of its writer's language."""
_MODEL_VOTES: Final = 1.5
_MODEL_SOFTNESS: Final = 5.0
"""Its likelihoods are of one text's letters as if each stood alone, so it is far too sure."""
_MODEL_NAMES: Final = {"hr": "bs", "sr": "bs", "ms": "id"}
"""Bosnian is one language with these in all that a short message shows. Malay and Indonesian are
one in their letters: words tell them apart, and where none does, that of more people stands."""
_URDU_LETTERS: Final = frozenset("ٹڈڑںےھہ")
_PERSIAN_OR_URDU_LETTERS: Final = frozenset("پچژگکی")
_ENOUGH: Final = 4_000
"""Characters that tell a language: who writes a book keeps nobody else waiting."""
_ADDRESS: Final = re.compile(r"https?://\S+|(?<!\S)\S+@\S+")
"""An `@` is looked for from where a word begins, not again from each of its letters."""
_WORD: Final = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*")
_ARABIZI: Final = re.compile(r"[^\W_]*[^\W\d_][235679]+[^\W\d_][^\W_]*|[235679][^\W\d_]{3}[^\W_]*")
"""Digits for Arabic letters: 7okm, so2al; neither 5pm, 2nd nor Indonesian kata2."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How a person writes: a language, in its own letters or in Latin ones that are not its own."""

    language: str
    is_romanised: bool = False

    @property
    def script(self) -> str | None:
        """Its script, by the first word of its letters' Unicode names."""
        return "LATIN" if self.is_romanised else _SCRIPT_OF.get(self.language)


class _Identifier(Protocol):
    def rank(self, text: str) -> Sequence[tuple[str, float]]:
        """Give all languages with the logarithm of their likelihood, the likeliest first."""


def detect_language(text: str, *, known: str | None = None) -> str:
    """Give the code of the language that this text is in; `known` as in `detect_writing`."""
    return detect_writing(text, known=Writing(known) if known else None).language


def detect_writing(text: str, *, known: Writing | None = None) -> Writing:
    """Tell how this text is written.

    `known` is how its writer was last seen to write. It stands where a text tells nothing or is
    too short to tell, unless the script speaks against it, and it outweighs one foreign word.
    """
    text = _ADDRESS.sub(" ", text[:_ENOUGH])
    unsure = known or Writing(FALLBACK_LANGUAGE)
    words = [word for word in _words(text) if not word.isdecimal()]
    telling = [word for word in words if _fold(word) not in _shared_words()]
    script = _script(text)
    if script is None or not telling:
        return unsure
    if known and len(words) < FEW_WORDS and known.script == script:
        return known
    candidates = _candidates(text, script)
    if len(candidates) == 1:
        return candidates[0]
    return _elect(telling, candidates, known)


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


def _candidates(text: str, script: str) -> list[Writing]:
    languages = _by_letters(text) if script == "ARABIC" else LANGUAGES_BY_SCRIPT[script]
    romanised = _lists()["romanised"] if script == "LATIN" else ()
    return [Writing(code) for code in languages] + [_romanised(code) for code in romanised]


def _romanised(language: str) -> Writing:
    return Writing(language, is_romanised=True)


def _by_letters(text: str) -> tuple[str, ...]:
    """Narrow down by the letters that Arabic, or Arabic and Persian, do without."""
    letters = set(text)
    if letters & _URDU_LETTERS:
        return ("ur",)
    return ("ur", "fa") if letters & _PERSIAN_OR_URDU_LETTERS else LANGUAGES_BY_SCRIPT["ARABIC"]


def _elect(words: Sequence[str], candidates: Sequence[Writing], known: Writing | None) -> Writing:
    """Give each word a vote for all who use it, the model its votes, and the known language one."""
    in_own_letters = [each.language for each in candidates if not each.is_romanised]
    votes = _model_votes(" ".join(words), in_own_letters)
    for word in words:
        votes.update(_writings_with(_fold(word)))
    return max(
        candidates,
        key=lambda each: votes[each] + (known is not None and each.language == known.language),
    )


def _model_votes(text: str, languages: Collection[str]) -> Counter[Writing]:
    """Share the model's votes out by how likely it finds each language, in its own letters."""
    likelihoods: dict[str, float] = {}
    for name, likelihood in _identifier().rank(text):
        likelihoods.setdefault(_MODEL_NAMES.get(name, name), likelihood)
    found = {code: likelihoods[_MODEL_NAMES.get(code, code)] for code in languages}
    top = max(found.values())
    weights = {code: exp((each - top) / _MODEL_SOFTNESS) for code, each in found.items()}
    whole = sum(weights.values())
    votes = Counter[Writing]()
    for code, weight in weights.items():
        votes[Writing(code)] = _MODEL_VOTES * weight / whole  # type: ignore[assignment] # a share
    return votes


def _writings_with(word: str) -> Iterable[Writing]:
    digits = {_romanised("ar")} if _ARABIZI.fullmatch(word) else frozenset[Writing]()
    return _telling_words().get(word, frozenset[Writing]()) | digits


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _fold(word: str) -> str:
    """Do as people who type in haste: leave out marks and apostrophes."""
    plain = unicodedata.normalize("NFKD", word).replace("ı", "i")
    return "".join(char for char in plain if char.isalnum())


@cache
def _lists() -> Mapping[str, Mapping[str, str]]:
    entry = files(__package__).joinpath("telling_words.toml")
    return tomllib.loads(entry.read_text(encoding="utf-8"))


@cache
def _shared_words() -> frozenset[str]:
    """Words that Muslims of all languages write, so that they tell nothing."""
    return frozenset(_fold(word) for word in _words(_lists()["shared"]["words"]))


@cache
def _telling_words() -> Mapping[str, frozenset[Writing]]:
    """Give for each telling word, folded, all that use it."""
    writings: dict[str, frozenset[Writing]] = {}
    for table in ("own", "romanised"):
        for code, words in _lists()[table].items():
            for word in {_fold(each) for each in _words(words)}:
                one = {Writing(code, is_romanised=table == "romanised")}
                writings[word] = writings.get(word, frozenset()) | one
    return writings


@cache
def _identifier() -> _Identifier:
    """Load the model when it is first needed: it takes half a second."""
    from py3langid import langid  # type: ignore[import-untyped] # noqa: PLC0415 -- as said above

    identifier: _Identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    return identifier
