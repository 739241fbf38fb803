"""The sentences that Ansari says without a model, in the person's language."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language of `phrases.toml`, where each is explained."""

    found: str
    alone: str
    nothing: str
    found_saying: str
    unknown_saying: str
    unsearched: str
    quran: str
    hadith: str
    tafsir: str
    fiqh: str
    library: str
    unchecked: str
    wordless: str
    stopped: str
    cut: str
    left_out: str
    sources: str
    numbering: str
    welcome: str
    pleasure: str
    day: str
    day_without_sun: str
    which_city: str
    times_words: str
    greetings: frozenset[str]
    thanks: frozenset[str]


def phrases_in(language: str) -> Phrases:
    """Give the sentences in a language, or in English."""
    known = _phrases()
    return known.get(language, known[_FALLBACK])


def all_phrases() -> Iterable[Phrases]:
    """Give the sentences in every language."""
    return _phrases().values()


def asks_for_times(message: str) -> bool:
    """Tell whether a message asks when to pray, which way, or which day it is by the moon."""
    return any(_asking_for_times(phrases).search(message) for phrases in all_phrases())


@cache
def _asking_for_times(phrases: Phrases) -> re.Pattern[str]:
    words = "|".join(map(re.escape, phrases.times_words.split("|")))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def courtesy(message: str, language: str) -> str | None:
    """Answer a message that only greets or thanks; None if it says more."""
    words = frozenset(re.findall(r"[\w']+", message.lower()))
    if not words:
        return None
    for phrases in (phrases_in(language), *_phrases().values()):
        if words <= phrases.greetings:
            return phrases_in(language).welcome
        if words <= phrases.thanks:
            return phrases_in(language).pleasure
    return None


@cache
def _phrases() -> Mapping[str, Phrases]:
    raw = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    return {language: _read({**raw[_FALLBACK], **texts}) for language, texts in raw.items()}


def _read(texts: Mapping[str, str]) -> Phrases:
    words = {name: frozenset(texts[name].split()) for name in ("greetings", "thanks")}
    return Phrases(**{**texts, **words})  # type: ignore[arg-type]
